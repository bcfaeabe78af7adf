"""The title of a figure of effects within groups, bound by the tests between the groups.

Here: the title. Not here: other kinds (`titles.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.refusals import is_withheld
from kj_assets.figure.titles import tell_not_shown
from kj_assets.figure.wording import Language, in_sentence, join_list, number_word, quoted

if TYPE_CHECKING:
    import pandas as pd


def within_title(label: str, group: str, rows: pd.DataFrame, language: Language) -> str:
    """Which gaps differ between groups: one that a tested difference, adjusted, finds."""
    tested = rows[rows["leads"] & rows["estimate"].notna()]
    gaps = [block for _, block in tested.groupby("block", sort=False)]
    found = [str(block["label"].iloc[0]) for block in gaps if block["detectable"].any()]
    text = _how_many(len(found), len(gaps))[language]
    if 0 < len(found) < len(gaps):
        text += f"{' ' if language == 'en' else ''}({_list(found, language)})"
    group = in_sentence(group, language)
    about = {"en": f"{label}, by {group}", "ko": f"{label}, {group}에 따른 비교"}
    leading = [is_withheld(row) for _, row in rows[rows["leads"]].iterrows()]
    withheld = tell_not_shown(leading.count(True), language)
    if leading and all(leading):
        return f"{about[language]}: {withheld.lstrip(';, ')}"
    return f"{about[language]}: {text}{withheld}"


def _how_many(found: int, gaps: int) -> dict[Language, str]:
    if not gaps:
        return {"en": "no difference could be tested", "ko": "검정할 수 있는 차이 없음"}
    every, every_ko = number_word(gaps, "en"), number_word(gaps, "ko")
    if not found:
        of = "the gap" if gaps == 1 else f"any of {every} gaps"
        every_one = f"{every_ko} 요인 모두 " if gaps > 1 else ""
        return {
            "en": f"no detectable difference in {of}",
            "ko": f"{every_one}집단 간 확인되는 차이 없음",
        }
    if found == gaps:
        all_en = {1: "the gap differs", 2: "both gaps differ"}.get(gaps, f"all {every} gaps differ")
        every_one = f"{every_ko} 요인 모두에서 " if gaps > 1 else ""
        return {"en": all_en, "ko": f"{every_one}집단 간 차이 확인"}
    some, some_ko = number_word(found, "en"), number_word(found, "ko")
    verb = "differs" if found == 1 else "differ"
    return {
        "en": f"{some} of {every} gaps {verb}",
        "ko": f"{every_ko} 요인 중 {some_ko} 요인에서 집단 간 차이 확인",
    }


def _list(labels: list[str], language: Language) -> str:
    return join_list([quoted(label, language) for label in labels], language)
