"""The page's sentences, chosen by the tests and filled from the tables.

Here: one function a section, each giving paragraphs as plain text. Not here: the wording
(`phrases.py`), the markup (`templates/`). No number is typed; none is printed without its
interval, its predicted probabilities and its p where it has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kj_assets.figure.comparison import select_key_differences
from kj_assets.figure.distribution import list_missing, tabulate_distribution
from kj_assets.figure.drawing import RECONSTRUCTED
from kj_assets.figure.effects import tabulate_effects
from kj_assets.figure.labels import contrast_label, find_term, row_label
from kj_assets.figure.poles import lead_answer, rows_beside
from kj_assets.figure.question_titles import tell_line
from kj_assets.figure.refusals import describe_briefly, describe_refusal, is_withheld
from kj_assets.figure.titles import is_detectable
from kj_assets.figure.wording import (
    Language,
    bracketed,
    count,
    is_known,
    p_value,
    percent,
    percent_range,
    points,
    points_range,
    predicted_text,
    quoted,
)
from kj_assets.publish.briefing.claim import Claim, name_row
from kj_assets.publish.briefing.content import BriefingContent, BriefingFigure
from kj_assets.publish.briefing.phrases import say

if TYPE_CHECKING:
    import pandas as pd


def tell_headline(content: BriefingContent, language: Language) -> list[Claim]:
    """The figures' own titles: each states a finding its test supports."""
    kinds = ("distribution", "effects", "comparison", "changes")
    chosen = [figure for kind in kinds for figure in content.figures_of(kind)]
    return [_tell_title(figure, language) for figure in chosen]


def _tell_title(figure: BriefingFigure, language: Language) -> Claim:
    return Claim(figure.faces[language].title + ".", figure=figure.key)


def tell_distribution(content: BriefingContent, language: Language) -> list[Claim]:
    """One paragraph an item with a distribution figure, and that they were not compared."""
    declared = [(f.key, content.models.figures[f.key]) for f in content.figures_of("distribution")]
    told = [
        _tell_item(content, figure.item, language).within(key)
        for key, figure in declared
        if figure.kind == "distribution"
    ]
    return [*told, Claim(say("untested_items", language))] if len(told) > 1 else told


def _tell_item(content: BriefingContent, key: str, language: Language) -> Claim:
    item = content.codebook.items[key]
    table = tabulate_distribution(content.toplines, key, content.codebook, language)
    top = lead_answer(table, item)
    label = item.label.in_language(language)
    if not is_known(top["share"]):
        return Claim(say("no_share", language, item=label, why=describe_briefly(top, language)))
    sentences = [
        say(
            "share",
            language,
            item=label,
            share=percent(top["share"]),
            level=quoted(top["label"], language),
            interval=percent_range(top["conf_low_95"], top["conf_high_95"], language),
        )
    ]
    others = [_tell_other(row, language) for _, row in rows_beside(table, item, top).iterrows()]
    if others:
        sentences.append(say("rest", language, list=", ".join(others)))
    listed = list_missing(table, language)
    if listed:
        sentences.append(say("missing", language, list=listed))
    return Claim(" ".join(sentences), name_row([key, top["level"]]))


def _tell_other(row: pd.Series, language: Language) -> str:
    """A further answer with its share and interval, or why there is none."""
    name = quoted(row["label"], language)
    if not is_known(row["share"]):
        return name + bracketed(describe_briefly(row, language), language)
    between = percent_range(row["conf_low_95"], row["conf_high_95"], language)
    return f"{name} {percent(row['share'])}{bracketed(between, language)}"


def tell_effects(content: BriefingContent, model_key: str, language: Language) -> list[Claim]:
    """A lead and one sentence a key term."""
    rows = tabulate_effects(
        content.effects[model_key], model_key, content.models, content.codebook, language
    )
    label = content.models.models[model_key].label.in_language(language)
    cases = rows["n"].dropna()
    n = count(cases.iloc[0]) if len(cases) else "0"
    lead = say("effects_lead", language, label=label, n=n)
    told = (
        Claim(tell_effect(row, len(rows), language), name_row([row["term"], row["level"]]))
        for _, row in rows.iterrows()
    )
    return [Claim(lead), *told]


