"""The answer to a declared question in words, bound by its tests.

Here: one sentence a model, and one over all models. Not here: the tests and the verdict
(`trend/question.py`). Words of association only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kj_assets.figure.labels import row_label
from kj_assets.figure.refusals import describe_refusal, is_withheld
from kj_assets.figure.titles import LEVEL
from kj_assets.figure.wording import (
    Language,
    Word,
    between,
    is_known,
    join_list,
    name_wave,
    number_word,
    p_value,
    points,
    points_range,
    quoted,
)
from kj_assets.model.registry import Models
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

LINES: dict[str, dict[Language, str]] = {
    "stronger": {
        "en": "{model}: {term} goes with support more strongly than before. {gaps}",
        "ko": "{model}: {term:과/와}의 연관이 강해졌다. {gaps}",
    },
    "weaker": {
        "en": "{model}: {term} goes with support less strongly than before. {gaps}",
        "ko": "{model}: {term:과/와}의 연관이 약해졌다. {gaps}",
    },
    "reversed": {
        "en": "{model}: {term} now goes with support the other way round. {gaps}",
        "ko": "{model}: {term:과/와}의 연관이 반대 방향으로 바뀌었다. {gaps}",
    },
    "no_change": {
        "en": "{model}: no detectable change in how {term} goes with support. {gaps}",
        "ko": "{model}: {term:과/와}의 연관에 확인되는 변화가 없다. {gaps}",
    },
    "one_wave": {
        "en": "{model}: {term} goes with a gap of {b} ({wave_b}); no earlier wave has it, so there "
        "is nothing to compare.",
        "ko": "{model}: {term}에 따른 차이는 {b}({wave_b}). 이전 조사에는 없어 비교할 것이 없다.",
    },
    "not_comparable": {
        "en": "{model}: {later} cannot be compared with {earlier}. {why}.",
        "ko": "{model}: {later} 조사는 {earlier} 조사와 비교할 수 없다. {why}.",
    },
    "refused": {"en": "{model}: {term}{where}: {why}.", "ko": "{model}: {term}{where}: {why}."},
}
GAPS: dict[Language, str] = {
    "en": "The gap was {a} ({wave_a}) and is {b} ({wave_b}), a change of {change} (95% interval "
    "{interval}; {p}).",
    "ko": "지지율 차이 {a}({wave_a}) → {b}({wave_b}), 변화 {change}(95% 신뢰구간 {interval}, {p}).",
}
OVERALL: dict[str, dict[Language, str]] = {
    "stronger": {"en": "goes more strongly with {some}", "ko": "{some}연관이 강해짐"},
    "weaker": {"en": "goes less strongly with {some}", "ko": "{some}연관이 약해짐"},
    "reversed": {"en": "now the other way round for {some}", "ko": "{some}연관의 방향이 바뀜"},
    "no_change": {"en": "no detectable change for {some}", "ko": "{some}확인되는 변화 없음"},
    "not_comparable": {"en": "{few} not comparable", "ko": "{few} 항목은 비교 불가"},
    "one_wave": {"en": "{few} in no earlier wave", "ko": "{few} 항목은 이전 조사에 없음"},
    "refused": {"en": "{few} not estimated", "ko": "{few} 항목은 추정하지 않음"},
    "withheld": {"en": "{few} not shown", "ko": "{few} 항목은 표시하지 않음"},
}
NOTHING: dict[Language, str] = {
    "en": "{term}: in no wave before {wave}, nothing to compare",
    "ko": "{term}: {wave} 이전 조사에는 없어 비교할 것이 없음",
}


def tell_line(row: pd.Series, models: Models, codebook: Codebook, language: Language) -> str:
    """One line of the answer: a model's verdict with the numbers behind it."""
    model = models.models[row["model"]]
    words: dict[str, Any] = {
        "model": Word(model.label.in_language(language)),
        "term": Word(_name_term(row, models, codebook, language)),
        "wave_a": row["wave_a"],
        "wave_b": row["wave_b"],
        "earlier": name_wave(row["wave_a"], language),
        "later": name_wave(row["wave_b"], language),
        "b": points(row["estimate_b"], language),
        "why": _tell_why(row, language),
        "where": _tell_where(row, language),
    }
    if row["verdict"] in ("stronger", "weaker", "reversed", "no_change"):
        words["gaps"] = GAPS[language].format(
            **words,
            a=points(row["estimate_a"], language),
            change=points(row["change"], language),
            interval=points_range(row["conf_low_95"], row["conf_high_95"], language),
            p=_tell_p(row, language),
        )
    return LINES[row["verdict"]][language].format(**words)


