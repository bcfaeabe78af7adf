"""The effects of one model's key terms: what goes with the outcome, and how surely.

Here: the plotted table and its words. Not here: placing them on the canvas
(`effects_plot.py`), estimating effects (`estimate/effects.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effects_plot import WritePair, draw_effects_plot
from kj_assets.figure.labels import (
    contrast_label,
    find_term,
    question_of,
    row_label,
    support_levels,
)
from kj_assets.figure.model_words import ASSOCIATION, tell_effects_made
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.titles import effects_title, is_detectable
from kj_assets.figure.wording import (
    Language,
    bracketed,
    is_known,
    p_value,
    points,
    predicted_text,
)
from kj_assets.model.registry import Model, Models
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


def draw_effects(
    effects: pd.DataFrame,
    model_key: str,
    models: Models,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw AMEs of the key terms in percentage points with 95 and 99 % intervals."""
    model = models.models[model_key]
    table = tabulate_effects(effects, model_key, models, codebook, language)
    if table.empty:
        return draw_nothing(model.label.in_language(language), table, context)
    words = Words(
        title=effects_title(model.label.in_language(language), table, language),
        subtitle=_subtitle(model, codebook, language),
        notes=_notes(table, model, context, language),
        alt=_alt(table, model, language),
    )
    return compose_drawing(
        table, words, context, lambda canvas: draw_effects_plot(canvas, table, language)
    )


def tabulate_effects(
    effects: pd.DataFrame, model_key: str, models: Models, codebook: Codebook, language: Language
) -> pd.DataFrame:
    """The key terms' rows in the order they are declared, with labels and words."""
    model = models.models[model_key]
    order = {term.item: place for place, term in enumerate(model.terms)}
    rows = effects[effects["term"].isin(list(order))].copy()
    if "model" in rows:
        rows = rows[rows["model"] == model_key]
    rows = rows.sort_values("term", key=lambda s: s.map(order), kind="stable")
    return name_rows(rows, model, codebook, language).reset_index(drop=True)


def name_rows(
    rows: pd.DataFrame, model: Model, codebook: Codebook, language: Language
) -> pd.DataFrame:
    """Add what each row is called, what it compares, and whether its test finds anything."""
    pairs = list(zip(rows["term"], rows["level"], strict=True))
    return rows.assign(
        label=[row_label(model, item, level, codebook, language) for item, level in pairs],
        contrast=[
            contrast_label(find_term(model, item), level, codebook, language)
            for item, level in pairs
        ],
        detectable=[is_detectable(row) for _, row in rows.iterrows()],
    )


def arrange_blocks(
    rows: pd.DataFrame, by: str, model: Model, codebook: Codebook, language: Language
) -> pd.DataFrame:
    """Rows of the key terms in their order, named; a ``block`` for each contrast, from 0.

    Within a block they stand in the order of ``by``, those that lead (``leads``) last.
    """
    order = {term.item: place for place, term in enumerate(model.terms)}
    rows = rows[rows["term"].isin(list(order))].assign(place=lambda own: own["term"].map(order))
    rows = rows.sort_values(["place", "level", "leads", by], kind="stable").drop(columns="place")
    block = rows.groupby(["term", "level"], sort=False, dropna=False).ngroup()
    named = name_rows(rows, model, codebook, language)
    return named.assign(block=block).reset_index(drop=True)


def _subtitle(model: Model, codebook: Codebook, language: Language) -> str:
    outcome = codebook.items[model.outcome.item]
    asked = question_of(outcome, language) or outcome.label.in_language(language)
    support = support_levels(model, codebook, language)
    return {
        "en": f"{asked}\nGap in the share answering {support}, other factors held equal",
        "ko": f"{asked}\n다른 요인이 같을 때 {support} 응답 비율의 차이",
    }[language]


def _notes(
    table: pd.DataFrame, model: Model, context: FigureContext, language: Language
) -> tuple[str, ...]:
    hollow = {
        "en": "Hollow: no detectable gap (p adjusted for the rows shown, Holm, at or above 0.05; "
        "the p printed is unadjusted).",
        "ko": "속이 빈 점: 확인되는 차이 없음(표시된 행에 대한 Holm 보정 p ≥ 0.05; 표시된 p는 "
        "보정 전).",
    }[language]
    made = tell_effects_made(context, len(model.controls), table["n"], language)
    return (made, hollow, ASSOCIATION[language])


def _alt(table: pd.DataFrame, model: Model, language: Language) -> str:
    lead = {"en": "Interval chart", "ko": "구간 도표"}[language]
    rows = "; ".join(
        f"{row['label']}: {describe_row(row, language)}" for _, row in table.iterrows()
    )
    return f"{lead}. {model.label.in_language(language)}. {rows}."


def describe_row(row: pd.Series, language: Language, write_pair: WritePair = predicted_text) -> str:
    """One difference as text: points, what it lies between, p; or its refusal."""
    if not is_known(row["estimate"]):
        return describe_refusal(row["code"], row["reason"], language)
    both = write_pair(row, language)
    return points(row["estimate"], language) + bracketed(f"{both}, {p_value(row['p'])}", language)