def tell_effect(row: pd.Series, tested: int, language: Language) -> str:
    """One effect in a sentence that follows its test."""
    names = {"term": row["label"], "contrast": row["contrast"]}
    if not is_known(row["estimate"]):
        why = describe_refusal(row["code"], row["reason"], language)
        return say("refused", language, **names, why=why)
    found = is_detectable(row)
    key = "no_gap" if not found else "more" if row["estimate"] > 0 else "less"
    numbers = _numbers(row, float(row["estimate"]), language)
    told = say(key, language, **names, predicted=predicted_text(row, language), **numbers)
    return told + _caveat(row, tested, language)


def _numbers(row: pd.Series, estimate: float, language: Language) -> dict[str, Any]:
    return {
        "size": points(estimate, language),
        "i95": points_range(row["conf_low_95"], row["conf_high_95"], language),
        "i99": points_range(row["conf_low_99"], row["conf_high_99"], language),
        "p": p_value(row["p"]),
    }


def _caveat(row: pd.Series, tested: int, language: Language) -> str:
    adjusted = row.get("p_holm")
    if row["p"] < 0.05 and is_known(adjusted) and adjusted >= 0.05:
        holm = p_value(adjusted)
        return " " + say("holm", language, count=tested, holm=holm)
    if is_detectable(row) and row["conf_low_99"] <= 0 <= row["conf_high_99"]:
        return " " + say("only_95", language)
    return ""


def tell_comparison(content: BriefingContent, key: str, language: Language) -> list[Claim]:
    """A lead and one sentence a tested difference."""
    comparison = content.models.comparisons[key]
    first, second = (content.models.models[m] for m in comparison.models)
    rows = select_key_differences(content.differences[key], first)
    lead = say(
        "compare_lead",
        language,
        a=quoted(first.label.in_language(language), language),
        b=quoted(second.label.in_language(language), language),
    )
    told = (
        Claim(
            _tell_difference(content, first, row, language),
            name_row([row["term"], row["level"], "difference"]),
        )
        for _, row in rows.iterrows()
    )
    return [Claim(lead), *told]


def _tell_difference(
    content: BriefingContent, model: Any, row: pd.Series, language: Language
) -> str:
    term = row_label(model, row["term"], row["level"], content.codebook, language)
    chosen = find_term(model, row["term"])
    shown = contrast_label(chosen, row["level"], content.codebook, language)
    name = f"{term} ({shown})" if language == "en" else f"{term}({shown})"
    if is_withheld(row):
        return say("not_shown", language, term=name, why=describe_briefly(row, language))
    if not is_known(row["estimate"]):
        return say("untested", language, term=name)
    return say(
        "differs" if is_detectable(row) else "same",
        language,
        term=name,
        a=points(row["estimate_a"], language),
        b=points(row["estimate_b"], language),
        **_numbers(row, float(row["estimate"]), language),
    )


def tell_questions(content: BriefingContent, language: Language) -> list[Claim]:
    """Each declared question, and its answer for every model."""
    declared = [(f.key, content.models.figures[f.key]) for f in content.figures_of("question")]
    shown = {figure.question: key for key, figure in declared if figure.kind == "question"}
    told = []
    for key, answers in content.questions.items():
        told.append(Claim(content.models.questions[key].label.in_language(language)))
        sentences = [_tell_answer(row, content, language) for _, row in answers.iterrows()]
        told += [Claim(sentence, figure=shown.get(key, "")) for sentence in sentences]
    return told


def _tell_answer(row: pd.Series, content: BriefingContent, language: Language) -> str:
    """The sentence as it was made with the answer; anew where its numbers are not shown."""
    if is_withheld(row):
        return tell_line(row, content.models, content.codebook, language)
    return str(row[f"sentence_{language}"])


def tell_changes(content: BriefingContent, language: Language) -> list[Claim]:
    """Why there is nothing on changes, where there is nothing."""
    return [Claim(say("changes_one", language))] if len(content.waves) < 2 else []


def tell_trend(content: BriefingContent, language: Language) -> list[Claim]:
    """How to read the lines, or that there is no trend yet."""
    waves = content.trend["wave"].nunique() if len(content.trend) else 0
    if waves < 2:
        return [Claim(say("trend_one", language))]
    titles = [_tell_title(figure, language) for figure in content.figures_of("trend")]
    kinds = set(content.trend["provenance"])
    joined = [kind for kind in ("published", "microdata") if kind in kinds]
    lead = [say(f"trend_joins_{'_'.join(joined)}", language)] if joined else []
    lead += [say("trend_apart", language)] if RECONSTRUCTED in kinds else []
    return [Claim(" ".join([*lead, say("trend_lead", language)])), *titles]
