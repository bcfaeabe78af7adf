"""Labels of a trend: each level named where its line ends, and numbers at the points.

Here: choosing, spreading and writing labels. Not here: lines and points (`trend_marks.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import wrap
from kj_assets.figure.marks import Span
from kj_assets.figure.wording import percent

if TYPE_CHECKING:
    import pandas as pd

LEADING = 1.2
AIR = 4


def label_ends(
    canvas: Canvas, placed: pd.DataFrame, shares: Span, left: float, colours: Mapping[str, str]
) -> None:
    """Every level's name and last share right of the plot, moved apart where they would meet."""
    size, ends = canvas.type.label, []
    for level, rows in placed.groupby("level", sort=False):
        best = rows[rows["joined"]] if rows["joined"].any() else rows
        last = best.sort_values("wave").iloc[-1]
        texts = [*wrap(last["label"], canvas.right - left, size), percent(last["share"])]
        ends.append((shares.at(last["share"]), texts, colours[str(level)]))
    ends.sort(key=lambda end: end[0])
    heights = [size * LEADING * len(texts) + AIR for _, texts, _ in ends]
    tops = spread([y - size for y, _, _ in ends], heights, shares.end - 14, shares.start + 4)
    for top, (_, texts, colour) in zip(tops, ends, strict=True):
        for number, text in enumerate(texts):
            canvas.write(text, left, top + size * (0.9 + LEADING * number), size, colour=colour)


def spread(tops: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move blocks down so that none meets the one above, then up so that none leaves ``high``."""
    placed: list[float] = []
    floor = low
    for top, height in zip(tops, heights, strict=True):
        placed.append(max(top, floor))
        floor = placed[-1] + height
    ceiling = high
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], ceiling - heights[number])
        ceiling = placed[number]
    return placed


def label_points(canvas: Canvas, placed: pd.DataFrame, shares: Span) -> None:
    """Whole percentages: the upper of two series above, the lower below; the last is aside."""
    rows = placed[placed["joined"]]
    if placed["level"].nunique() > 2 or rows.empty:
        return
    size = canvas.type.small - 1.5
    for _, group in rows[rows["wave"] != rows["wave"].max()].groupby("wave"):
        ordered = group.sort_values("share", ascending=False, kind="stable")
        points = [shares.at(share) for share in ordered["share"]]
        for row, y in zip(ordered.itertuples(), _baselines(points, size, shares), strict=True):
            if y is not None:
                canvas.write(_whole(row.share), row.x, y, size, colour=row.colour, align="center")


def _baselines(points: Sequence[float], size: float, shares: Span) -> list[float | None]:
    """A lower label that would run into the axis goes above its point, or nowhere."""
    places: list[float | None] = [points[0] - 9]
    for y in points[1:]:
        below = y + 9 + size * 0.8
        free = y - points[0] > 3 * size
        places.append(below if below <= shares.start - 2 else y - 9 if free else None)
    return places


def _whole(share: float) -> str:
    """Rounded half up: 41.5 % in print reads 42, whatever its last binary digit."""
    return str(int(share * 100 + 0.5 + 1e-9))
