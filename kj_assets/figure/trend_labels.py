"""Labels of a trend: each level named where its line ends, and numbers at the points.

Here: choosing, spreading and writing labels. Not here: lines and points (`trend_marks.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.clearance import Track, find_clear_top
from kj_assets.figure.fonts import text_width, wrap
from kj_assets.figure.marks import Span
from kj_assets.figure.wording import percent

if TYPE_CHECKING:
    import pandas as pd

LEADING = 1.2
# Digits are this much of their size high, and stand on the baseline.
DIGIT = 0.76
AIR = 4


def label_ends(
    canvas: Canvas, placed: pd.DataFrame, shares: Span, left: float, colours: Mapping[str, str]
) -> None:
    """Every level's name and last share right of the plot, moved apart where they would meet.

    A share that is not the last wave's says whose it is: reconstructed points may stand after it.
    """
    size, room, ends = canvas.type.label, canvas.right - left, []
    for level, rows in placed.groupby("level", sort=False):
        best = rows[rows["joined"]] if rows["joined"].any() else rows
        last = best.sort_values("wave").iloc[-1]
        share = percent(last["share"])
        if last["wave"] != placed["wave"].max():
            share += f" ({last['wave']})"
        texts = [*wrap(last["label"], room, size), *wrap(share, room, size)]
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
    """Whole percentages beside the points of two series, where they stand clear of all lines.

    A summit has its number above and a trough below; else the upper series has them above, the
    lower below, unless the other side is nearer to the point. The last point is named at the right.
    """
    rows = _mark_turns(placed[placed["joined"]])
    if placed["level"].nunique() > 2 or rows.empty:
        return
    size = canvas.type.small - 1.5
    tracks = _read_tracks(rows, shares)
    taken: list[Track] = []
    for _, group in rows[rows["wave"] != rows["wave"].max()].groupby("wave"):
        ordered = group.sort_values("share", ascending=False, kind="stable")
        for rank, row in enumerate(ordered.itertuples()):
            text = _whole(row.share)
            half, y = text_width(text, size) / 2, shares.at(row.share)
            place = (row.x - half, row.x + half, y)
            room = (shares.end - 12, shares.start - 2)
            around = [*tracks, *taken]
            above = row.is_summit or (rank == 0 and not row.is_trough)
            top = find_clear_top(place, size * DIGIT, around, room, above_first=bool(above))
            if top is None:
                continue
            bottom = top + size * DIGIT
            canvas.write(text, row.x, bottom, size, colour=row.colour, align="center")
            taken.append(Track((row.x - half, row.x + half), ((top + bottom) / 2,) * 2))


def _mark_turns(rows: pd.DataFrame) -> pd.DataFrame:
    """Say which points stand above, or below, both their neighbours on the line."""
    rows = rows.sort_values("x", kind="stable")
    shares = rows.groupby(["level", "line"])["share"]
    before, after = shares.shift(), shares.shift(-1)
    return rows.assign(
        is_summit=(rows["share"] > before) & (rows["share"] > after),
        is_trough=(rows["share"] < before) & (rows["share"] < after),
    )


def _read_tracks(rows: pd.DataFrame, shares: Span) -> list[Track]:
    """The line of each level and unbroken stretch."""
    return [
        Track(tuple(line["x"]), tuple(shares.at(share) for share in line["share"]))
        for _, line in rows.sort_values("x").groupby(["level", "line"])
    ]


def _whole(share: float) -> str:
    """Rounded half up: 41.5 % in print reads 42, whatever its last binary digit."""
    return str(int(share * 100 + 0.5 + 1e-9))
