"""The few marks all charts are made of, as Altair layers over named data.

Here: bar, interval, point, path and grid line, placed by fields. `x` fields go through a
`Span` (domain to pixels), `y` fields are pixels. Not here: text (`canvas.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """A linear scale: a domain of values over a range of pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def scale(self) -> Any:
        """The same as a Vega-Lite scale, so that the specification carries it."""
        import altair as alt

        return alt.Scale(
            domain=[self.low, self.high], range=[self.start, self.end], zero=False, nice=False
        )


def _x(field: str, span: Span | None) -> Any:
    import altair as alt

    return alt.X(f"{field}:Q", scale=span.scale() if span else None, axis=None)


def _y(field: str, span: Span | None = None) -> Any:
    import altair as alt

    return alt.Y(f"{field}:Q", scale=span.scale() if span else None, axis=None)


def bars(data: str, x: str, x2: str, span: Span | None, height: float, y: str = "y") -> Any:
    """Horizontal bars centred on ``y``, filled by the field ``colour``."""
    import altair as alt

    return (
        alt.Chart(alt.NamedData(data))
        .mark_bar(height=height)
        .encode(x=_x(x, span), x2=alt.X2(x2), y=_y(y), color=alt.Color("colour:N", scale=None))
    )


def intervals(
    data: str, low: str, high: str, span: Span, thickness: float, y: str = "y", opacity: float = 1
) -> Any:
    """Horizontal intervals coloured by the field ``colour``."""
    import altair as alt

    return (
        alt.Chart(alt.NamedData(data))
        .mark_rule(strokeWidth=thickness, opacity=opacity)
        .encode(x=_x(low, span), x2=alt.X2(high), y=_y(y), color=alt.Color("colour:N", scale=None))
    )


def spot(
    data: str,
    x: str,
    y: str,
    spans: tuple[Span | None, Span | None],
    *,
    size: float = 90,
    shape: str = "circle",
    fill: str = "fill",
) -> Any:
    """Points with outline ``colour`` and the fill of a field."""
    import altair as alt

    return (
        alt.Chart(alt.NamedData(data))
        .mark_point(size=size, shape=shape, strokeWidth=2, opacity=1)
        .encode(
            x=_x(x, spans[0]),
            y=_y(y, spans[1]),
            stroke=alt.Stroke("colour:N", scale=None),
            fill=alt.Fill(f"{fill}:N", scale=None),
        )
    )


def lines(data: str, colour: str, width: float = 1, dash: Sequence[float] = ()) -> Any:
    """Straight lines between pixel points ``x, y`` and ``x2, y2``."""
    import altair as alt

    return (
        alt.Chart(alt.NamedData(data))
        .mark_rule(color=colour, strokeWidth=width, strokeDash=list(dash) or [1, 0])
        .encode(x=_x("x", None), y=_y("y"), x2=alt.X2("x2"), y2=alt.Y2("y2"))
    )


def boxes(data: str, colour: str) -> Any:
    """Filled rectangles between pixel corners ``x, y`` and ``x2, y2``."""
    import altair as alt

    return (
        alt.Chart(alt.NamedData(data))
        .mark_rect(color=colour, opacity=1)
        .encode(x=_x("x", None), y=_y("y"), x2=alt.X2("x2"), y2=alt.Y2("y2"))
    )
