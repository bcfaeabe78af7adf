"""The drawing of a trend: legend, frame, lines and labels put together.

Here: the plot as a whole, and which shape says what. Not here: the table and its meaning
(`trend.py`); axes and breaks (`trend_frame.py`), lines and points (`trend_marks.py`), labels
beside them (`trend_labels.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width
from kj_assets.figure.marks import Span, spot
from kj_assets.figure.theme import MUTED, NOTICE_EDGE, PAPER, WIDE, level_colours
from kj_assets.figure.trend_frame import (
    draw_breaks,
    draw_share_axis,
    draw_wave_axis,
    explain_breaks,
    round_up_shares,
    wave_places,
)
from kj_assets.figure.trend_labels import label_ends, label_points
from kj_assets.figure.trend_marks import SHAPES, draw_lines, draw_points
from kj_assets.figure.wording import Language
from kj_assets.trend.breaks import Break
from kj_assets.waves.codebook import Item

if TYPE_CHECKING:
    import pandas as pd

KINDS: dict[str, dict[Language, str]] = {
    "published": {"en": "published", "ko": "공표 수치"},
    "microdata": {"en": "computed, with 95% interval", "ko": "직접 계산(95% 구간)"},
    "reconstructed": {"en": "reconstructed, not evidence", "ko": "재구성 자료(근거 아님)"},
}


@dataclass(frozen=True)
class TrendPlot:
    """A trend's table, ready to be drawn on any canvas."""

    table: pd.DataFrame
    item: Item
    breaks: Sequence[Break]
    language: Language

    def draw(self, canvas: Canvas) -> None:
        """Legend of point kinds, plot, and the reasons of breaks below it."""
        self._draw_legend(canvas)
        wide = canvas.width >= WIDE
        height = 250 if wide else 230
        frame = (canvas.left + 38, canvas.right - (116 if wide else 86))
        x = wave_places(self.table["wave"], frame)
        shares = Span(0, round_up_shares(self.table), canvas.y + height, canvas.y + 14)
        placed = self._place(x)
        draw_share_axis(canvas, shares, frame)
        draw_wave_axis(canvas, x, canvas.y + height)
        draw_breaks(canvas, [(x[b.before] + x[b.after]) / 2 for b in self.breaks], height)
        draw_lines(canvas, placed, shares)
        draw_points(canvas, placed, shares, size=55 if wide else 30)
        label_ends(canvas, placed, shares, frame[1] + 14, level_colours(self.item))
        if wide and len(placed):
            label_points(canvas, placed, shares)
        canvas.space(height + 26)
        explain_breaks(canvas, self.breaks, self.language)

    def _place(self, x: dict[str, float]) -> pd.DataFrame:
        """Pixels and colours; a reconstructed point beside another one steps aside."""
        colour = self.table["level"].map(level_colours(self.item))
        made = self.table["provenance"] == "reconstructed"
        aside = made & self.table.groupby(["wave", "level"])["share"].transform("size").gt(1)
        placed = self.table.assign(
            x=self.table["wave"].map(x) + aside * _step_aside(x),
            colour=colour.where(~made, NOTICE_EDGE),
            fill=colour.where(self.table["provenance"] == "microdata", PAPER),
        )
        return placed[placed["share"].notna()]

    def _draw_legend(self, canvas: Canvas) -> None:
        size, left = canvas.type.small, canvas.left + 6
        for kind in (k for k in KINDS if (self.table["provenance"] == k).any()):
            text, shape = KINDS[kind][self.language], SHAPES[kind]
            if left > canvas.left + 6 and left + 12 + text_width(text, size) > canvas.right:
                left = canvas.left + 6
                canvas.space(size * 1.5)
            colour = NOTICE_EDGE if kind == "reconstructed" else MUTED
            fill = MUTED if kind == "microdata" else PAPER
            mark = {"x": left, "y": canvas.y + size / 2 + 1, "colour": colour, "fill": fill}
            name = f"legend_{kind}"
            canvas.add_data(name, [mark])
            canvas.marks.append(spot(name, "x", "y", (None, None), size=60, shape=shape))
            canvas.write(text, left + 10, canvas.y + size, size, colour=MUTED)
            left += text_width(text, size) + 32
        canvas.space(size + 14)


def _step_aside(x: Mapping[str, float]) -> float:
    """So far right of its wave that it meets neither its own point nor the next wave's."""
    places = sorted(x.values())
    gaps = [after - before for before, after in pairwise(places)]
    return min([9.0, *(0.4 * gap for gap in gaps)])
