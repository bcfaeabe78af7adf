"""Time against the number of respondents, both on log scales, as SVG.

Belongs here: the chart. Does not: fonts and rendering, which are the figures' own.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from benchmarks.results import Measured
from kj_assets.figure.render import embed_fonts, render_svg
from kj_assets.figure.theme import GRID, INK, MUTED, SANS

COLOURS = {
    "this project": "#1f5f99",
    "bare GROUP BY": "#8a939e",
    "statsmodels": "#ad4a16",
    "svy": "#11706b",
    "R survey": "#9a4f9c",
}
POWERS = [10.0**k for k in range(-4, 9)]
PANELS = ("Compute alone", "A fresh process, imports and all")


def draw_times(measured: Measured) -> str:
    """Return an SVG of two panels: compute alone, and whole processes."""
    times = tabulate_times(measured)
    names = [name for name in COLOURS if name in set(times["contender"])]
    panels = [_draw_panel(times, names, panel, i == 0) for i, panel in enumerate(PANELS)]
    chart = alt.hconcat(*panels, spacing=28).resolve_scale(y="shared", color="shared")
    (picture,) = embed_fonts(render_svg(style_chart(chart).to_dict()))
    return picture


def tabulate_times(measured: Measured) -> pd.DataFrame:
    """Return the median seconds that count: one row per panel, contender and size."""
    rows = []
    for n, results in sorted(measured.by_rows.items()):
        for name, result in results.items():
            if measured.find(n, name):
                for panel, spread in zip(PANELS, (result.compute, result.whole), strict=True):
                    rows.append((panel, name, n, spread.median))
    return pd.DataFrame(rows, columns=["panel", "contender", "n", "seconds"])


def _draw_panel(times: pd.DataFrame, names: list[str], panel: str, first: bool) -> alt.Chart:
    axis = alt.Axis(values=POWERS, labelExpr="format(datum.value, ',')", grid=False)
    seconds = alt.Axis(values=POWERS, labelExpr="format(datum.value, '~r')")
    low, high = times["seconds"].min() / 1.5, times["seconds"].max() * 1.5
    domain = [times["n"].min() / 1.5, times["n"].max() * 1.5]
    scale = alt.Scale(domain=names, range=[COLOURS[name] for name in names])
    legend = alt.Legend(title=None, orient="bottom", symbolType="stroke", symbolStrokeWidth=3)
    return (
        alt.Chart(times[times["panel"] == panel])
        .mark_line(point=alt.OverlayMarkDef(size=45, filled=True), strokeWidth=2)
        .encode(
            x=alt.X("n:Q", title="respondents", axis=axis).scale(
                type="log", domain=domain, nice=False
            ),
            y=alt.Y("seconds:Q", title="seconds" if first else None, axis=seconds).scale(
                type="log", domain=[low, high], nice=False
            ),
            color=alt.Color("contender:N", scale=scale, legend=legend),
        )
        .properties(width=310, height=260, title=panel)
    )


def style_chart(chart: Any) -> Any:
    """Return the chart in the figures' font and greys."""
    return (
        chart.properties(background="#ffffff", padding=16)
        .configure(font=SANS)
        .configure_title(anchor="start", fontSize=14, color=INK, fontWeight="normal")
        .configure_axis(
            **{"gridColor": GRID, "domainColor": MUTED, "tickColor": MUTED, "labelColor": MUTED},
            **{"titleColor": MUTED, "labelFontSize": 12, "titleFontSize": 12},
            titleFontWeight="normal",
        )
        .configure_view(stroke=None)
        .configure_legend(labelFontSize=12, labelColor=INK)
    )
