"""The effects of one model's key terms: what goes with the outcome, and how surely.

Here: the plotted table and its drawing. Not here: estimating effects (`estimate/effects.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.axis import draw_axis, draw_interval_key, span_around_zero
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.fonts import wrap
from kj_assets.figure.labels import (
    contrast_label,
    find_term,
    question_of,
    row_label,
    support_levels,
)
from kj_assets.figure.marks import intervals, spot
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.theme import AGREE, INK, MUTED, PAPER, UNTESTED, WIDE
from kj_assets.figure.titles import effects_title, is_detectable
from kj_assets.figure.wording import Language, count, is_known, p_value, percent, points
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
    words = Words(
        title=effects_title(model.label.in_language(language), table, language),
        subtitle=_subtitle(model, codebook, language),
        notes=_notes(table, model, language),
        alt=_alt(table, model, language),
    )
    return compose_drawing(table, words, context, lambda canvas: _draw(canvas, table, language))


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
    pairs = list(zip(rows["term"], rows["level"], strict=True))
    rows["label"] = [row_label(model, t, level, codebook, language) for t, level in pairs]
    rows["contrast"] = [
        contrast_label(find_term(model, t), level, codebook, language) for t, level in pairs
    ]
    rows["detectable"] = [is_detectable(row) for _, row in rows.iterrows()]
    return rows.reset_index(drop=True)


def _subtitle(model: Model, codebook: Codebook, language: Language) -> str:
    question = question_of(codebook.items[model.outcome.item], language)
    support = support_levels(model, codebook, language)
    return {
        "en": f"{question} Gap in the share answering {support}, other factors held equal",
        "ko": f"{question} 다른 요인이 같을 때 {support} 응답 비율의 차이",
    }[language]


def _notes(table: pd.DataFrame, model: Model, language: Language) -> tuple[str, ...]:
    n = table["n"].dropna()
    cases = count(n.iloc[0]) if len(n) else "0"
    controls = len(model.controls)
    return {
        "en": (
            "Average marginal effects from a weighted logistic regression with design-based "
            f"standard errors, {controls} controls, {cases} complete cases.",
            "Hollow: no detectable gap (p adjusted for the rows shown, Holm, .05 or more; the "
            "p printed is unadjusted).",
            "An association within one interview, not a cause.",
        ),
        "ko": (
            f"가중 로지스틱 회귀의 평균한계효과, 설계 기반 표준오차, 통제변수 {controls}개, "
            f"완전 응답 {cases}명.",
            "속이 빈 점: 확인되는 차이 없음(표시된 행에 대한 Holm 보정 p ≥ .05; 표시된 p는 "
            "보정 전).",
            "한 번의 조사에서 함께 측정한 연관이며 인과가 아님.",
        ),
    }[language]


def _alt(table: pd.DataFrame, model: Model, language: Language) -> str:
    lead = {"en": "Interval chart", "ko": "구간 도표"}[language]
    rows = "; ".join(
        f"{row['label']}: {describe_row(row, language)}" for _, row in table.iterrows()
    )
    return f"{lead}. {model.label.in_language(language)}. {rows}."


def describe_row(row: pd.Series, language: Language) -> str:
    """One effect as text: points, both predicted probabilities, p; or its refusal."""
    if not is_known(row["estimate"]):
        return describe_refusal(row["code"], row["reason"], language)
    return f"{points(row['estimate'], language)} ({predicted_text(row)}, {p_value(row['p'])})"


def predicted_text(row: pd.Series) -> str:
    """Both predicted probabilities: at the base, then at the level."""
    return f"{percent(row['p0'])} → {percent(row['p1'])}"


def _draw(canvas: Canvas, table: pd.DataFrame, language: Language) -> None:
    wide = canvas.width >= WIDE
    start, end = (214, 446) if wide else (canvas.left, 206)
    span = span_around_zero(table[["conf_low_99", "conf_high_99"]].melt()["value"], start, end)
    draw_interval_key(canvas, start, language)
    top, step = canvas.y, 58 if wide else 84
    offset = step / 2 if wide else 56
    placed = table.assign(y=[top + step * i + offset for i in range(len(table))])
    placed["colour"] = [AGREE[0] if found else UNTESTED for found in placed["detectable"]]
    placed["fill"] = [AGREE[0] if found else PAPER for found in placed["detectable"]]
    canvas.add_data("table", placed.to_dict("records"))
    drawn = placed[placed["estimate"].notna()]
    canvas.add_data("drawn", drawn.to_dict("records"))
    canvas.space(step * len(table))
    reach = (step / 2, step / 2) if wide else (12, 20)
    bands = [(y - reach[0], y + reach[1]) for y in drawn["y"]]
    draw_axis(canvas, span, bands, language)
    canvas.marks += [
        intervals("drawn", "conf_low_99", "conf_high_99", span, 1.4),
        intervals("drawn", "conf_low_95", "conf_high_95", span, 5),
        spot("drawn", "estimate", "y", (span, None), size=120),
    ]
    for _, row in placed.iterrows():
        _write_labels(canvas, row, start - 14 if wide else canvas.right, wide)
        _write_numbers(canvas, row, start, end + 16, language)


def _write_labels(canvas: Canvas, row: pd.Series, right: float, wide: bool) -> None:
    size, small = canvas.type.label, canvas.type.small - 0.5
    names = wrap(row["label"], right - canvas.left, size)
    contrasts = wrap(row["contrast"], right - canvas.left, small)
    height = len(names) * size * 1.25 + len(contrasts) * small * 1.25
    top = row["y"] - height / 2 if wide else row["y"] - 14 - height
    for lines, letter, colour in ((names, size, INK), (contrasts, small, MUTED)):
        for line in lines:
            canvas.write(line, canvas.left, top + letter, letter, colour=colour)
            top += letter * 1.25


def _write_numbers(
    canvas: Canvas, row: pd.Series, start: float, x: float, language: Language
) -> None:
    size, small, y = canvas.type.label, canvas.type.small, row["y"]
    if not is_known(row["estimate"]):
        _write_refusal(canvas, row, start, language)
        return
    canvas.write(points(row["estimate"], language), x, y - 3, size, colour=row["colour"])
    predicted = predicted_text(row)
    if canvas.width >= WIDE:
        canvas.write(predicted, x, y + 14, small, colour=MUTED)
        canvas.write(p_value(row["p"]), canvas.right, y - 3, small, colour=MUTED, align="right")
    else:
        canvas.write(predicted, x, y + 12, small - 0.5, colour=MUTED)
        canvas.write(p_value(row["p"]), x, y + 26, small - 0.5, colour=MUTED)


def _write_refusal(canvas: Canvas, row: pd.Series, x: float, language: Language) -> None:
    size = canvas.type.small
    text = describe_refusal(row["code"], row["reason"], language)
    lines = wrap(text, canvas.right - x, size)[:3]
    top = row["y"] - (len(lines) * size * 1.3 / 2 if canvas.width >= WIDE else 10)
    for number, line in enumerate(lines):
        canvas.write(line, x, top + size * (1 + 1.3 * number), size, colour=MUTED)
