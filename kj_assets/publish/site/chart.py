"""A chart over waves as a page draws it: points that can be reached by keyboard, in per cent.

Here: places and texts of points, lines and ticks. Not here: what a point says (`explore.py`),
markup (`templates/chart.html`). Places are shares of the plot, 0 to 100, so the page can be as
wide or narrow as it likes with letters of one size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

# Pixels: the plot at a desk's width and at a phone's, a letter of a wave's name, the air around it.
PLOT_WIDTHS = (600, 310)
LETTER = 7
AIR = 3


@dataclass(frozen=True)
class Reading:
    """One number of one series: what a point is made of. Values are proportions."""

    wave: str
    value: float
    low: float | None
    high: float | None
    segment: int
    kind: str
    text: str


@dataclass(frozen=True)
class Point:
    """A point with its whisker and what it says."""

    x: float
    y: float
    low: float | None
    high: float | None
    kind: str
    text: str


@dataclass(frozen=True)
class Stretch:
    """The corners of an unbroken stretch of a line, and of what kind its numbers are."""

    corners: str
    kind: str


@dataclass(frozen=True)
class Line:
    """A series: its points, and the unbroken stretches that join them."""

    key: str
    label: str
    colour: str
    points: tuple[Point, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Tick:
    """A label at a place on an axis; a spare one has no room at a phone's width."""

    at: float
    text: str
    is_spare: bool = False


@dataclass(frozen=True)
class Chart:
    """Lines between two axes; ``zero`` is where nothing would stand, if that is inside."""

    label: str
    lines: tuple[Line, ...]
    waves: tuple[Tick, ...]
    values: tuple[Tick, ...]
    zero: float | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What kinds its points are, in the order in which a reader is told of them."""
        found = {point.kind for line in self.lines for point in line.points}
        return tuple(kind for kind in ("microdata", "published", "reconstructed") if kind in found)


@dataclass(frozen=True)
class Series:
    """What a line is drawn from."""

    key: str
    label: str
    colour: str
    readings: tuple[Reading, ...]


def lay_out_chart(
    label: str, series: Sequence[Series], waves: Iterable[str], *, signed: bool = False
) -> Chart:
    """Place every reading; ``signed`` values are differences around zero, others shares.

    Each of the ``waves`` has its place, also where nothing could be estimated. Differences of one
    wave stand a little apart, or their intervals would hide each other.
    """
    readings = [reading for one in series for reading in one.readings]
    x = place_waves(waves)
    apart = 0.0 if not signed else 1.5 if len(x) > 1 else 8.0
    ticks = _choose_ticks(readings, signed)
    bottom, top = ticks[0], ticks[-1]

    def y(value: float) -> float:
        return round(100 * (value - bottom) / (top - bottom), 3)

    return Chart(
        label,
        tuple(
            _draw(
                one, {wave: at + apart * (k - (len(series) - 1) / 2) for wave, at in x.items()}, y
            )
            for k, one in enumerate(series)
        ),
        _label_waves(x),
        tuple(Tick(y(tick), _write_tick(tick, signed)) for tick in ticks),
        y(0.0) if signed else None,
    )


def _label_waves(places: Mapping[str, float]) -> tuple[Tick, ...]:
    wide, narrow = (_find_room(places, width) for width in PLOT_WIDTHS)
    return tuple(Tick(places[w], w, w not in narrow) for w in places if w in wide)


def _find_room(places: Mapping[str, float], width: int) -> set[str]:
    """Waves whose names have room in a plot so many pixels wide: the last, and back from there."""
    kept, edge = set(), math.inf
    for wave in reversed(list(places)):
        middle, half = places[wave] * width / 100, len(wave) * LETTER / 2 + AIR
        if middle + half <= edge:
            kept.add(wave)
            edge = middle - half
    return kept


def place_waves(waves: Iterable[str]) -> dict[str, float]:
    """Place of each wave from 4 to 96: by year where all are years, else evenly spaced."""
    names = sorted(set(waves))
    years = [int(name) for name in names if name.isdigit() and len(name) == 4]
    at = years if len(years) == len(names) else list(range(len(names)))
    if len(at) < 2:
        return dict.fromkeys(names, 50.0)
    spread = at[-1] - at[0]
    places = [round(4 + 92 * (value - at[0]) / spread, 3) for value in at]
    return dict(zip(names, places, strict=True))


def _draw(series: Series, x: dict[str, float], place: Callable[[float], float]) -> Line:
    points = tuple(
        Point(
            x[reading.wave],
            place(reading.value),
            None if reading.low is None else place(reading.low),
            None if reading.high is None else place(reading.high),
            reading.kind,
            reading.text,
        )
        for reading in series.readings
    )
    stretches: dict[int, list[Point]] = {}
    for reading, point in zip(series.readings, points, strict=True):
        stretches.setdefault(reading.segment, []).append(point)
    lines = tuple(_join(joined) for joined in stretches.values() if len(joined) > 1)
    return Line(series.key, series.label, series.colour, points, lines)


def _join(points: Sequence[Point]) -> Stretch:
    corners = " ".join(f"{point.x},{round(100 - point.y, 3)}" for point in points)
    return Stretch(corners, points[0].kind)


def _choose_ticks(readings: Sequence[Reading], signed: bool) -> list[float]:
    """Round values that hold every point and whisker: four to eight of them."""
    values = [v for r in readings for v in (r.value, r.low, r.high) if v is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    if not signed:
        step = 0.2 if high > 0.5 else 0.1
        return [k * step for k in range(math.ceil(high / step - 1e-9) + 1)]
    low, high = min(low, 0.0), max(high, 0.0)
    step = next(s for s in (0.05, 0.1, 0.2, 0.5) if (high - low) / s <= 7 or s == 0.5)
    first, last = math.floor(low / step - 1e-9), math.ceil(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def _write_tick(tick: float, signed: bool) -> str:
    whole = round(100 * tick)
    if not signed:
        return f"{whole}%"
    return f"+{whole}" if whole > 0 else str(whole).replace("-", "\u2212")
