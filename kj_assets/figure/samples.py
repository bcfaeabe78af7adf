"""How changes between waves were tested, in words: independent samples, or people matched.

Here: the sentence under a figure or table. Not here: the tests (`trend/changes.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.estimate.changes import INDEPENDENT, MATCHED
from kj_assets.figure.wording import Language

if TYPE_CHECKING:
    import pandas as pd

SENTENCES: dict[frozenset[str], dict[Language, str]] = {
    frozenset({INDEPENDENT}): {
        "en": "Changes are tested as differences of two independent samples.",
        "ko": "변화는 독립된 두 표본의 차이로 검정.",
    },
    frozenset({MATCHED}): {
        "en": "Changes are tested with the respondents whom both waves share matched.",
        "ko": "변화는 두 조사에 모두 응답한 사람을 연결하여 검정.",
    },
    frozenset({INDEPENDENT, MATCHED}): {
        "en": "Changes are tested with respondents matched where two waves share them, else as "
        "differences of independent samples.",
        "ko": "두 조사에 모두 응답한 사람이 있으면 연결하여, 없으면 독립된 두 표본의 차이로 검정.",
    },
}


def tell_samples(samples: pd.Series, language: Language) -> str:
    """The sentence for some changes' ``samples``; rows that are no change have none.

    It says how changes are tested, not that each is: some may cross a break.
    """
    return SENTENCES[frozenset(samples.dropna()) or frozenset({INDEPENDENT})][language]
