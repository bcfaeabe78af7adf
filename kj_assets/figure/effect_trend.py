"""The effects of one model's key terms, wave by wave.

Here: the plotted table and its words. Not here: placing them on the canvas (`blocks_plot.py`),
testing a change of effects: the title speaks of the latest wave alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kj_assets.figure.blocks_plot import draw_blocks_plot
from kj_assets.figure.breaks import Break, find_breaks
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effects import describe_row, name_rows
from kj_assets.figure.titles import effects_title
from kj_assets.figure.wording import Language, count
from kj_assets.model.registry import Model, Models
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


def draw_effect_trend(
    effects: pd.DataFrame,
    model_key: str,
    models: Models,
    modes: Sequence[tuple[str, str | None]],
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw each key term's AME with its 95 % interval in every wave; ``modes`` by wave."""
    model = models.models[model_key]
    rows = effects[effects["model"] == model_key]
    table = tabulate_effect_trend(rows, model, codebook, language)
    label = model.label.in_language(language)
    latest = str(table["wave"].max())
    words = Words(
        title=f"{effects_title(label, table[table['leads']], language)} ({latest})",
        subtitle=_subtitle(language),
        notes=_notes(table, find_model_breaks(model, modes, codebook, language), language),
        alt=_alt(label, table, language),
    )
    return compose_drawing(
        table, words, context, lambda canvas: draw_blocks_plot(canvas, table, language)
    )


def tabulate_effect_trend(
    effects: pd.DataFrame, model: Model, codebook: Codebook, language: Language
) -> pd.DataFrame:
    """The key terms in their order, each contrast's waves in theirs; the latest wave leads."""
    order = {term.item: place for place, term in enumerate(model.terms)}
    rows = effects[effects["term"].isin(list(order))]
    rows = rows.assign(wave=rows["wave"].astype(str), place=rows["term"].map(order))
    rows = rows.sort_values(["place", "level", "wave"], kind="stable").drop(columns="place")
    block = rows.groupby(["term", "level"], sort=False, dropna=False).ngroup()
    named = name_rows(rows, model, codebook, language)
    leads = named["wave"] == named["wave"].max()
    return named.assign(block=block, line=named["wave"], leads=leads).reset_index(drop=True)


def find_model_breaks(
    model: Model,
    modes: Sequence[tuple[str, str | None]],
    codebook: Codebook,
    language: Language,
) -> tuple[Break, ...]:
    """Breaks of the outcome or of any key term between consecutive waves."""
    items = [model.outcome.item, *(term.item for term in model.terms)]
    notes = [note for item in items for note in codebook.items[item].comparability]
    return find_breaks(modes, notes, language)


def _subtitle(language: Language) -> str:
    return {
        "en": "Gap in support that goes with each factor, other factors held equal, in percentage "
        "points, in every wave",
        "ko": "다른 요인이 같을 때 각 요인에 따른 지지율 차이(%p), 조사별",
    }[language]


def _notes(table: pd.DataFrame, breaks: Sequence[Break], language: Language) -> tuple[str, ...]:
    n = table.groupby("wave")["n"].max().dropna()
    cases = ", ".join(f"{wave} {count(value)}" for wave, value in n.items())
    reasons = " ".join(dict.fromkeys(reason for found in breaks for reason in found.reasons))
    return {
        "en": (
            f"Points and 95% intervals of average marginal effects. Complete cases: {cases}.",
            "Hollow: no detectable gap in that wave (p adjusted for the rows of one wave, Holm, "
            "at or above 0.05).",
            "Intervals of two waves that overlap, or do not, are no test of a change.",
            f"Not comparable across: {reasons}" if reasons else "",
        ),
        "ko": (
            f"평균한계효과의 추정값과 95% 신뢰구간. 완전 응답: {cases}.",
            "속이 빈 점: 그 조사에서 확인되는 차이 없음(조사별 행에 대한 Holm 보정 p ≥ 0.05).",
            "두 조사의 구간이 겹치는지 여부는 변화에 대한 검정이 아님.",
            f"다음을 사이에 두고는 비교할 수 없음: {reasons}" if reasons else "",
        ),
    }[language]


def _alt(label: str, table: pd.DataFrame, language: Language) -> str:
    rows = "; ".join(
        f"{row['label']}, {row['wave']}: {describe_row(row, language)}"
        for _, row in table.iterrows()
    )
    return f"{label}. {rows}."
