"""What a release says of the numbers it leaves out: none of waves whose respondents it holds.

Here: the sentence. Not here: leaving them out (`publish/closing/`).
"""

from __future__ import annotations

from collections.abc import Sequence

from kj_assets.figure.wording import Language, join_list, name_wave
from kj_assets.publish.briefing.phrases import say
from kj_assets.waves.registry import Wave


def tell_left_out(waves: Sequence[Wave], small_cells: int, language: Language) -> str:
    """Which waves keep numbers on few respondents to themselves, and which cannot."""
    kept, let_out = (
        [name_wave(w.id, language) for w in waves if w.publishes_respondents is side]
        for side in (False, True)
    )
    key = "left_out_some" if kept and let_out else "left_out_none" if let_out else "left_out"
    return say(
        key,
        language,
        few=str(small_cells),
        kept=join_list(kept, language),
        let_out=join_list(let_out, language),
    )
