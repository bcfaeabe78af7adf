"""The drawing of subgroups: a block a grouping, a line a group, against everybody's share.

Here: placing things on the canvas. Not here: the table and its words (`subgroups.py`). Every
line is as high as its name needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kj_assets.figure.axis import draw_share_ticks, span_of_shares
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width, wrap
from kj_assets.figure.marks import Span, intervals, lines, spot
from kj_assets.figure.refusals import describe_briefly
from kj_assets.figure.theme import FAINT, INK, MUTED, PAPER, WIDE
from kj_assets.figure.wording import Language, count, is_known, p_value, percent

if TYPE_CHECKING:
    import pandas as pd

LEADING = 1.2
DIFFER: dict[Language, dict[bool, str]] = {
    "en": {True: "differs", False: "no detectable difference"},
    "ko": {True: "차이 있음", False: "확인되는 차이 없음"},
}
UNTESTED: dict[Language, str] = {"en": "not tested", "ko": "검정하지 않음"}


@dataclass(frozen=True, eq=False)
class SubgroupsPlot:
    """The table of a figure of groups, ready to be drawn on any canvas."""

    table: pd.DataFrame
    colour: str
    language: Language

    def draw(self, canvas: Canvas) -> None:
        """Everybody's share, then the blocks, then the axis."""
        start, end = (226, 496) if canvas.width >= WIDE else (140, 252)
        ends = self.table[["conf_low_95", "conf_high_95", "share"]].melt()["value"]
        span = span_of_shares(ends, start, end)
        everybody, groups = self.table.iloc[0], self.table.iloc[1:]
        self._head(canvas, everybody, span)
        middles: list[float] = []
        bands: list[tuple[float, float]] = []
        for _, block in groups.groupby("by", sort=False):
            self._write_heading(canvas, block.iloc[0])
            for _, row in block.iterrows():
                top = canvas.y
                middles.append(self._write_line(canvas, row, start))
                if is_known(row["share"]):
                    _extend(bands, top, canvas.y)
            canvas.space(10)
        self._draw_marks(canvas, groups.assign(y=middles), span)
        self._draw_everybody(canvas, everybody, span, bands)
        draw_share_ticks(canvas, span, bands)

    def _head(self, canvas: Canvas, everybody: pd.Series, span: Span) -> None:
        """Heads of the columns; everybody's share above its line."""
        size = canvas.type.small - 0.5
        share, n = self._columns(canvas)
        y = canvas.y + size
        canvas.write({"en": "Share", "ko": "비율"}[self.language], share, y, size, align="right")
        canvas.write("n", n, y, size, colour=MUTED, align="right")
        if is_known(everybody["share"]):
            text = f"{everybody['label']} {percent(everybody['share'])}"
            half = text_width(text, size) / 2
            x = min(max(span.at(everybody["share"]), span.start + half), span.end - half)
            canvas.write(text, x, y, size, colour=self.colour, align="center")
        canvas.space(size + 8)

    def _columns(self, canvas: Canvas) -> tuple[float, float]:
        """Right edges of share and n."""
        return canvas.right - (56 if canvas.width >= WIDE else 40), canvas.right

    def _write_heading(self, canvas: Canvas, row: pd.Series) -> None:
        """The grouping and its test, on one line where both fit."""
        size, small = canvas.type.label, canvas.type.small - 0.5
        said = UNTESTED[self.language]
        if is_known(row["p"]):
            said = f"{DIFFER[self.language][bool(row['detectable'])]}, {p_value(row['p'])}"
        room = canvas.right - canvas.left - text_width(said, small) - 12
        top = canvas.y
        canvas.paragraph(row["by_label"], size)
        y = top + size
        if text_width(row["by_label"], size) > 0.98 * room:
            y = canvas.y + small
            canvas.space(small * 1.4)
        canvas.write(said, canvas.right, y, small, colour=MUTED, align="right")
        canvas.space(3)

    def _write_line(self, canvas: Canvas, row: pd.Series, start: float) -> float:
        """Name, share and n of a group, or its refusal; returns the height of its point."""
        size = canvas.type.small
        names = wrap(row["label"], start - canvas.left - 22, size)
        known = is_known(row["share"])
        said = [] if known else wrap(self._refusal(row), canvas.right - start, size - 0.5)
        height = max(len(names), len(said)) * size * LEADING + 7
        middle = canvas.y + height / 2
        for texts, x, colour in ((names, canvas.left + 10, INK), (said, start, MUTED)):
            top = middle - len(texts) * size * LEADING / 2
            for number, text in enumerate(texts):
                y = top + size * (0.95 + LEADING * number)
                canvas.write(text, x, y, size if texts is names else size - 0.5, colour=colour)
        if known:
            share, n = self._columns(canvas)
            y = middle + size * 0.35
            canvas.write(percent(row["share"]), share, y, size, align="right")
            base = count(row["n_base"]) if is_known(row["n_base"]) else "–"
            canvas.write(base, n, y, size - 0.5, colour=MUTED, align="right")
        canvas.space(height)
        return middle

    def _refusal(self, row: pd.Series) -> str:
        return describe_briefly(row, self.language)

    def _draw_marks(self, canvas: Canvas, placed: pd.DataFrame, span: Span) -> None:
        fill = placed["small"].map({True: PAPER, False: self.colour})
        placed = placed.assign(colour=self.colour, fill=fill)
        canvas.add_data("table", placed.to_dict("records"))
        canvas.add_data("drawn", placed[placed["share"].notna()].to_dict("records"))
        canvas.marks += [
            intervals("drawn", "conf_low_95", "conf_high_95", span, 2.2),
            spot("drawn", "share", "y", (span, None), size=64),
        ]

    def _draw_everybody(
        self, canvas: Canvas, row: pd.Series, span: Span, bands: list[tuple[float, float]]
    ) -> None:
        if not is_known(row["share"]):
            return
        x = span.at(row["share"])
        marks = ({"x": x, "x2": x, "y": top, "y2": bottom} for top, bottom in bands)
        canvas.add_data("everybody", marks)
        canvas.under.append(lines("everybody", FAINT, 1.3, (4, 3)))


def _extend(bands: list[tuple[float, float]], top: float, bottom: float) -> None:
    """Add a line's band, as one with the band it continues."""
    if bands and bands[-1][1] == top:
        top = bands.pop()[0]
    bands.append((top, bottom))
