"""Lines, points and error bars of a trend.

Here: the layers and their data. Not here: which points a line joins (`trend.py`), text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.marks import Span, spot

if TYPE_CHECKING:
    import pandas as pd

SHAPES = {"published": "circle", "microdata": "circle", "reconstructed": "diamond"}


def draw_lines(canvas: Canvas, placed: pd.DataFrame, shares: Span) -> None:
    """One path a level and unbroken stretch, through the points it may join."""
    joined = placed[placed["joined"]]
    canvas.add_data("table", placed.to_dict("records"))
    path = joined.assign(path=joined["level"] + joined["line"].astype(str))
    canvas.add_data("path", path[["path", "x", "share", "colour"]].to_dict("records"))
    canvas.marks.append(_path_layer(shares))


def draw_points(canvas: Canvas, placed: pd.DataFrame, shares: Span, size: float) -> None:
    """Points in the shape of their kind, over the intervals of those that have one."""
    known = placed[placed["conf_low_95"].notna() & (placed["provenance"] != "published")]
    canvas.add_data("error", known.to_dict("records"))
    canvas.marks.append(_error_layer(shares))
    for kind, shape in SHAPES.items():
        rows = placed[placed["provenance"] == kind]
        if len(rows):
            name = f"points_{kind}"
            canvas.add_data(name, rows.to_dict("records"))
            canvas.marks.append(spot(name, "x", "share", (None, shares), size=size, shape=shape))


def _path_layer(shares: Span) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.NamedData("path"))
        .mark_line(strokeWidth=2.4)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("share:Q", scale=shares.scale(), axis=None),
            detail=alt.Detail("path:N"),
            order=alt.Order("x:Q"),
            color=alt.Color("colour:N", scale=None),
        )
    )


def _error_layer(shares: Span) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.NamedData("error"))
        .mark_rule(strokeWidth=1.6)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("conf_low_95:Q", scale=shares.scale(), axis=None),
            y2=alt.Y2("conf_high_95"),
            color=alt.Color("colour:N", scale=None),
        )
    )