def _tell_p(row: pd.Series, language: Language) -> str:
    """The exact p, and the adjusted one where only that decides against a change."""
    p, adjusted = row["p"], row["p_holm"]
    if not p < LEVEL <= adjusted:
        return p_value(p)
    also = {"en": "adjusted for all changes tested", "ko": "검정한 모든 변화에 대해 보정하면"}
    return f"{p_value(p)}; {also[language]} {p_value(adjusted)}"


def _tell_why(row: pd.Series, language: Language) -> str:
    """Why there is no verdict, without a full stop: some reasons are sentences, some are not."""
    if row["verdict"] == "not_comparable":
        return str(row[f"break_{language}"]).rstrip(".")
    return describe_refusal(row["code"], row["reason"], language).rstrip(".")


def _tell_where(row: pd.Series, language: Language) -> str:
    """The wave whose refusal the code is, the earlier if both; none where a number is withheld."""
    sides = [] if is_withheld(row) else [side for side in ("a", "b") if row[f"wave_{side}"]]
    refused = [row[f"wave_{side}"] for side in sides if not is_known(row[f"estimate_{side}"])]
    gap = {"en": " ", "ko": ""}[language]
    return f"{gap}({refused[0]})" if refused else ""


def _name_term(row: pd.Series, models: Models, codebook: Codebook, language: Language) -> str:
    model = models.models[row["model"]]
    return quoted(row_label(model, row["term"], row["level"], codebook, language), language)


def tell_answer(rows: pd.DataFrame, models: Models, codebook: Codebook, language: Language) -> str:
    """The answer over all models in one sentence without a full stop; ``rows`` of one population.

    Verdicts are counted, the one that says most first.
    """
    term = Word(_name_term(rows.iloc[0], models, codebook, language))
    alone = join_list(sorted(set(rows["wave_b"])), language)
    if set(rows["verdict"]) == {"one_wave"} and rows["wave_b"].nunique() < 2:
        return NOTHING[language].format(term=term, wave=alone)
    every = rows["model"].nunique()
    withheld = [is_withheld(row) for _, row in rows.iterrows()]
    verdicts = rows["verdict"].mask(withheld, "withheld")
    parts = []
    for verdict, words in OVERALL.items():
        found = rows.loc[verdicts == verdict, "model"].nunique()
        if found:
            some = _count_outcomes(found, every, language)
            few = number_word(found, language)
            parts.append(words[language].format(some=some, few=few))
    compared = rows[rows["wave_a"] != ""]
    span = alone
    if len(compared):
        span = between(compared["wave_a"].min(), compared["wave_b"].max(), language)
    joint = {"en": "; ", "ko": ", "}[language]
    return f"{term}, {span}: {joint.join(parts)}"


def _count_outcomes(found: int, every: int, language: Language) -> str:
    """``two of three outcomes``; ``the outcome`` where there is one."""
    some, total = number_word(found, language), number_word(every, language)
    if language == "ko":
        return "" if every == 1 else f"{total} 항목 중 {some} 항목에서 "
    if found == every:
        return {1: "the outcome", 2: "both outcomes"}.get(every, f"all {total} outcomes")
    return f"{some} of {total} outcomes"
