"""The frame of a trend: where waves and shares stand, the axes, and the breaks.

Here: scales, grid, tick labels, break lines and their reasons. Not here: lines and points
(`trend_marks.py`), which gaps are breaks (`trend/breaks.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width
from kj_assets.figure.marks import Span, lines
from kj_assets.figure.theme import FAINT, GRID, INK, MUTED
from kj_assets.figure.wording import Language, is_known, percent
from kj_assets.trend.breaks import Break

if TYPE_CHECKING:
    import pandas as pd


def wave_places(waves: Iterable[str], frame: tuple[float, float]) -> dict[str, float]:
    """Pixel of each wave: by year where all are years, else evenly spaced."""
    names = sorted(set(waves))
    are_years = all(name.isdigit() and len(name) == 4 for name in names)
    at = [float(name) for name in names] if are_years else [float(i) for i in range(len(names))]
    if len(at) < 2:
        return dict.fromkeys(names, (frame[0] + frame[1]) / 2)
    span = Span(at[0], at[-1], frame[0] + 14, frame[1] - 14)
    return {name: round(span.at(value), 2) for name, value in zip(names, at, strict=True)}


def round_up_shares(table: pd.DataFrame) -> float:
    """The top of the share axis: the next fifth above everything drawn, with some air."""
    values = [v for c in ("share", "conf_high_95") for v in table[c] if is_known(v)]
    fifths = math.ceil((max(values, default=0.0) + 0.05) * 5 - 1e-9)
    return min(1.0, fifths / 5)


def draw_share_axis(canvas: Canvas, shares: Span, frame: tuple[float, float]) -> None:
    """A line and a label every 20 %."""
    ticks = [k / 5 for k in range(round(shares.high * 5) + 1)]
    size = canvas.type.small - 1
    grid = [{"x": frame[0], "x2": frame[1], "y": shares.at(t), "y2": shares.at(t)} for t in ticks]
    canvas.add_data("grid", grid[1:])
    canvas.add_data("floor", grid[:1])
    canvas.under += [lines("grid", GRID), lines("floor", FAINT)]
    for tick in ticks:
        text = percent(tick, 0)
        canvas.write(text, frame[0] - 6, shares.at(tick) + 4, size, colour=MUTED, align="right")


def draw_wave_axis(canvas: Canvas, x: dict[str, float], bottom: float) -> None:
    """Names of waves, the last one always, earlier ones where they fit."""
    size, edge = canvas.type.small - 1, math.inf
    for wave in sorted(x, reverse=True):
        half = text_width(wave, size) / 2
        if x[wave] + half + 6 <= edge:
            canvas.write(wave, x[wave], bottom + size + 7, size, colour=MUTED, align="center")
            edge = x[wave] - half


def draw_breaks(canvas: Canvas, places: Sequence[float], height: float) -> None:
    """A dashed line with a letter at each break, in the plot that begins at ``y``."""
    top, low = canvas.y, canvas.y + height
    canvas.add_data("breaks", ({"x": p, "x2": p, "y": top + 12, "y2": low} for p in places))
    canvas.under.append(lines("breaks", FAINT, 1.2, (3, 3)))
    size = canvas.type.small - 0.5
    for number, place in enumerate(places):
        canvas.write(_letter(number), place, top + 8, size, colour=INK, align="center")


def explain_breaks(canvas: Canvas, breaks: Sequence[Break], language: Language) -> None:
    """Each letter with its reasons, at ``y``; moves down."""
    size = canvas.type.small - 0.5
    for number, item in enumerate(breaks):
        canvas.space(3)
        canvas.write(_letter(number), canvas.left, canvas.y + size, size)
        reasons = " ".join(reason.in_language(language) for reason in item.reasons)
        canvas.paragraph(reasons, size, colour=MUTED, x=canvas.left + 16)


def _letter(number: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26]
