"""A horizontal axis of points or shares: where its ticks are and how it is drawn.

Here: a span around zero, or of shares, with round ticks, its grid and its labels. Not here:
shares over time (`trend_frame.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.marks import Span, boxes, lines
from kj_assets.figure.theme import FAINT, GRID, INK, MUTED
from kj_assets.figure.wording import Language, is_known, percent, signed

KEY: dict[Language, tuple[str, str, str]] = {
    "en": ("95%", "99% interval", "percentage points"),
    "ko": ("95%", "99% 신뢰구간", "퍼센트포인트(%p)"),
}


def span_around_zero(values: Iterable[float], start: float, end: float) -> Span:
    """A span that holds zero and all values, with a little air."""
    known = [float(value) for value in values if is_known(value)]
    low, high = min([0.0, *known]), max([0.0, *known])
    air = max((high - low) * 0.04, 0.005)
    return Span(low - air, high + air, start, end)


def round_ticks(span: Span, most: float = 6) -> list[float]:
    """Multiples of a round step that lie inside the span, at most so many."""
    width = span.high - span.low
    steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)
    step = next(s for s in steps if width / s <= most or s == steps[-1])
    first, last = math.ceil(span.low / step - 1e-9), math.floor(span.high / step + 1e-9)
    return [round(step * k, 6) for k in range(first, last + 1)]


def draw_axis(
    canvas: Canvas, span: Span, bands: Sequence[tuple[float, float]], language: Language
) -> None:
    """Grid and zero line within bands (top, bottom), tick labels at ``y``; moves down."""
    # A label such as "+10" is 22 pixels wide.
    ticks = round_ticks(span, min(6, (span.end - span.start) / 28))
    grid = [_vertical(span.at(tick), *band) for tick in ticks if tick for band in bands]
    canvas.add_data("grid", grid)
    canvas.add_data("zero", [_vertical(span.at(0), *band) for band in bands])
    canvas.under += [lines("grid", GRID), lines("zero", FAINT, 1.4)]
    size = canvas.type.small - 1
    for tick in ticks:
        x, y = span.at(tick), canvas.y + size + 5
        canvas.write(signed(tick, 0), x, y, size, colour=MUTED, align="center")
    middle, y = (span.start + span.end) / 2, canvas.y + 2 * size + 9
    canvas.write(KEY[language][2], middle, y, size, colour=MUTED, align="center")
    canvas.space(34)


def span_of_shares(values: Iterable[float], start: float, end: float) -> Span:
    """A span of shares between fifths that holds all values, with a little air."""
    known = [float(value) for value in values if is_known(value)] or [0.0, 1.0]
    low = math.floor(min(known) * 5 + 1e-9) / 5
    high = math.ceil(max(known) * 5 - 1e-9) / 5
    return Span(low, high if high > low else low + 0.2, start + 2, end - 2)


def draw_share_ticks(canvas: Canvas, span: Span, bands: Sequence[tuple[float, float]]) -> None:
    """Grid within bands (top, bottom) and a percentage at each line; moves down."""
    # A label such as "100%" is 28 pixels wide.
    ticks = round_ticks(span, min(6, (span.end - span.start) / 34))
    grid = [_vertical(span.at(tick), *band) for tick in ticks for band in bands]
    canvas.add_data("grid", grid)
    canvas.under.insert(0, lines("grid", GRID))
    size = canvas.type.small - 1
    for tick in ticks:
        y = canvas.y + size
        canvas.write(percent(tick, 0), span.at(tick), y, size, colour=MUTED, align="center")
    canvas.space(size + 4)


def draw_interval_key(canvas: Canvas, x: float, language: Language) -> None:
    """Thick and thin sample lines with their names, at ``y``; moves down."""
    thick, thin, _ = KEY[language]
    size, y = canvas.type.small - 1, canvas.y + 6
    canvas.add_data("key_thick", [{"x": x, "x2": x + 22, "y": y - 2.5, "y2": y + 2.5}])
    canvas.add_data("key_thin", [{"x": x + 62, "x2": x + 84, "y": y - 0.6, "y2": y + 0.6}])
    canvas.marks += [boxes("key_thick", INK), boxes("key_thin", INK)]
    canvas.write(thick, x + 27, y + 4, size, colour=MUTED)
    canvas.write(thin, x + 89, y + 4, size, colour=MUTED)
    canvas.space(18)


def _vertical(x: float, top: float, bottom: float) -> dict[str, float]:
    return {"x": x, "x2": x, "y": top, "y2": bottom}
