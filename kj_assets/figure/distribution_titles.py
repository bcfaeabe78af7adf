"""The title of how people answered one item, bound by intervals.

Here: the title. Not here: which rows it is about (`poles.py`). A majority is claimed only where
the 95 % interval lies above one half; nets are told side by side and never ranked, least of all
against single levels; the most frequent answer is one level, and only where all are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.poles import find_poles, lead_answer
from kj_assets.figure.refusals import is_withheld, tell_nothing
from kj_assets.figure.wording import Language, is_known, percent, quoted
from kj_assets.waves.codebook import Item

if TYPE_CHECKING:
    import pandas as pd


def distribution_title(table: pd.DataFrame, item: Item, language: Language) -> str:
    """Title from an item's rows: ``level``, ``kind``, ``label``, ``share``, ``conf_low_95`` …."""
    return f"{item.label.in_language(language)}: {_tell(table, item, language)}"


def _tell(table: pd.DataFrame, item: Item, language: Language) -> str:
    rows = table[table["kind"].isin(["net", "level"])]
    withheld = any(is_withheld(row) for _, row in rows.iterrows())
    lead = lead_answer(table, item)
    if not is_known(lead["share"]):
        return tell_nothing(rows, language)
    poles = table[table["level"].isin(find_poles(item))]
    if is_known(lead["conf_high_95"]) and lead["conf_high_95"] >= 0.5:
        return _tell_majority(lead, language)
    if len(poles) and poles["share"].notna().all():
        return _tell_poles(poles, language)
    return _tell_level(lead, withheld, language)


def _tell_majority(lead: pd.Series, language: Language) -> str:
    """What is a majority, or may be one."""
    name, share = quoted(str(lead["label"]), language), percent(lead["share"])
    if is_known(lead["conf_low_95"]) and lead["conf_low_95"] > 0.5:
        return {
            "en": f"a majority, {share}, answers {name}",
            "ko": f"과반인 {share}가 {name}",
        }[language]
    return {
        "en": f"{share} answers {name} – not clearly a majority",
        "ko": f"{name} {share}, 과반인지는 불확실",
    }[language]


def _tell_poles(poles: pd.DataFrame, language: Language) -> str:
    """Both sides in the codebook's order; that neither is a majority where intervals say so."""
    told = ", ".join(
        f"{quoted(str(row['label']), language)} {percent(row['share'])}"
        for _, row in poles.iterrows()
    )
    if not poles["conf_high_95"].lt(0.5).all():
        return told
    return told + {"en": ", neither a majority", "ko": ", 어느 쪽도 과반이 아님"}[language]


def _tell_level(lead: pd.Series, withheld: bool, language: Language) -> str:
    name, share = quoted(str(lead["label"]), language), percent(lead["share"])
    if withheld:
        return {"en": f"{share} answers {name}", "ko": f"{name} {share}"}[language]
    return {
        "en": f"{name} is the most frequent answer, at {share}",
        "ko": f"{name} {share}로 가장 많음",
    }[language]
