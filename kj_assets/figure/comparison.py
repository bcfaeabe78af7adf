"""Two models side by side, with every difference between their effects tested as such.

Here: the plotted table and its words. Not here: placing them on the canvas
(`comparison_plot.py`), the stacked test (`estimate/compare.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.comparison_plot import DIFFERENCE, draw_comparison_plot
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effects import name_rows, tabulate_effects
from kj_assets.figure.model_words import ASSOCIATION, tell_comparison_made
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.refusals import describe_briefly, is_withheld
from kj_assets.figure.titles import comparison_title
from kj_assets.figure.wording import (
    Language,
    bracketed,
    is_known,
    p_value,
    points,
    points_range,
)
from kj_assets.model.registry import Model, Models
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


def draw_comparison(
    effects_a: pd.DataFrame,
    effects_b: pd.DataFrame,
    differences: pd.DataFrame,
    comparison_key: str,
    models: Models,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw both models' effects and their difference for each key term."""
    comparison = models.comparisons[comparison_key]
    pair = (effects_a, effects_b)
    table = tabulate_comparison(pair, differences, comparison_key, models, codebook, language)
    if table.empty:
        return draw_nothing(comparison.label.in_language(language), table, context)
    tested = table[table["series"] == "difference"]
    names = [models.models[key].label.in_language(language) for key in comparison.models]
    words = Words(
        title=comparison_title(comparison.label.in_language(language), tested, language),
        subtitle=_subtitle(language),
        notes=_notes(tested, context, language),
        alt=_alt(table, comparison.label.in_language(language), language),
    )
    return compose_drawing(
        table, words, context, lambda canvas: draw_comparison_plot(canvas, table, names, language)
    )


def tabulate_comparison(
    pair: tuple[pd.DataFrame, pd.DataFrame],
    differences: pd.DataFrame,
    comparison_key: str,
    models: Models,
    codebook: Codebook,
    language: Language,
) -> pd.DataFrame:
    """Three rows a contrast: model ``a``, model ``b``, and the tested ``difference``.

    ``series_label`` names the model, or says that the row is their difference.
    """
    import pandas as pd

    keys = models.comparisons[comparison_key].models
    model = models.models[keys[0]]
    parts = [
        tabulate_effects(effects, key, models, codebook, language).assign(series=series)
        for effects, key, series in zip(pair, keys, ("a", "b"), strict=True)
    ]
    tested = select_key_differences(differences, model)
    tested = name_rows(tested, model, codebook, language).assign(series="difference")
    table = pd.concat([*parts, tested], ignore_index=True)
    rank = {term.item: place for place, term in enumerate(model.terms)}
    names = {
        key: models.models[m].label.in_language(language) for key, m in zip("ab", keys, strict=True)
    }
    table["series_label"] = table["series"].map(names | {"difference": DIFFERENCE[language]})
    table["rank"] = table["term"].map(rank)
    ordered = table.sort_values(["rank", "level", "series"], kind="stable")
    return ordered.drop(columns="rank").reset_index(drop=True)


def select_key_differences(differences: pd.DataFrame, model: Model) -> pd.DataFrame:
    """The rows of a model's key terms, named as effects are: ``term``, ``level``, ``n``."""
    named = differences.rename(columns={"term_a": "term", "level_a": "level", "n_a": "n"})
    return named[named["term"].isin([term.item for term in model.terms])].copy()


def _subtitle(language: Language) -> str:
    return {
        "en": "Gap in support that goes with each factor, other factors held equal, in percentage "
        "points; and the difference between the two gaps, tested on the same respondents",
        "ko": "다른 요인이 같을 때 각 요인에 따른 지지율 차이(%p)와, 같은 응답자를 대상으로 검정한 "
        "두 차이의 차",
    }[language]


def _notes(tested: pd.DataFrame, context: FigureContext, language: Language) -> tuple[str, ...]:
    hollow = {
        "en": "Difference: first minus second, with its 95% and 99% intervals. Hollow: not "
        "detectable (p adjusted for the rows shown, Holm, at or above 0.05; the p printed is "
        "unadjusted).",
        "ko": "차이: 첫째에서 둘째를 뺀 값과 95%·99% 신뢰구간. 속이 빈 점: 확인되지 않음(표시된 "
        "행에 대한 Holm 보정 p ≥ 0.05; 표시된 p는 보정 전).",
    }[language]
    return (tell_comparison_made(context, tested["n"], language), hollow, ASSOCIATION[language])


def _alt(table: pd.DataFrame, label: str, language: Language) -> str:
    rows = "; ".join(
        f"{row['label']}: {difference_text(row, language)}"
        for _, row in table[table["series"] == "difference"].iterrows()
    )
    return f"{label}. {rows}."


def difference_text(row: pd.Series, language: Language) -> str:
    """A tested difference as text, or that it could not be tested."""
    if is_withheld(row):
        return describe_briefly(row, language)
    if not is_known(row["estimate"]):
        return {"en": "difference not tested", "ko": "차이를 검정하지 않음"}[language]
    interval = points_range(row["conf_low_95"], row["conf_high_95"], language)
    size = points(row["estimate"], language)
    within = bracketed(f"95% {interval}", language)
    return f"{DIFFERENCE[language]} {size}{within}, {p_value(row['p'])}"
