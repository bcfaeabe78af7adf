"""The drawing of one effect many times: a block a term, a line a variant or a wave.

Here: placing things on the canvas. Not here: the tables and their words (`sensitivity.py`,
`effect_trend.py`). A table has, beside its effects, `block`, `line` (its name) and `leads`:
whether the line stands out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.axis import draw_axis, span_around_zero
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import wrap
from kj_assets.figure.marks import Span, intervals, spot
from kj_assets.figure.names import break_names
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.theme import AGREE, INK, MUTED, PAPER, UNTESTED, WIDE
from kj_assets.figure.wording import Language, is_known, signed

if TYPE_CHECKING:
    import pandas as pd

LEADING = 1.3
INDENT = 12


def draw_blocks_plot(canvas: Canvas, table: pd.DataFrame, language: Language) -> None:
    """Draw every block, then the axis; the line that leads is in colour."""
    wide = canvas.width >= WIDE
    start, end = (232, 556) if wide else (150, 306)
    span = span_around_zero(table[["conf_low_95", "conf_high_95"]].melt()["value"], start, end)
    heights: list[float] = []
    bands: list[tuple[float, float]] = []
    for _, block in table.groupby("block", sort=False):
        _write_heading(canvas, block.iloc[0])
        for _, row in block.iterrows():
            top = canvas.y
            heights.append(_write_line(canvas, row, start - 10, language))
            if is_known(row["estimate"]):
                bands.append((top, canvas.y))
        canvas.space(12)
    _draw_marks(canvas, table.assign(y=heights), span)
    if bands:
        draw_axis(canvas, span, bands, language)


def _write_heading(canvas: Canvas, row: pd.Series) -> None:
    block = break_names(canvas, row["label"], row["contrast"], canvas.right)
    block.write(canvas, canvas.y)
    canvas.space(block.height + 6)


def _write_line(canvas: Canvas, row: pd.Series, right: float, language: Language) -> float:
    """Name of the line, and its number or refusal; returns the height of its point."""
    size = canvas.type.small - 0.5
    left = canvas.left + INDENT
    lines = wrap(row["line"], right - left, size)
    said = [] if is_known(row["estimate"]) else _refuse(canvas, row, right + 10, size, language)
    height = max(len(lines), len(said)) * size * LEADING + 6
    top = canvas.y + (height - len(lines) * size * LEADING) / 2
    for number, line in enumerate(lines):
        y = top + size * (0.95 + LEADING * number)
        canvas.write(line, left, y, size, colour=INK if row["leads"] else MUTED)
    middle = canvas.y + height / 2
    if not said:
        colour = _colour(row)
        text = signed(row["estimate"])
        canvas.write(text, canvas.right, middle + size * 0.35, size, colour=colour, align="right")
    for number, line in enumerate(said):
        y = canvas.y + 3 + size * (0.95 + LEADING * number)
        canvas.write(line, right + 10, y, size, colour=MUTED)
    canvas.space(height)
    return middle


def _refuse(canvas: Canvas, row: pd.Series, x: float, size: float, language: Language) -> list[str]:
    text = describe_refusal(row["code"], row["reason"], language)
    return wrap(text, canvas.right - x, size)


def _colour(row: pd.Series) -> str:
    if not row["detectable"]:
        return MUTED
    return AGREE[0] if row["leads"] else INK


def _draw_marks(canvas: Canvas, placed: pd.DataFrame, span: Span) -> None:
    drawn = placed[placed["estimate"].notna()].copy()
    drawn["colour"] = [
        _colour(row) if row["detectable"] else UNTESTED for _, row in drawn.iterrows()
    ]
    drawn["fill"] = drawn["colour"].where(drawn["detectable"], PAPER)
    canvas.add_data("table", placed.to_dict("records"))
    canvas.add_data("drawn", drawn.to_dict("records"))
    canvas.marks += [
        intervals("drawn", "conf_low_95", "conf_high_95", span, 2.4),
        spot("drawn", "estimate", "y", (span, None), size=54),
    ]
