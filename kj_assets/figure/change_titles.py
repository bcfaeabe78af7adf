"""The titles of changes between waves, bound by their tests.

Here: how many shares or gaps changed, and which most. Not here: other titles (`titles.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.refusals import is_fixed, is_withheld
from kj_assets.figure.titles import name_largest, tell_left_out, tell_not_estimated, tell_not_shown
from kj_assets.figure.wording import Language, between, number_word

if TYPE_CHECKING:
    import pandas as pd

# What changes: one, several, and the Korean noun that is counted.
_NOUNS: dict[str, dict[Language, tuple[str, str]]] = {
    "share": {"en": ("share", "shares"), "ko": ("비율", "비율")},
    "gap": {"en": ("gap", "gaps"), "ko": ("격차", "격차")},
}
_NOT_COMPARABLE: dict[Language, str] = {
    "en": "; {few} not comparable",
    "ko": ", {n}개는 비교 불가",
}

_FIXED: dict[Language, str] = {
    "en": "; {few} fixed by weights or design",
    "ko": ", {n}개는 가중치나 표본 설계로 고정",
}


def changes_title(span: str, rows: pd.DataFrame, language: Language) -> str:
    """Title from changes of shares with ``label``, ``estimate`` and ``detectable``.

    A change is one where its adjusted test finds it; rows across a break are counted apart, and
    rows of which one side was refused.
    """
    return f"{span}: {_tell(rows, 'share', language)}"


def effect_changes_title(rows: pd.DataFrame, language: Language) -> str:
    """The same of changes of effects."""
    span = between(rows["wave_a"].iloc[0], rows["wave_b"].iloc[0], language)
    return f"{span}: {_tell(rows, 'gap', language)}"


def _tell(rows: pd.DataFrame, noun: str, language: Language) -> str:
    tested = rows[rows["estimate"].notna()]
    found = tested[tested["detectable"]]
    text = _how_many(len(found), len(tested), noun, language)
    if len(found):
        lead = {"en": "; largest estimate ", "ko": ", 추정값이 가장 큰 것은 "}[language]
        text += (lead if len(found) > 1 else ", ") + name_largest(found, language)
    if len(tested):
        return text + _tell_untested(rows, language)
    withheld = int(rows.apply(is_withheld, axis=1).sum())
    shut = tell_not_shown(withheld, language)
    return shut.lstrip(";, ") if withheld == len(rows) else text + shut


def _tell_untested(rows: pd.DataFrame, language: Language) -> str:
    withheld = rows.apply(is_withheld, axis=1)
    fixed = rows.apply(is_fixed, axis=1)
    across = ~rows["comparable"].astype(bool) & ~fixed
    refused = rows["estimate"].isna() & ~across & ~withheld & ~fixed
    return (
        tell_left_out(rows[fixed], _FIXED, language)
        + tell_left_out(rows[across & ~withheld], _NOT_COMPARABLE, language)
        + tell_not_estimated(int(refused.sum()), language)
        + tell_not_shown(int(withheld.sum()), language)
    )


def _how_many(found: int, total: int, noun: str, language: Language) -> str:
    some, every = number_word(found, language), number_word(total, language)
    one, several = _NOUNS[noun][language]
    if not total:
        return {
            "en": f"no {one} can be compared",
            "ko": f"비교할 수 있는 {one} 없음",
        }[language]
    if not found:
        either = "either" if total == 2 else "any"
        return {
            "en": "no detectable change"
            + (f" in {either} of {every} {several}" if total > 1 else ""),
            "ko": f"{f'{every} {one} 모두 ' if total > 1 else ''}확인되는 변화 없음",
        }[language]
    return {
        "en": f"{some} of {every} {several} changed" if total > 1 else f"the {one} changed",
        "ko": f"{f'{every} {one} 중 {some} {one}에서 ' if total > 1 else ''}변화 확인",
    }[language]
