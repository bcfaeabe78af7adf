"""The drawing of missing answers: a bar an item, cut by reason.

Here: placing things on the canvas. Not here: the table and its words (`missing.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kj_assets.figure.axis import draw_share_ticks
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width, wrap
from kj_assets.figure.marks import Span, bars, boxes
from kj_assets.figure.theme import INK, MISSING, MUTED, WIDE
from kj_assets.figure.wording import Language, percent

if TYPE_CHECKING:
    import pandas as pd

LEADING = 1.2
# A bar that ends here is a tenth of the answers: what a model's warning (N101) begins at.
SHORTEST_SCALE = 0.10
NONE: dict[Language, str] = {"en": "none", "ko": "없음"}


@dataclass(frozen=True, eq=False)
class MissingPlot:
    """The table of a figure of missing answers, ready to be drawn on any canvas."""

    table: pd.DataFrame
    language: Language

    def draw(self, canvas: Canvas) -> None:
        """Legend, a bar an item, then the axis."""
        self._draw_legend(canvas)
        start, end = (226, 560) if canvas.width >= WIDE else (146, 290)
        span = Span(0, max(SHORTEST_SCALE, float(self.table["total"].max())), start, end)
        top, middles = canvas.y, {}
        for item, rows in self.table.groupby("item", sort=False):
            middles[item] = self._write_line(canvas, rows.iloc[0], rows["few"].max(), start)
        table = self.table[self.table["share"].notna()]
        edges = table.groupby("item", sort=False)["share"].cumsum()
        placed = table.assign(
            y=table["item"].map(middles),
            low=edges - table["share"],
            high=edges,
            colour=table["level"].map(MISSING | {"": MUTED}),
        )
        canvas.add_data("table", placed.to_dict("records"))
        canvas.marks.append(bars("table", "low", "high", span, 14))
        foot = canvas.y
        canvas.space(5)
        draw_share_ticks(canvas, span, [(top, foot)])

    def _draw_legend(self, canvas: Canvas) -> None:
        size, left = canvas.type.small, canvas.left
        named = self.table[self.table["level"] != ""].drop_duplicates("level")
        for kind in (kind for kind in MISSING if kind in set(named["level"])):
            text = str(named.loc[named["level"] == kind, "reason"].iloc[0])
            if left + 17 + text_width(text, size) > canvas.right:
                left = canvas.left
                canvas.space(18)
            mark = {"x": left, "x2": left + 12, "y": canvas.y, "y2": canvas.y + 12}
            canvas.add_data(f"legend_{kind}", [mark])
            canvas.marks.append(boxes(f"legend_{kind}", MISSING[kind]))
            canvas.write(text, left + 17, canvas.y + 10.5, size, colour=MUTED)
            left += text_width(text, size) + 36
        if len(named):
            canvas.space(24)

    def _write_line(self, canvas: Canvas, row: pd.Series, few: str, start: float) -> float:
        """Name and total of an item, and how few are not in it; returns the middle of its bar."""
        size = canvas.type.small
        names = wrap(row["label"], start - canvas.left - 10, size)
        height = len(names) * size * LEADING + 9
        middle = canvas.y + height / 2
        top = middle - len(names) * size * LEADING / 2
        for number, text in enumerate(names):
            y = top + size * (0.95 + LEADING * number)
            canvas.write(text, canvas.left, y, size, colour=INK)
        total = float(row["total"])
        said, colour = (percent(total), INK) if total else (NONE[self.language], MUTED)
        if few:
            said = f"{said}, {few}" if total else few
        y = middle + size * 0.35
        canvas.write(said, canvas.right, y, size, colour=colour, align="right")
        canvas.space(height)
        return middle
