"""The drawing of a distribution: one bar of all answers, then a bar a level.

Here: placing things on the canvas. Not here: the table and its words (`distribution.py`), the one
bar of all answers (`distribution_strip.py`).
Every row is as high as its label needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.distribution_strip import draw_poles, name_net
from kj_assets.figure.fonts import wrap
from kj_assets.figure.marks import Span, bars, intervals, lines
from kj_assets.figure.poles import find_poles
from kj_assets.figure.refusals import describe_briefly
from kj_assets.figure.theme import FAINT, INK, MUTED, PAPER, WIDE, level_colours
from kj_assets.figure.wording import Language, is_known, percent, percent_range
from kj_assets.waves.codebook import Item

if TYPE_CHECKING:
    import pandas as pd

LEADING = 1.15


def draw_distribution_plot(
    canvas: Canvas, table: pd.DataFrame, item: Item, language: Language
) -> None:
    """Draw the nets: over a strip of all answers where they are poles; then the levels.

    A strip with a gap would tell what is not shown, so there is none where a level or a pole is
    not.
    """
    colours = level_colours(item)
    levels = table[table["kind"] == "level"]
    levels = levels.assign(colour=levels["level"].map(colours))
    nets = table[(table["kind"] == "net") & table["share"].notna()]
    poles = [nets[nets["level"] == key] for key in find_poles(item)]
    known = levels["share"].notna().all() and all(len(pole) for pole in poles)
    if poles and known and levels["share"].sum() > 0:
        draw_poles(canvas, [pole.iloc[0] for pole in poles], levels, item)
        canvas.space(18)
    elif len(nets):
        for _, net in nets.iterrows():
            canvas.paragraph(name_net(net), canvas.type.label + 1, colour=colours[net["level"]])
        canvas.space(7)
    _draw_rows(canvas, levels, language)


def _draw_rows(canvas: Canvas, levels: pd.DataFrame, language: Language) -> None:
    """One bar a level, with its label, interval and numbers."""
    start, end = (196, 476) if canvas.width >= WIDE else (124, 262)
    top, centres = canvas.y, []
    for _, row in levels.iterrows():
        centres.append(_write_row(canvas, row, (start, end), language))
    foot = {"x": start, "x2": start, "y": top, "y2": canvas.y}
    canvas.add_data("zero", [foot])
    _draw_bars(canvas, levels.assign(y=centres), start, end)


def _draw_bars(canvas: Canvas, placed: pd.DataFrame, start: float, end: float) -> None:
    """Bars, then intervals with a pale rim so that they show on any fill."""
    placed = placed[placed["share"].notna()]
    highest = float(placed[["share", "conf_high_95"]].max(axis=None)) if len(placed) else 0.0
    span = Span(0, max(highest, 0.01) * 1.02, start, end)
    canvas.add_data("table", placed.assign(zero=0.0).to_dict("records"))
    canvas.marks += [bars("table", "zero", "share", span, 20), lines("zero", FAINT)]
    for name, colour, thickness, opacity in (("halo", PAPER, 4, 0.8), ("interval", INK, 1.6, 1)):
        rows = placed[["conf_low_95", "conf_high_95", "y"]].assign(colour=colour)
        canvas.add_data(name, rows.to_dict("records"))
        canvas.marks.append(
            intervals(name, "conf_low_95", "conf_high_95", span, thickness, opacity=opacity)
        )


def _write_row(
    canvas: Canvas, row: pd.Series, plot: tuple[float, float], language: Language
) -> float:
    """Label and numbers of a level beside its bar; moves down and returns the row's middle."""
    start, end = plot
    wide, size, small = canvas.width >= WIDE, canvas.type.label, canvas.type.small
    names = wrap(row["label"], start - canvas.left - 8, size)
    height = max(31 if wide else 40, len(names) * size * LEADING + 9)
    y = canvas.y + height / 2
    top = y - len(names) * size * LEADING / 2
    for number, line in enumerate(names):
        canvas.write(line, canvas.left, top + size * (0.92 + LEADING * number), size)
    if not is_known(row["share"]):
        _write_refusal(canvas, row, start + 6, y, language)
        canvas.space(height)
        return y
    known = is_known(row["conf_low_95"])
    spread = percent_range(row["conf_low_95"], row["conf_high_95"], language) if known else ""
    x, lift, drop, shrink = (end + 52, 5, 4.5, 0) if wide else (canvas.right, -1, 14, 1)
    canvas.write(percent(row["share"]), x, y + lift, size, align="right")
    canvas.write(spread, canvas.right, y + drop, small - shrink, colour=MUTED, align="right")
    canvas.space(height)
    return y


def _write_refusal(canvas: Canvas, row: pd.Series, x: float, y: float, language: Language) -> None:
    """Why there is no bar, where it would begin."""
    size = canvas.type.small
    lines = wrap(describe_briefly(row, language), canvas.right - x, size)
    top = y - len(lines) * size * LEADING / 2
    for number, line in enumerate(lines):
        canvas.write(line, x, top + size * (0.92 + LEADING * number), size, colour=MUTED)
