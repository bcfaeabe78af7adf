"""Titles that state a finding, computed from the numbers and bound by their tests.

Here: one function a kind of figure. Not here: the page's sentences (`publish/briefing`).
A title names a difference only where its test does: p adjusted for the family of rows shown
(Holm) below .05. "No detectable difference" is a title too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.wording import Language, is_known, number_word, percent, points, quoted

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05


def is_detectable(row: pd.Series) -> bool:
    """Whether a row's test finds a difference: Holm-adjusted p where there is one."""
    adjusted = row.get("p_holm")
    p = adjusted if is_known(adjusted) else row.get("p")
    return bool(is_known(p) and p < LEVEL)


def distribution_title(label: str, answers: pd.DataFrame, language: Language) -> str:
    """Title from rows that divide the whole: ``label``, ``share``, ``conf_low_95`` ….

    A majority is claimed only where the 95 % interval lies above one half.
    """
    top = answers.sort_values("share", ascending=False).iloc[0]
    name, share = quoted(str(top["label"]), language), percent(top["share"])
    if is_known(top["conf_low_95"]) and top["conf_low_95"] > 0.5:
        return {
            "en": f"{label}: a majority, {share}, answers {name}",
            "ko": f"{label}: 과반인 {share}가 {name}",
        }[language]
    if is_known(top["conf_high_95"]) and top["conf_high_95"] >= 0.5:
        return {
            "en": f"{label}: {share} answers {name} – not clearly a majority",
            "ko": f"{label}: {name} {share}, 과반인지는 불확실",
        }[language]
    return {
        "en": f"{label}: {name} is the most frequent answer, at {share}",
        "ko": f"{label}: {name} {share}로 가장 많음",
    }[language]


def effects_title(label: str, rows: pd.DataFrame, language: Language) -> str:
    """Title from effect rows with ``label``, ``estimate`` and their tests."""
    estimated = rows[rows["estimate"].notna()]
    refused = len(rows) - len(estimated)
    found = estimated[estimated.apply(is_detectable, axis=1)] if len(estimated) else estimated
    text = f"{label}: {_how_many(found, len(estimated), language)}"
    if len(found):
        top = found.loc[found["estimate"].abs().idxmax()]
        name, size = quoted(str(top["label"]), language), points(top["estimate"], language)
        lead = "" if len(found) == 1 else {"en": "most with ", "ko": "가장 큰 차이는 "}[language]
        text += f", {lead}{name} ({size})" if language == "en" else f", {lead}{name}({size})"
    if refused:
        words = {"en": f"; {refused} not estimated", "ko": f", {refused}개는 추정하지 않음"}
        text += words[language]
    return text


def _how_many(found: pd.DataFrame, total: int, language: Language) -> str:
    some, every = number_word(len(found), language), number_word(total, language)
    if not total:
        return {"en": "nothing could be estimated", "ko": "추정된 결과 없음"}[language]
    if not len(found):
        noun = "factor" if total == 1 else "factors"
        return {
            "en": f"no detectable gap on any of {every} {noun}",
            "ko": f"{every} 요인 모두 통계적으로 확인되는 차이 없음",
        }[language]
    which = {"en": f"{some} of {every} factors", "ko": f"{every} 요인 중 {some} 요인에서"}
    if len(found) == total and total > 1:
        which = {
            "en": f"{'both' if total == 2 else f'all {every}'} factors",
            "ko": f"{every} 요인 모두에서",
        }
    way = _direction(found)
    return f"{way['en']} on {which['en']}" if language == "en" else f"{which['ko']} {way['ko']}"


def _direction(found: pd.DataFrame) -> dict[Language, str]:
    if (found["estimate"] > 0).all():
        return {"en": "higher", "ko": "더 높음"}
    if (found["estimate"] < 0).all():
        return {"en": "lower", "ko": "더 낮음"}
    return {"en": "detectable gaps", "ko": "차이 확인"}


def comparison_title(label: str, rows: pd.DataFrame, language: Language) -> str:
    """Title from tested differences with ``label``, ``estimate`` and their tests."""
    tested = rows[rows["estimate"].notna()]
    found = tested[tested.apply(is_detectable, axis=1)] if len(tested) else tested
    every, some = number_word(len(tested), language), number_word(len(found), language)
    if not len(tested):
        ending = {"en": "no difference could be tested", "ko": "검정할 수 있는 차이 없음"}
    elif not len(found):
        ending = {
            "en": f"no detectable difference between the effects of any of {every} factors",
            "ko": f"{every} 요인의 효과 모두 통계적으로 확인되는 차이 없음",
        }
    else:
        top = found.loc[found["estimate"].abs().idxmax()]
        name, size = quoted(str(top["label"]), language), points(top["estimate"], language)
        ending = {
            "en": f"{some} of {every} effects differs, {name} by {size}"
            if len(found) == 1
            else f"{some} of {every} effects differ, most {name}, by {size}",
            "ko": f"{every} 효과 중 {some} 효과가 다름 – {name} {size}",
        }
    return f"{label}: {ending[language]}"
