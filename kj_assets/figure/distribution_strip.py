"""All answers of an item as one bar, below the names of its two sides.

Here: the strip. Not here: the bars of single answers (`distribution_plot.py`), which nets are sides
(`poles.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width
from kj_assets.figure.marks import Span, bars, boxes
from kj_assets.figure.theme import PAPER, level_colours, text_on
from kj_assets.figure.wording import percent
from kj_assets.waves.codebook import Item

if TYPE_CHECKING:
    import pandas as pd


def draw_poles(
    canvas: Canvas, poles: list[pd.Series], levels: pd.DataFrame, item: Item, height: float = 30
) -> None:
    """All answers as one bar below the names of its sides, with numbers where they fit."""
    edges = levels["share"].cumsum()
    span = Span(0, float(edges.iloc[-1]), canvas.left, canvas.right)
    strip = levels.assign(low=edges - levels["share"], high=edges)
    _name_poles(canvas, poles, strip, span, item)
    strip = strip.assign(y=canvas.y + height / 2)
    canvas.add_data("strip", strip[["level", "low", "high", "y", "colour"]].to_dict("records"))
    canvas.marks.append(bars("strip", "low", "high", span, height))
    _separate(canvas, [span.at(edge) for edge in edges.iloc[:-1]], height)
    _number_strip(canvas, strip, span, height)


def name_net(net: pd.Series) -> str:
    """A net with its share."""
    return f"{net['label']} {percent(net['share'])}"


def _name_poles(
    canvas: Canvas, poles: list[pd.Series], strip: pd.DataFrame, span: Span, item: Item
) -> None:
    """Each net over its own levels, from the outer end inwards; below each other if too long."""
    size = canvas.type.label + 1
    texts = [name_net(net) for net in poles]
    inks = [level_colours(item)[net["level"]] for net in poles]
    own = [strip[strip["level"].isin(item.nets[net["level"]].levels)] for net in poles]
    left, right = span.at(own[0]["low"].min()), span.at(own[1]["high"].max())
    if sum(text_width(text, size) for text in texts) + 16 <= right - left:
        canvas.write(texts[0], left, canvas.y + size, size, colour=inks[0])
        canvas.write(texts[1], right, canvas.y + size, size, colour=inks[1], align="right")
        canvas.space(size)
    else:
        for text, ink in zip(texts, inks, strict=True):
            canvas.paragraph(text, size, colour=ink)
    canvas.space(7)


def _number_strip(canvas: Canvas, strip: pd.DataFrame, span: Span, height: float) -> None:
    """Its share in each part that is wide enough; then below the strip."""
    size = canvas.type.small
    for row in strip.itertuples():
        text, left, right = f"{row.share * 100:.1f}", span.at(row.low), span.at(row.high)
        if text_width(text, size) + 8 <= right - left:
            middle, baseline = (left + right) / 2, canvas.y + height / 2 + 4.5
            ink = text_on(row.colour)
            canvas.write(text, middle, baseline, size, colour=ink, align="center")
    canvas.space(height)


def _separate(canvas: Canvas, edges: list[float], height: float) -> None:
    top, bottom = canvas.y, canvas.y + height
    canvas.add_data("gaps", ({"x": x - 1, "y": top, "x2": x + 1, "y2": bottom} for x in edges))
    canvas.marks.append(boxes("gaps", PAPER))
