"""The drawing of a comparison: a block a contrast, with both gaps and their difference.

Here: placing things on the canvas. Not here: the table and its words (`comparison.py`). On
a phone's width the names stand above their block. Every block is as high as its names need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kj_assets.figure.axis import draw_axis, draw_interval_key, span_around_zero
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width
from kj_assets.figure.marks import Span, intervals, spot
from kj_assets.figure.names import break_names
from kj_assets.figure.refusals import describe_briefly, is_withheld
from kj_assets.figure.theme import INK, MUTED, PAIR, PAPER, UNTESTED, WIDE
from kj_assets.figure.wording import Language, is_known, p_value, predicted_text, signed

if TYPE_CHECKING:
    import pandas as pd

SHAPES = {"a": "circle", "b": "diamond", "difference": "square"}
DIFFERENCE: dict[Language, str] = {"en": "Difference", "ko": "차이"}
LINE = 22


def draw_comparison_plot(
    canvas: Canvas, table: pd.DataFrame, names: list[str], language: Language
) -> None:
    """Draw the legend, one block a contrast, then the axis."""
    start, end = (196, 428) if canvas.width >= WIDE else (canvas.left, 170)
    span = span_around_zero(table[["conf_low_99", "conf_high_99"]].melt()["value"], start, end)
    _draw_legend(canvas, names)
    draw_interval_key(canvas, start, language)
    placed, tops = _place_blocks(canvas, _colour(table), start)
    canvas.add_data("table", placed.to_dict("records"))
    for series in SHAPES:
        _draw_series(canvas, placed, series, span)
    for _, row in placed.iterrows():
        _write_numbers(canvas, row, end + 14, language)
    draw_axis(canvas, span, [(top - 1, top + 3 * LINE + 3) for top in tops], language)


def _draw_legend(canvas: Canvas, names: list[str]) -> None:
    size = canvas.type.small + 0.5
    for colour, shape, name in zip(PAIR, SHAPES.values(), names, strict=False):
        mark = {"x": canvas.left + 6, "y": canvas.y + size * 0.62}
        canvas.add_data(f"legend_{shape}", [mark | {"colour": colour, "fill": colour}])
        canvas.marks.append(spot(f"legend_{shape}", "x", "y", (None, None), size=80, shape=shape))
        canvas.paragraph(name, size, colour=colour, x=canvas.left + 20)
    canvas.space(8)


def _colour(table: pd.DataFrame) -> pd.DataFrame:
    """A colour a model; a difference is ink if detectable, grey and hollow if not."""
    models = table["series"].map({"a": PAIR[0], "b": PAIR[1]})
    tested = table["detectable"].map({True: INK, False: UNTESTED})
    colour = models.where(table["series"] != "difference", tested)
    return table.assign(colour=colour, fill=colour.where(table["detectable"], PAPER))


def _place_blocks(
    canvas: Canvas, table: pd.DataFrame, start: float
) -> tuple[pd.DataFrame, list[float]]:
    """Write the names and give every row its height; also the tops of the blocks' rows."""
    import pandas as pd

    wide = canvas.width >= WIDE
    lines = {"a": 0.5, "b": 1.5, "difference": 2.5}
    parts, tops = [], []
    for _, rows in table.groupby(["term", "level"], sort=False, dropna=False):
        first = rows.iloc[0]
        right = start - 14 if wide else canvas.right
        names = break_names(canvas, first["label"], first["contrast"], right)
        names.write(canvas, canvas.y + 2)
        top = canvas.y + (6 if wide else names.height + 8)
        tops.append(top)
        parts.append(rows.assign(y=top + rows["series"].map(lines) * LINE))
        # A phone has no room for a long difference and its p on one line; the p goes below.
        below = 16 if wide else 26
        canvas.y = max(top + 3 * LINE + below - 6, canvas.y + names.height + 10)
    return pd.concat(parts, ignore_index=True), tops


def _draw_series(canvas: Canvas, placed: pd.DataFrame, series: str, span: Span) -> None:
    name = f"series_{series}"
    rows = placed[(placed["series"] == series) & placed["estimate"].notna()]
    canvas.add_data(name, rows.to_dict("records"))
    canvas.marks += [
        intervals(name, "conf_low_99", "conf_high_99", span, 1.2),
        intervals(name, "conf_low_95", "conf_high_95", span, 4),
        spot(name, "estimate", "y", (span, None), size=80, shape=SHAPES[series]),
    ]


def _write_numbers(canvas: Canvas, row: pd.Series, x: float, language: Language) -> None:
    size, y = canvas.type.small, row["y"] + 4.5
    if not is_known(row["estimate"]):
        canvas.write(_why_missing(row, language), x, y, size, colour=MUTED)
        return
    lead, right, colour = signed(row["estimate"]), _beside(row, language), row["colour"]
    if row["series"] == "difference":
        lead = f"{DIFFERENCE[language]} {lead}"
        colour = INK if row["detectable"] else MUTED
    canvas.write(lead, x, y, size, colour=colour)
    if text_width(right, size - 0.5) <= canvas.right - x - text_width(lead, size) - 6:
        canvas.write(right, canvas.right, y, size - 0.5, colour=MUTED, align="right")
    else:
        canvas.write(right, x, y + 14, size - 0.5, colour=MUTED)


def _beside(row: Any, language: Language) -> str:
    """What stands at the right: p of a difference, both predicted probabilities of a gap."""
    if row["series"] == "difference":
        return p_value(row["p"])
    return predicted_text(row, language)


def _why_missing(row: pd.Series, language: Language) -> str:
    if row["series"] == "difference" and not is_withheld(row):
        return {"en": "Difference not tested", "ko": "차이 검정하지 않음"}[language]
    return describe_briefly(row, language).split(":")[0]
