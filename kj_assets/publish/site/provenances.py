"""Whose answers stand behind a page: people's, or those of reconstructed respondents, by wave.

Here: the banner's words. Not here: what a figure's footer says of it (`figure/drawing.py`), the
page on which run made which table (`provenance.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kj_assets.figure.drawing import RECONSTRUCTED, tell_notice
from kj_assets.figure.wording import Language, join_list, name_wave
from kj_assets.publish.briefing.phrases import say
from kj_assets.waves.registry import Wave


@dataclass(frozen=True)
class Provenances:
    """Ids of the waves behind a page: those of reconstructed respondents, those of people."""

    reconstructed: tuple[str, ...] = ()
    surveyed: tuple[str, ...] = ()

    @property
    def is_mixed(self) -> bool:
        """Whether waves of both kinds stand behind it."""
        return bool(self.reconstructed and self.surveyed)

    def title(self, language: Language) -> str:
        """The banner's first line; empty where nobody was reconstructed."""
        if not self.reconstructed:
            return ""
        return tell_notice(self.reconstructed if self.is_mixed else (), language)

    def text(self, language: Language) -> str:
        """What a reader has to know first, wave by wave where they differ."""
        if not self.reconstructed:
            return ""
        made, asked = (
            join_list([name_wave(wave, language) for wave in waves], language)
            for waves in (self.reconstructed, self.surveyed)
        )
        key = "banner_mixed" if self.is_mixed else "banner"
        return say(key, language, made=made, asked=asked)


def find_provenances(waves: Iterable[Wave]) -> Provenances:
    """The provenances of some fielded waves."""
    told = {wave.id: wave.declaration.provenance == RECONSTRUCTED for wave in waves}
    made, asked = (
        tuple(w for w, is_made in told.items() if is_made is side) for side in (True, False)
    )
    return Provenances(made, asked)
