"""Two models side by side, with every difference between their effects tested as such.

Here: the plotted table and its drawing. Not here: the stacked test (`estimate/compare.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kj_assets.figure.axis import draw_axis, draw_interval_key, span_around_zero
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.effects import predicted_text, tabulate_effects
from kj_assets.figure.fonts import text_width, wrap
from kj_assets.figure.labels import contrast_label, find_term, row_label
from kj_assets.figure.marks import intervals, spot
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.theme import INK, MUTED, PAIR, PAPER, UNTESTED, WIDE
from kj_assets.figure.titles import comparison_title, is_detectable
from kj_assets.figure.wording import (
    Language,
    count,
    is_known,
    p_value,
    points,
    points_range,
    signed,
)
from kj_assets.model.registry import Model, Models
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

SHAPES = ("circle", "diamond")
DIFFERENCE: dict[Language, str] = {"en": "Difference", "ko": "차이"}


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
    tested = table[table["series"] == "difference"]
    names = [models.models[key].label.in_language(language) for key in comparison.models]
    words = Words(
        title=comparison_title(comparison.label.in_language(language), tested, language),
        subtitle=_subtitle(language),
        notes=_notes(tested, language),
        alt=_alt(table, comparison.label.in_language(language), language),
    )
    return compose_drawing(
        table, words, context, lambda canvas: _draw(canvas, table, names, language)
    )


def tabulate_comparison(
    pair: tuple[pd.DataFrame, pd.DataFrame],
    differences: pd.DataFrame,
    comparison_key: str,
    models: Models,
    codebook: Codebook,
    language: Language,
) -> pd.DataFrame:
    """Three rows a contrast: model ``a``, model ``b``, and the tested ``difference``."""
    import pandas as pd

    keys = models.comparisons[comparison_key].models
    model = models.models[keys[0]]
    parts = [
        tabulate_effects(effects, key, models, codebook, language).assign(series=series)
        for effects, key, series in zip(pair, keys, ("a", "b"), strict=True)
    ]
    tested = select_key_differences(differences, model)
    pairs = list(zip(tested["term"], tested["level"], strict=True))
    tested["label"] = [row_label(model, t, level, codebook, language) for t, level in pairs]
    tested["contrast"] = [
        contrast_label(find_term(model, t), level, codebook, language) for t, level in pairs
    ]
    tested["detectable"] = [is_detectable(row) for _, row in tested.iterrows()]
    table = pd.concat([*parts, tested.assign(series="difference")], ignore_index=True)
    rank = {term.item: place for place, term in enumerate(model.terms)}
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


def _notes(tested: pd.DataFrame, language: Language) -> tuple[str, ...]:
    n = tested["n"].dropna()
    cases = count(n.iloc[0]) if len(n) else "0"
    return {
        "en": (
            f"Average marginal effects of two weighted logistic regressions on the same {cases} "
            "respondents.",
            "Difference: first minus second, with its 95% and 99% intervals; “detectable” means "
            "p adjusted for the rows shown (Holm) below .05; the p printed is unadjusted.",
        ),
        "ko": (
            f"같은 응답자 {cases}명에 대한 두 가중 로지스틱 회귀의 평균한계효과.",
            "차이: 첫째에서 둘째를 뺀 값과 95%·99% 신뢰구간. ‘확인’은 표시된 행에 대한 Holm 보정 "
            "p < .05를 뜻하며, 표시된 p는 보정 전.",
        ),
    }[language]


def _alt(table: pd.DataFrame, label: str, language: Language) -> str:
    rows = "; ".join(
        f"{row['label']}: {difference_text(row, language)}"
        for _, row in table[table["series"] == "difference"].iterrows()
    )
    return f"{label}. {rows}."


def difference_text(row: pd.Series, language: Language) -> str:
    """A tested difference as text, or that it could not be tested."""
    if not is_known(row["estimate"]):
        return {"en": "difference not tested", "ko": "차이를 검정하지 않음"}[language]
    interval = points_range(row["conf_low_95"], row["conf_high_95"], language)
    size = points(row["estimate"], language)
    return f"{DIFFERENCE[language]} {size} (95% {interval}), {p_value(row['p'])}"


def _draw(canvas: Canvas, table: pd.DataFrame, names: list[str], language: Language) -> None:
    wide = canvas.width >= WIDE
    start, end = (196, 428) if wide else (canvas.left, 190)
    span = span_around_zero(table[["conf_low_99", "conf_high_99"]].melt()["value"], start, end)
    _draw_legend(canvas, names)
    draw_interval_key(canvas, start, language)
    top, line = canvas.y, 22
    step = 3 * line + (16 if wide else 46)
    placed = _place(table, top, step, line, wide)
    canvas.add_data("table", placed.to_dict("records"))
    canvas.space(step * placed["block"].nunique())
    starts = sorted(placed.groupby("block")["y"].min())
    bands = [(y - 12, y + 3 * line - 8) for y in starts]
    draw_axis(canvas, span, bands, language)
    for series, shape in (("a", SHAPES[0]), ("b", SHAPES[1]), ("difference", "square")):
        _draw_series(canvas, placed, series, shape, span)
    for _, block in placed.groupby("block"):
        _write_names(canvas, block, start - 14 if wide else canvas.right, top, step, wide)
    for _, row in placed.iterrows():
        _write_numbers(canvas, row, end + 14, language)


def _draw_legend(canvas: Canvas, names: list[str]) -> None:
    size = canvas.type.small + 0.5
    for number, name in enumerate(names):
        mark = {"x": canvas.left + 6, "y": canvas.y + size * 0.62}
        colours = {"colour": PAIR[number], "fill": PAIR[number]}
        canvas.add_data(f"legend_{number}", [mark | colours])
        canvas.marks.append(
            spot(f"legend_{number}", "x", "y", (None, None), size=80, shape=SHAPES[number])
        )
        canvas.paragraph(name, size, colour=PAIR[number], x=canvas.left + 20)
    canvas.space(8)


def _place(table: pd.DataFrame, top: float, step: float, line: float, wide: bool) -> pd.DataFrame:
    """Give every row its height: a block a contrast, a line a series."""
    blocks = table[["term", "level"]].astype(str).agg("/".join, axis=1)
    block = blocks.map({key: place for place, key in enumerate(blocks.unique())})
    place = table["series"].map({"a": 0.5, "b": 1.5, "difference": 2.5})
    colour = table["series"].map({"a": PAIR[0], "b": PAIR[1]})
    ink = table["detectable"].map({True: INK, False: UNTESTED})
    colour = colour.where(table["series"] != "difference", ink)
    start = top + block * step + (6 if wide else 40)
    return table.assign(
        block=block,
        y=start + place * line,
        colour=colour,
        fill=colour.where(table["detectable"], PAPER),
    )


def _draw_series(canvas: Canvas, placed: pd.DataFrame, series: str, shape: str, span: Any) -> None:
    name = f"series_{series}"
    rows = placed[(placed["series"] == series) & placed["estimate"].notna()]
    canvas.add_data(name, rows.to_dict("records"))
    canvas.marks += [
        intervals(name, "conf_low_99", "conf_high_99", span, 1.2),
        intervals(name, "conf_low_95", "conf_high_95", span, 4),
        spot(name, "estimate", "y", (span, None), size=80, shape=shape),
    ]


def _write_names(
    canvas: Canvas, block: pd.DataFrame, right: float, top: float, step: float, wide: bool
) -> None:
    first = block.iloc[0]
    size, small = canvas.type.label, canvas.type.small - 0.5
    y = top + first["block"] * step + (8 if wide else 2)
    for text, letter, colour in ((first["label"], size, INK), (first["contrast"], small, MUTED)):
        for line in wrap(text, right - canvas.left, letter):
            canvas.write(line, canvas.left, y + letter, letter, colour=colour)
            y += letter * 1.25


def _write_numbers(canvas: Canvas, row: pd.Series, x: float, language: Language) -> None:
    size, y = canvas.type.small, row["y"] + 4.5
    if not is_known(row["estimate"]):
        canvas.write(_why_missing(row, language), x, y, size, colour=MUTED)
        return
    is_difference = row["series"] == "difference"
    lead = signed(row["estimate"])
    if is_difference:
        lead = f"{DIFFERENCE[language]} {lead}"
    colour = MUTED if is_difference and not row["detectable"] else row["colour"]
    canvas.write(lead, x, y, size, colour=colour)
    right = p_value(row["p"]) if is_difference else predicted_text(row)
    room = canvas.right - x - text_width(lead, size) - 6
    if text_width(right, size - 0.5) <= room:
        canvas.write(right, canvas.right, y, size - 0.5, colour=MUTED, align="right")
    else:
        canvas.write(right, x, y + 14, size - 0.5, colour=MUTED)


def _why_missing(row: pd.Series, language: Language) -> str:
    if row["series"] == "difference":
        return {"en": "Difference not tested", "ko": "차이 검정하지 않음"}[language]
    return describe_refusal(row["code"], None, language).split(":")[0]
