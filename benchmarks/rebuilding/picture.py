"""Steps that run by what changed, as SVG; fonts and rendering are the figures' own."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from benchmarks.picture import style_chart
from benchmarks.rebuilding.steps import Steps
from kj_assets.figure.render import embed_fonts, render_svg
from kj_assets.figure.theme import INK

COLOURS = {"kj build": "#1f5f99", "eager()": "#ad4a16", "everything": "#8a939e"}


def draw_steps(steps: Mapping[str, Steps]) -> str:
    """Return an SVG of one group of bars a change, a bar each contender, its number beside it."""
    rows = [
        (change, name, n)
        for change, found in steps.items()
        for name, n in zip(COLOURS, (found.ours, found.eager, found.everything), strict=True)
    ]
    table = pd.DataFrame(rows, columns=["change", "contender", "steps"])
    order = list(COLOURS)
    base = alt.Chart(table).encode(
        y=alt.Y("change:N", title=None, sort=list(steps), scale=alt.Scale(paddingInner=0.3)).axis(
            labelLimit=400, ticks=False, domain=False, labelColor=INK
        ),
        yOffset=alt.YOffset("contender:N", sort=order),
        x=alt.X("steps:Q", title="steps that run"),
    )
    scale = alt.Scale(domain=order, range=list(COLOURS.values()))
    legend = alt.Legend(title=None, orient="bottom")
    bars = base.mark_bar().encode(color=alt.Color("contender:N", scale=scale, legend=legend))
    numbers = base.mark_text(align="left", dx=4, fontSize=12, color=INK).encode(text="steps:Q")
    chart = (bars + numbers).properties(width=420, height=52 * len(steps))
    (picture,) = embed_fonts(render_svg(style_chart(chart).to_dict()))
    return picture
