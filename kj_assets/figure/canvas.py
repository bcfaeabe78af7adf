"""A sheet on which a figure is laid out from top to bottom, and its Vega-Lite specification.

Here: text blocks, named data and the assembly into one specification. Not here: what a chart
shows (the chart modules) or any colour that carries meaning (`theme.py`).

The canvas has a fixed size and no automatic layout: every text is measured with the font it
is drawn in and broken by us, so that nothing depends on the renderer's guess, titles never
run out of the picture, and the same table gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kj_assets.figure.fonts import balance, text_width, wrap
from kj_assets.figure.theme import INK, MARGIN, PAPER, SANS, Type, type_for

Align = Literal["left", "center", "right"]


@dataclass
class Canvas:
    """A figure being laid out; ``y`` is how far down it is filled."""

    width: int
    y: float = MARGIN
    under: list[Any] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    data: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def type(self) -> Type:
        """Font sizes on this canvas."""
        return type_for(self.width)

    @property
    def left(self) -> float:
        """Left edge of what is drawn."""
        return MARGIN

    @property
    def right(self) -> float:
        """Right edge of what is drawn."""
        return self.width - MARGIN

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        colour: str = INK,
        align: Align = "left",
        font: str = SANS,
    ) -> None:
        """Put one line with its baseline at ``y``."""
        self.texts.append(
            {"text": text, "x": round(x, 2), "y": round(y, 2), "size": size}
            | {"colour": colour, "align": align, "font": font}
        )

    def paragraph(
        self,
        text: str,
        size: float,
        *,
        colour: str = INK,
        font: str = SANS,
        x: float | None = None,
        width: float | None = None,
        even: bool = False,
    ) -> None:
        """Write a text at ``y``, broken to the width and where it says so, and move down.

        Lines are filled one by one, or made as ``even`` as can be.
        """
        left = self.left if x is None else x
        # A browser that rounds letters to whole pixels draws a line up to 2 % longer.
        room = 0.98 * (self.right - left if width is None else width)
        broken = balance if even else wrap
        lines = [line for part in text.split("\n") for line in broken(part, room, size, font)]
        self.y = self.write_lines(lines, left, self.y, size, colour, font)

    def write_lines(
        self, lines: Iterable[str], x: float, y: float, size: float, colour: str, font: str = SANS
    ) -> float:
        """Write lines from the top edge ``y`` down; return the bottom edge."""
        for line in lines:
            self.write(line, x, y + size, size, colour=colour, font=font)
            y += size * self.type.leading
        return y

    def space(self, pixels: float) -> None:
        """Move down."""
        self.y += pixels

    def add_data(self, name: str, records: Iterable[Mapping[str, Any]]) -> None:
        """Give the specification a named table; numbers lose their noise beyond 1e-9."""
        self.data[name] = [{k: _plain(v) for k, v in row.items()} for row in records]

    def fits(self, text: str, width: float, size: float, font: str = SANS) -> bool:
        """Whether a line fits into a width."""
        return text_width(text, size, font) <= width

    def specification(self, description: str, words: Mapping[str, Any]) -> dict[str, Any]:
        """The finished Vega-Lite specification; its words ride along as ``usermeta``."""
        import altair as alt

        # All in one: each step of a chain would copy every layer again.
        chart = alt.LayerChart(
            layer=[*self.under, *self.marks, *self._text_layers()],
            resolve=alt.Resolve(scale=alt.ScaleResolveMap(x="independent", y="independent")),
            width=self.width,
            height=round(self.y + MARGIN),
            padding=0,
            autosize="none",
            background=PAPER,
            description=description,
            usermeta=dict(words),
            config=alt.Config(aria=False, view=alt.ViewConfig(stroke=None), font=SANS),
        )
        # Checking every layer against Vega-Lite's schema takes longer than all else together;
        # the renderer refuses what it cannot draw, and a test checks each kind of figure.
        specification = chart.to_dict(validate=False)
        specification["datasets"] = dict(self.data)
        return specification

    def _text_layers(self) -> list[Any]:
        import altair as alt

        layers = []
        for style in sorted({(t["font"], t["align"]) for t in self.texts}):
            name = "text_" + "_".join(style).replace(" ", "")
            self.data[name] = [
                {k: t[k] for k in ("text", "x", "y", "size", "colour")}
                for t in self.texts
                if (t["font"], t["align"]) == style
            ]
            mark = alt.Chart(alt.NamedData(name)).mark_text(
                font=style[0], align=style[1], baseline="alphabetic"
            )
            layers.append(
                mark.encode(
                    x=alt.X("x:Q", scale=None, axis=None),
                    y=alt.Y("y:Q", scale=None, axis=None),
                    text=alt.Text("text:N"),
                    size=alt.Size("size:Q", scale=None),
                    color=alt.Color("colour:N", scale=None),
                )
            )
        return layers


def _plain(value: Any) -> Any:
    import pandas as pd

    if value is None or isinstance(value, str | bool | int):
        return value
    if value is pd.NA:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return None if value != value else round(value, 9)
    return value if isinstance(value, str | bool | int) else None if value != value else str(value)
