"""The drawing of effects: names at the left, intervals around zero, numbers at the right.

Here: placing things on the canvas. Not here: the table and its words (`effects.py`). On a
phone's width the names stand above their row. Every row is as high as its texts need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kj_assets.figure.axis import draw_axis, draw_interval_key, span_around_zero
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import wrap
from kj_assets.figure.marks import Span, intervals, spot
from kj_assets.figure.names import NameBlock, break_names
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.theme import AGREE, MUTED, PAPER, UNTESTED, WIDE
from kj_assets.figure.wording import Language, is_known, p_value, points, predicted_text

if TYPE_CHECKING:
    import pandas as pd

LEADING = 1.3
# How the two numbers a difference lies between are written.
WritePair = Callable[["pd.Series", Language], str]


@dataclass(frozen=True)
class Row:
    """One effect with its texts broken: names, the refusal where there is one, else both ends."""

    effect: pd.Series
    names: NameBlock
    pair: str
    refusal: tuple[str, ...]
    wide: bool
    small: float

    @property
    def before(self) -> float:
        """From the row's top to its point: half of it, or the names above and some air."""
        return self.height / 2 if self.wide else self.names.height + 24

    @property
    def height(self) -> float:
        """Enough for the names, the numbers and the refusal."""
        refusal = len(self.refusal) * self.small * LEADING
        if self.wide:
            return max(58, self.names.height + 12, refusal + 12)
        return self.names.height + 24 + max(36, refusal)


def draw_effects_plot(
    canvas: Canvas,
    table: pd.DataFrame,
    language: Language,
    write_pair: WritePair = predicted_text,
) -> None:
    """Draw one row an effect, then the axis."""
    wide = canvas.width >= WIDE
    start, end = (214, 446) if wide else (canvas.left, 206)
    span = span_around_zero(table[["conf_low_99", "conf_high_99"]].melt()["value"], start, end)
    if table["estimate"].notna().any():
        draw_interval_key(canvas, start, language)
    rows = [_break_row(canvas, row, start, language, write_pair) for _, row in table.iterrows()]
    centres = []
    for row in rows:
        centres.append(canvas.y + row.before)
        _write_row(canvas, row, (start, end + 16), language)
        canvas.space(row.height)
    bands = _draw_marks(canvas, table.assign(y=centres), rows, span)
    if bands:
        draw_axis(canvas, span, bands, language)


def _break_row(
    canvas: Canvas, row: pd.Series, start: float, language: Language, write_pair: WritePair
) -> Row:
    wide, small = canvas.width >= WIDE, canvas.type.small
    names = break_names(canvas, row["label"], row["contrast"], start - 14 if wide else canvas.right)
    if is_known(row["estimate"]):
        return Row(row, names, write_pair(row, language), (), wide, small)
    text = describe_refusal(row["code"], row["reason"], language)
    return Row(row, names, "", tuple(wrap(text, canvas.right - start, small)), wide, small)


def _draw_marks(
    canvas: Canvas, placed: pd.DataFrame, rows: list[Row], span: Span
) -> list[tuple[float, float]]:
    """Intervals and points of what was estimated; returns the rows' bands for the grid."""
    placed["colour"] = [AGREE[0] if found else UNTESTED for found in placed["detectable"]]
    placed["fill"] = [AGREE[0] if found else PAPER for found in placed["detectable"]]
    canvas.add_data("table", placed.to_dict("records"))
    drawn = placed[placed["estimate"].notna()]
    canvas.add_data("drawn", drawn.to_dict("records"))
    canvas.marks += [
        intervals("drawn", "conf_low_99", "conf_high_99", span, 1.4),
        intervals("drawn", "conf_low_95", "conf_high_95", span, 5),
        spot("drawn", "estimate", "y", (span, None), size=120),
    ]
    reach = [(row.height / 2, row.height / 2) if row.wide else (12, 20) for row in rows]
    return [
        (y - above, y + below)
        for y, (above, below), row in zip(placed["y"], reach, rows, strict=True)
        if not row.refusal
    ]


def _write_row(canvas: Canvas, row: Row, places: tuple[float, float], language: Language) -> None:
    """Names, then numbers at the right or the refusal where the interval would be."""
    start, x = places
    y = canvas.y + row.before
    row.names.write(canvas, y - row.names.height / 2 if row.wide else canvas.y + 2)
    if row.refusal:
        _write_refusal(canvas, row, start, y)
    else:
        _write_numbers(canvas, row, x, y, language)


def _write_numbers(canvas: Canvas, row: Row, x: float, y: float, language: Language) -> None:
    effect, small = row.effect, row.small
    colour = AGREE[0] if effect["detectable"] else MUTED
    size = points(effect["estimate"], language)
    canvas.write(size, x, y - 3, canvas.type.label, colour=colour)
    p = p_value(effect["p"])
    if row.wide:
        canvas.write(row.pair, x, y + 14, small, colour=MUTED)
        canvas.write(p, canvas.right, y - 3, small, colour=MUTED, align="right")
    else:
        canvas.write(row.pair, x, y + 12, small - 0.5, colour=MUTED)
        canvas.write(p, x, y + 26, small - 0.5, colour=MUTED)


def _write_refusal(canvas: Canvas, row: Row, x: float, y: float) -> None:
    step = row.small * LEADING
    top = y - len(row.refusal) * step / 2 if row.wide else y - row.small
    for number, line in enumerate(row.refusal):
        canvas.write(line, x, top + row.small + step * number, row.small, colour=MUTED)
