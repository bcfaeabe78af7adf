"""Titles that state a finding, computed from the numbers and bound by their tests.

Here: one function a kind of figure. Not here: the page's sentences (`publish/briefing`).
A title names a difference only where its test does: p adjusted for the family of rows shown
(Holm) below .05. "No detectable difference" is a title too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kj_assets.figure.refusals import is_withheld
from kj_assets.figure.wording import (
    Language,
    is_known,
    number_word,
    points,
    quoted,
)

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05
_LARGEST: dict[str, dict[Language, str]] = {
    "estimate": {"en": "; largest estimate ", "ko": ", 추정값이 가장 큰 요인은 "},
    "difference": {"en": "; largest difference ", "ko": ", 추정된 차이가 가장 큰 요인은 "},
}
NOTHING: dict[Language, str] = {"en": "nothing could be estimated", "ko": "추정된 결과 없음"}
_LEFT_OUT: dict[str, dict[Language, str]] = {
    "estimated": {"en": "; {n} not estimated", "ko": ", {n}개는 추정하지 않음"},
    "tested": {"en": "; {n} not tested", "ko": ", {n}개는 검정하지 않음"},
    "shown": {"en": "; {n} not shown", "ko": ", {n}개는 표시하지 않음"},
}


def is_detectable(row: pd.Series) -> bool:
    """Whether a row's test finds a difference: Holm-adjusted p where there is one."""
    adjusted = row.get("p_holm")
    p = adjusted if is_known(adjusted) else row.get("p")
    return bool(is_known(p) and p < LEVEL)


def effects_title(label: str, rows: pd.DataFrame, language: Language) -> str:
    """Title from effect rows with ``label``, ``estimate`` and their tests.

    The largest estimate is called just that: no test says that it exceeds the next.
    """
    estimated = rows[rows["estimate"].notna()]
    withheld = sum(is_withheld(row) for _, row in rows.iterrows())
    if withheld == len(rows):
        return f"{label}:{tell_not_shown(withheld, language)[1:]}"
    found = _select_detectable(estimated)
    text = f"{label}: {_how_many(found, len(estimated), language)}"
    if len(found):
        text += _tell_largest(found, _LARGEST["estimate"][language], language)
    if len(estimated):
        return text + tell_left_out(rows, _LEFT_OUT["estimated"], language)
    return text + tell_not_shown(withheld, language)


def tell_left_out(rows: pd.DataFrame, words: Mapping[Language, str], language: Language) -> str:
    """How many rows have no estimate, in some words; those that are not shown apart."""
    gone = [is_withheld(row) for _, row in rows[rows["estimate"].isna()].iterrows()]
    n = gone.count(False)
    told = words[language].format(n=n, few=number_word(n, "en")) if n else ""
    return told + tell_not_shown(gone.count(True), language)


def tell_not_estimated(n: int, language: Language) -> str:
    """The end of a title: how many rows are refused; nothing if none is."""
    return _LEFT_OUT["estimated"][language].format(n=n) if n else ""


def tell_not_shown(n: int, language: Language) -> str:
    """The end of a title: how many rows are not shown; nothing if all are."""
    return _LEFT_OUT["shown"][language].format(n=n) if n else ""


def _select_detectable(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[[is_detectable(row) for _, row in rows.iterrows()]] if len(rows) else rows


def _tell_largest(found: pd.DataFrame, lead: str, language: Language) -> str:
    return (lead if len(found) > 1 else ", ") + name_largest(found, language)


def name_largest(rows: pd.DataFrame, language: Language) -> str:
    """The row with the largest estimate: ``+16.4 points (“Sees a threat”)``."""
    top = rows.loc[rows["estimate"].abs().idxmax()]
    name, size = quoted(str(top["label"]), language), points(top["estimate"], language)
    return f"{size} ({name})" if language == "en" else f"{name}({size})"


def _how_many(found: pd.DataFrame, total: int, language: Language) -> str:
    some, every = number_word(len(found), language), number_word(total, language)
    if not total:
        return NOTHING[language]
    if not len(found):
        return _none_of(total, language)
    which = {"en": f"{some} of {every} factors", "ko": f"{every} 요인 중 {some} 요인에서"}
    if len(found) == total:
        all_en = {1: "the one factor shown", 2: "both factors"}.get(total, f"all {every} factors")
        which = {"en": all_en, "ko": f"{every} 요인{' 모두' if total > 1 else ''}에서"}
    way = _direction(found)
    return f"{way['en']} with {which['en']}" if language == "en" else f"{which['ko']} {way['ko']}"


def _none_of(total: int, language: Language) -> str:
    every = number_word(total, language)
    if total == 1:
        return {"en": "no detectable gap", "ko": "통계적으로 확인되는 차이 없음"}[language]
    return {
        "en": f"no detectable gap with any of {every} factors",
        "ko": f"{every} 요인 모두 통계적으로 확인되는 차이 없음",
    }[language]


def _direction(found: pd.DataFrame) -> dict[Language, str]:
    if (found["estimate"] > 0).all():
        return {"en": "higher", "ko": "더 높음"}
    if (found["estimate"] < 0).all():
        return {"en": "lower", "ko": "더 낮음"}
    return {"en": "detectable gaps", "ko": "차이 확인"}


def comparison_title(label: str, rows: pd.DataFrame, language: Language) -> str:
    """Title from tested differences with ``label``, ``estimate`` and their tests."""
    tested = rows[rows["estimate"].notna()]
    found = _select_detectable(tested)
    ending = _how_many_differ(found, len(tested))[language]
    if len(found):
        ending += _tell_largest(found, _LARGEST["difference"][language], language)
    withheld = sum(is_withheld(row) for _, row in rows.iterrows())
    if withheld == len(rows):
        return f"{label}:{tell_not_shown(withheld, language)[1:]}"
    if not len(tested):
        return f"{label}: {ending}{tell_not_shown(withheld, language)}"
    return f"{label}: {ending}{tell_left_out(rows, _LEFT_OUT['tested'], language)}"


def _how_many_differ(found: pd.DataFrame, total: int) -> dict[Language, str]:
    if not total:
        return {"en": "no difference could be tested", "ko": "검정할 수 있는 차이 없음"}
    every, every_ko = number_word(total, "en"), number_word(total, "ko")
    if not len(found):
        of = "the gap" if total == 1 else f"any of {every} gaps"
        return {
            "en": f"no detectable difference in {of}",
            "ko": f"{f'{every_ko} 요인 모두 ' if total > 1 else ''}두 모형 간 확인되는 차이 없음",
        }
    some, some_ko = number_word(len(found), "en"), number_word(len(found), "ko")
    which = {"en": f"{some} of {every} gaps", "ko": f"{every_ko} 요인 중 {some_ko} 요인에서"}
    if len(found) == total:
        all_en = {1: "the one gap shown", 2: "both gaps"}.get(total, f"all {every} gaps")
        which = {"en": all_en, "ko": f"{every_ko} 요인{' 모두' if total > 1 else ''}에서"}
    verb = "differs" if len(found) == 1 else "differ"
    return {"en": f"{which['en']} {verb}", "ko": f"{which['ko']} 지지 격차가 다름"}
