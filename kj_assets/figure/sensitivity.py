"""How far the gaps depend on choices: each key term under every variant of the model.

Here: the plotted table and its words. Not here: placing them on the canvas
(`blocks_plot.py`), the variants themselves (`model/variants.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.blocks_plot import draw_blocks_plot
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effects import describe_row, name_rows
from kj_assets.figure.labels import find_term, term_label
from kj_assets.figure.model_words import tell_cases
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.sensitivity_titles import sensitivity_title
from kj_assets.figure.wording import Language, quoted
from kj_assets.model.registry import Model, Models
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

WITHOUT = "without_"
NAMES: dict[str, dict[Language, str]] = {
    "as_declared": {"en": "As registered", "ko": "등록된 모형"},
    "unweighted": {"en": "Unweighted", "ko": "가중치 미적용"},
    "midpoint_left_out": {"en": "Middle answers left out", "ko": "중립 응답 제외"},
    "midpoint_as_support": {"en": "Middle answers as support", "ko": "중립 응답을 지지로"},
    "ordered_logit": {"en": "Ordered logit", "ko": "순서형 로짓"},
    "without_controls": {"en": "Without controls", "ko": "통제변수 제외"},
    "dont_know_as_level": {"en": "Don’t know as an answer", "ko": "‘모름’도 응답으로"},
}


def draw_sensitivity(
    sensitivity: pd.DataFrame,
    model_key: str,
    models: Models,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw each key term's AME with its 95 % interval under every variant."""
    model = models.models[model_key]
    if not context.is_weighted:  # The declared model is that variant already.
        sensitivity = sensitivity[sensitivity["variant"] != "unweighted"]
    table = tabulate_sensitivity(sensitivity, model, codebook, language)
    label = model.label.in_language(language)
    if table.empty:
        return draw_nothing(label, table, context)
    words = Words(
        title=sensitivity_title(label, table, language),
        subtitle=_subtitle(language),
        notes=_notes(table, language),
        alt=_alt(label, table, language),
    )
    return compose_drawing(
        table, words, context, lambda canvas: draw_blocks_plot(canvas, table, language)
    )


def tabulate_sensitivity(
    sensitivity: pd.DataFrame, model: Model, codebook: Codebook, language: Language
) -> pd.DataFrame:
    """The declared contrasts of the key terms, term by term, variants in their order.

    Other levels that a variant adds, such as don't know, stay out.
    """
    declared = sensitivity[sensitivity["variant"] == "as_declared"]
    contrasts = list(zip(declared["term"], declared["level"], strict=True))
    terms = [term.item for term in model.terms]
    shown = [pair for item in terms for pair in contrasts if pair[0] == item]
    order = {pair: place for place, pair in enumerate(shown)}
    pairs = zip(sensitivity["term"], sensitivity["level"], strict=True)
    block = [order.get(pair, -1) for pair in pairs]
    rows = sensitivity.assign(block=block)
    rows = rows[rows["block"] >= 0].sort_values("block", kind="stable")
    named = name_rows(rows, model, codebook, language)
    names = [name_variant(key, model, codebook, language) for key in named["variant"]]
    leads = named["variant"] == "as_declared"
    return named.assign(variant_label=names, line=names, leads=leads).reset_index(drop=True)


def name_variant(key: str, model: Model, codebook: Codebook, language: Language) -> str:
    """What a variant is called."""
    if key in NAMES:
        return NAMES[key][language]
    term = find_term(model, key.removeprefix(WITHOUT))
    left_out = quoted(term_label(term, codebook, language), language)
    return {"en": f"Without {left_out}", "ko": f"{left_out} 제외"}[language]


def _subtitle(language: Language) -> str:
    return {
        "en": "Gap in support, other factors held equal, in percentage points: as registered, and "
        "under choices that could have been made otherwise",
        "ko": "다른 요인이 같을 때의 지지율 차이(%p): 등록된 모형과, 달리 선택할 수 있었던 "
        "방식들에 따른 결과",
    }[language]


def _notes(table: pd.DataFrame, language: Language) -> tuple[str, ...]:
    cases = tell_cases(table["n"], language)
    varies = len(set(table["n"].dropna())) > 1
    by_choice = {"en": ", depending on the choice", "ko": "(방식에 따라 다름)"}[language]
    told = f"{cases}{by_choice if varies else ''}"
    return {
        "en": (
            f"Points and 95% intervals of average marginal effects{'; ' if told else ''}{told}. "
            "The choices were not picked by result.",
            "Hollow: no detectable gap (p adjusted for the rows of one choice, Holm, at or above "
            "0.05).",
        ),
        "ko": (
            f"평균한계효과의 추정값과 95% 신뢰구간. {told}{'. ' if told else ''}결과를 보고 고른 "
            "방식이 아님.",
            "속이 빈 점: 확인되는 차이 없음(방식별 행에 대한 Holm 보정 p ≥ 0.05).",
        ),
    }[language]


def _alt(label: str, table: pd.DataFrame, language: Language) -> str:
    rows = "; ".join(
        f"{row['label']}, {row['variant_label']}: {describe_row(row, language)}"
        for _, row in table.iterrows()
    )
    return f"{label}. {rows}."
