"""The drawing of weights: margins as dots against targets, weights as a histogram.

Here: placing things on the canvas. Not here: the table and its words (`weighting.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kj_assets.figure.axis import draw_share_ticks, round_ticks
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width, wrap
from kj_assets.figure.marks import Span, boxes, lines, spot
from kj_assets.figure.refusals import describe_briefly
from kj_assets.figure.theme import AGREE, FAINT, INK, MUTED, PAPER, SINGLE, WIDE
from kj_assets.figure.wording import Language, count, course_text, is_known

if TYPE_CHECKING:
    import pandas as pd

LEADING = 1.2
LEGEND: dict[Language, dict[str, str]] = {
    "en": {"before": "before weighting", "after": "after", "target": "target"},
    "ko": {"before": "가중 전", "after": "가중 후", "target": "목표값"},
}


@dataclass(frozen=True, eq=False)
class WeightingPlot:
    """The table of a figure of weights, ready to be drawn on any canvas."""

    table: pd.DataFrame
    spread: str
    language: Language

    def draw(self, canvas: Canvas) -> None:
        """Margins where there are any; a histogram where the weights differ."""
        margins = self.table[self.table["kind"] == "margin"]
        bins = self.table[self.table["kind"] == "bin"]
        canvas.add_data("table", self.table.to_dict("records"))
        if len(margins):
            self._draw_margins(canvas, margins)
            canvas.space(14)
        if len(bins) > 1:
            self._draw_histogram(canvas, bins)

    def _draw_margins(self, canvas: Canvas, margins: pd.DataFrame) -> None:
        self._draw_legend(canvas)
        start, end = (226, 500) if canvas.width >= WIDE else (140, 240)
        highest = float(margins[["before", "after", "target"]].max(axis=None))
        span = Span(0, highest * 1.05, start, end)
        middles, bands = [], []
        for name, block in margins.groupby("by_label", sort=False):
            canvas.paragraph(str(name), canvas.type.label)
            canvas.space(3)
            top = canvas.y
            middles += [self._write_line(canvas, row, start) for _, row in block.iterrows()]
            bands.append((top, canvas.y))
            canvas.space(8)
        self._draw_dots(canvas, margins.assign(y=middles), span)
        draw_share_ticks(canvas, span, bands)

    def _draw_legend(self, canvas: Canvas) -> None:
        size, left, y = canvas.type.small, canvas.left + 6, canvas.y + 7
        for name, text in LEGEND[self.language].items():
            if name == "target":
                canvas.add_data("legend_target", [_tick(left, y)])
                canvas.marks.append(boxes("legend_target", INK))
            else:
                fill = PAPER if name == "before" else AGREE[0]
                mark = {"x": left, "y": y, "colour": AGREE[0], "fill": fill}
                canvas.add_data(f"legend_{name}", [mark])
                canvas.marks.append(spot(f"legend_{name}", "x", "y", (None, None), size=50))
            canvas.write(text, left + 10, y + 4, size, colour=MUTED)
            left += text_width(text, size) + 32
        canvas.space(24)

    def _write_line(self, canvas: Canvas, row: pd.Series, start: float) -> float:
        """Name and shares of a level; returns the height of its dots."""
        size = canvas.type.small
        names = wrap(row["label"], start - canvas.left - 22, size)
        height = len(names) * size * LEADING + 6
        middle = canvas.y + height / 2
        top = middle - len(names) * size * LEADING / 2
        for number, text in enumerate(names):
            canvas.write(text, canvas.left + 10, top + size * (0.95 + LEADING * number), size)
        said = tell_move(row, self.language)
        y = middle + size * 0.35
        canvas.write(said, canvas.right, y, size - 0.5, colour=MUTED, align="right")
        canvas.space(height)
        return middle

    def _draw_dots(self, canvas: Canvas, placed: pd.DataFrame, span: Span) -> None:
        placed = placed[placed["before"].notna()]
        placed = placed.assign(colour=AGREE[0], paper=PAPER, fill=AGREE[0])
        canvas.add_data("margins", placed.to_dict("records"))
        path = [
            {"x": span.at(row.before), "x2": span.at(row.after), "y": row.y, "y2": row.y}
            for row in placed.itertuples()
        ]
        canvas.add_data("moves", path)
        targets = [_tick(span.at(row.target), row.y) for row in placed.itertuples()]
        canvas.add_data("targets", targets)
        canvas.marks += [
            lines("moves", AGREE[0], 1.6),
            spot("margins", "before", "y", (span, None), size=50, fill="paper"),
            spot("margins", "after", "y", (span, None), size=50),
            boxes("targets", INK),
        ]

    def _draw_histogram(self, canvas: Canvas, bins: pd.DataFrame, height: float = 84) -> None:
        canvas.paragraph(self.spread, canvas.type.label)
        canvas.space(10)
        size = canvas.type.small - 1
        low, high = float(bins["low"].min()), float(bins["high"].max())
        across = Span(low, high, canvas.left + 34, canvas.right - 10)
        up = Span(0, float(bins["n"].max()), canvas.y + height, canvas.y)
        shown = [row for row in bins.itertuples() if row.n]
        columns = [
            {"x": across.at(row.low) + 0.5, "x2": across.at(row.high) - 0.5}
            | {"y": up.at(row.n), "y2": up.at(0)}
            for row in shown
        ]
        canvas.add_data("columns", columns)
        canvas.marks.append(boxes("columns", SINGLE))
        floor = {"x": across.start, "x2": across.end, "y": up.at(0), "y2": up.at(0)}
        canvas.add_data("floor", [floor])
        canvas.marks.append(lines("floor", FAINT))
        most = int(bins["n"].max())
        canvas.write(count(most), across.start - 6, canvas.y + 4, size, colour=MUTED, align="right")
        canvas.write("0", across.start - 6, up.at(0) + 4, size, colour=MUTED, align="right")
        canvas.space(height)
        for tick in round_ticks(across, 6):
            x, y = across.at(tick), canvas.y + size + 5
            canvas.write(f"{tick:g}", x, y, size, colour=MUTED, align="center")
        canvas.space(size + 8)


def tell_move(row: pd.Series, language: Language) -> str:
    """A level's share before and after weighting, or that it is not shown."""
    if is_known(row["before"]):
        return course_text(row["before"], row["after"])
    return describe_briefly(row, language).split(":")[0]


def _tick(x: float, y: float) -> dict[str, float]:
    return {"x": x - 1, "x2": x + 1, "y": y - 7, "y2": y + 7}
