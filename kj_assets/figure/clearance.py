"""Where a number beside a point of a line stands clear of all lines.

Here: the heights that lines and points take up around a place, and the nearest free ones. Not
here: which points get a number (`trend_labels.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

RADIUS = 6.0
AIR = 2.5


@dataclass(frozen=True)
class Track:
    """A line through points, in pixels from left to right."""

    x: Sequence[float]
    y: Sequence[float]

    def reach(self, left: float, right: float) -> tuple[float, float] | None:
        """Top and bottom of the line and its points between two places; None where it is not."""
        low, high = max(left, self.x[0] - RADIUS), min(right, self.x[-1] + RADIUS)
        if low > high:
            return None
        ends = np.interp([low, high], self.x, self.y)
        points = [y for x, y in zip(self.x, self.y, strict=True) if low - RADIUS <= x <= right]
        tops = [*(ends - AIR / 2), *(y - RADIUS for y in points)]
        bottoms = [*(ends + AIR / 2), *(y + RADIUS for y in points)]
        return float(min(tops)), float(max(bottoms))


def find_clear_top(
    place: tuple[float, float, float],
    height: float,
    tracks: Iterable[Track],
    room: tuple[float, float],
    above_first: bool,
) -> float | None:
    """Top edge of a text of a height, between two edges, next to its point and clear of tracks.

    ``place`` is left and right edge and the height of the point. On the side asked for, unless
    the other is nearer by half a text. None where neither side within ``room`` is clear.
    """
    left, right, y = place
    taken = [reach for track in tracks if (reach := track.reach(left - AIR, right + AIR))]
    own = [(low, high) for low, high in taken if low <= y <= high]
    above = min((low for low, _ in own), default=y - RADIUS) - AIR - height
    below = max((high for _, high in own), default=y + RADIUS) + AIR
    favour = height / 2 if above_first else -height / 2
    ranked = sorted([(y - above - height - favour, above), (below - y + favour, below)])
    for _, top in ranked:
        clear = all(top + height <= low or top >= high for low, high in taken)
        if clear and room[0] <= top and top + height <= room[1]:
            return top
    return None
