"""Titles of the figures about groups, missing answers and weights, computed like all others.

Here: one function a kind of figure. Not here: titles about effects and shares (`titles.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.wording import (
    Language,
    count,
    in_sentence,
    is_known,
    join_list,
    percent,
    quoted,
)

if TYPE_CHECKING:
    import pandas as pd


def subgroups_title(label: str, level: str, tests: pd.DataFrame, language: Language) -> str:
    """Title from one row a grouping, with ``by_label``, ``p`` and ``detectable``.

    A difference is named only where the test of exactly these shares finds it.
    """
    tested = tests[[is_known(p) for p in tests["p"]]]
    found, not_found = (
        [in_sentence(by, language) for by in tested.loc[tested["detectable"] == finds, "by_label"]]
        for finds in (True, False)
    )
    share = quoted(level, language)
    if not len(tested):
        return (
            f"{label}: "
            + {
                "en": f"{share} could not be compared between groups",
                "ko": f"{share} 비율의 집단 간 비교 불가",
            }[language]
        )
    if language == "en":
        return f"{label}: {_tell_in_english(share, found, not_found)}"
    return f"{label}: {_tell_in_korean(share, found, not_found)}"


def _tell_in_english(share: str, found: list[str], not_found: list[str]) -> str:
    without = _join_or(not_found)
    if not found:
        return f"{share} shows no detectable difference by {without}"
    text = f"{share} differs by {join_list(found, 'en')}"
    return text + (f"; no detectable difference by {without}" if without else "")


def _tell_in_korean(share: str, found: list[str], not_found: list[str]) -> str:
    with_, without = "·".join(found), "·".join(not_found)
    if not found:
        return f"{share} 비율은 {without}에 따른 차이가 확인되지 않음"
    if not not_found:
        return f"{share} 비율은 {with_}에 따라 다름"
    return f"{share} 비율은 {with_}에 따라 다르고, {without}에 따른 차이는 확인되지 않음"


def _join_or(parts: list[str]) -> str:
    return " or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def missing_title(rows: pd.DataFrame, language: Language) -> str:
    """Title from rows with ``item``, ``label``, ``total`` and ``few``, most missing first.

    Where some reasons are not shown, the largest share that is may not be the largest.
    """
    items = rows.drop_duplicates("item")
    few = set(rows.loc[rows["few"] != "", "item"])
    without = int(((items["total"] == 0) & ~items["item"].isin(few)).sum())
    every = len(items)
    if few:
        return _tell_missing_of_some(items.iloc[0], len(few), every, language)
    if without == every:
        return {
            "en": f"Missing answers: none on any of {every} questions",
            "ko": f"무응답: {every}개 문항 모두 없음",
        }[language]
    most = items.iloc[0]
    name, share = quoted(str(most["label"]), language), percent(most["total"])
    text = {
        "en": f"Missing answers: at most {share}, on {name}",
        "ko": f"무응답: 최대 {share}({name})",
    }[language]
    rest = {
        "en": f"; none on {without} of {every} questions",
        "ko": f", {every}개 문항 중 {without}개 문항은 없음",
    }[language]
    return text + (rest if without else "")


def _tell_missing_of_some(most: pd.Series, few: int, every: int, language: Language) -> str:
    name, share = quoted(str(most["label"]), language), percent(most["total"])
    shown = {"en": f"{share} on {name}; ", "ko": f"{name} {share}, "}[language]
    text = {
        "en": f"too few to show on {few} of {every} questions",
        "ko": f"{every}개 문항 중 {few}개 문항은 너무 적어 표시하지 않음",
    }[language]
    lead = {"en": "Missing answers: ", "ko": "무응답: "}[language]
    return lead + (shown if most["total"] else "") + text


def weighting_title(kind: str, n_eff: float, n: int, language: Language) -> str:
    """Title from what the weights cost; ``kind`` is ``raked``, ``given`` or ``equal``."""
    if kind == "equal":
        return {
            "en": f"Not weighted: each of {count(n)} respondents counts once",
            "ko": f"가중치 없음: 응답자 {count(n)}명이 똑같이 1로 계산됨",
        }[language]
    lead = {
        "raked": {"en": "Weighted to the population", "ko": "인구 비율에 맞춘 가중치"},
        "given": {"en": "Weights as delivered", "ko": "제공된 가중치"},
    }[kind][language]
    cost = {
        "en": f"{count(n)} respondents as precise as {count(n_eff)} of equal weight",
        "ko": f"응답자 {count(n)}명의 정밀도는 같은 가중치의 {count(n_eff)}명 수준",
    }[language]
    return f"{lead}: {cost}"
