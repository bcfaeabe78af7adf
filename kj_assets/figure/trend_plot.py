"""The drawing of a trend: axes, lines, points, breaks and direct labels.

Here: placing things on the canvas. Not here: the table and its meaning (`trend.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kj_assets.figure.breaks import Break
from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width, wrap
from kj_assets.figure.marks import Span, lines, spot
from kj_assets.figure.theme import FAINT, GRID, INK, MUTED, NOTICE_EDGE, PAPER, WIDE, level_colours
from kj_assets.figure.wording import Language, percent
from kj_assets.waves.codebook import Item

if TYPE_CHECKING:
    import pandas as pd

KINDS: dict[str, tuple[str, dict[Language, str]]] = {
    "published": ("circle", {"en": "published", "ko": "공표 수치"}),
    "microdata": ("circle", {"en": "computed, with 95% interval", "ko": "직접 계산(95% 구간)"}),
    "reconstructed": (
        "diamond",
        {"en": "reconstructed, not evidence", "ko": "재구성 자료(근거 아님)"},
    ),
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
        frame = (canvas.left + 34, canvas.right - (116 if wide else 86))
        x = _wave_span(self.table["wave"], frame)
        shares = Span(0, _round_up(self.table), canvas.y + height, canvas.y + 14)
        placed = self._place(x)
        _draw_share_axis(canvas, shares, frame)
        self._draw_wave_axis(canvas, x, canvas.y + height)
        self._draw_breaks(canvas, x, canvas.y, canvas.y + height)
        _draw_lines(canvas, placed, shares)
        _draw_points(canvas, placed, shares)
        self._label_ends(canvas, placed, shares, frame[1] + 14)
        self._label_points(canvas, placed, shares, every=wide)
        canvas.space(height + 26)
        self._explain_breaks(canvas)

    def _place(self, x: dict[str, float]) -> pd.DataFrame:
        colours = level_colours(self.item)
        colour = self.table["level"].map(colours)
        made = self.table["provenance"] == "reconstructed"
        aside = made & self.table.groupby(["wave", "level"])["share"].transform("size").gt(1)
        return self.table.assign(
            x=self.table["wave"].map(x) + aside * 9,
            colour=colour.where(~made, NOTICE_EDGE),
            fill=colour.where(self.table["provenance"] == "microdata", PAPER),
        )

    def _draw_legend(self, canvas: Canvas) -> None:
        size, left = canvas.type.small, canvas.left + 6
        for kind in (k for k in KINDS if (self.table["provenance"] == k).any()):
            shape, words = KINDS[kind]
            text = words[self.language]
            if left + 12 + text_width(text, size) > canvas.right:
                left = canvas.left + 6
                canvas.space(size * 1.5)
            colour = NOTICE_EDGE if kind == "reconstructed" else MUTED
            fill = MUTED if kind == "microdata" else PAPER
            mark = {"x": left, "y": canvas.y + size / 2 + 1, "colour": colour, "fill": fill}
            canvas.add_data(f"legend_{kind}", [mark])
            canvas.marks.append(
                spot(f"legend_{kind}", "x", "y", (None, None), size=60, shape=shape)
            )
            canvas.write(text, left + 10, canvas.y + size, size, colour=MUTED)
            left += text_width(text, size) + 32
        canvas.space(size + 14)

    def _draw_wave_axis(self, canvas: Canvas, x: dict[str, float], bottom: float) -> None:
        size, edge = canvas.type.small - 1, None
        for wave in sorted(x, reverse=True):
            half = text_width(wave, size) / 2
            if edge is None or x[wave] + half + 6 <= edge:
                canvas.write(wave, x[wave], bottom + size + 7, size, colour=MUTED, align="center")
                edge = x[wave] - half

    def _draw_breaks(self, canvas: Canvas, x: dict[str, float], top: float, low: float) -> None:
        places = [
            (x[item.before] + x[item.after]) / 2
            for item in self.breaks
            if item.before in x and item.after in x
        ]
        canvas.add_data("breaks", ({"x": p, "x2": p, "y": top + 12, "y2": low} for p in places))
        canvas.under.append(lines("breaks", FAINT, 1.2, (3, 3)))
        for number, place in enumerate(places):
            size = canvas.type.small - 0.5
            canvas.write(_letter(number), place, top + 8, size, colour=INK, align="center")

    def _explain_breaks(self, canvas: Canvas) -> None:
        shown = set(self.table["wave"])
        real = [item for item in self.breaks if {item.before, item.after} <= shown]
        for number, item in enumerate(real):
            canvas.space(3)
            size = canvas.type.small - 0.5
            canvas.write(_letter(number), canvas.left, canvas.y + size, size)
            canvas.paragraph(" ".join(item.reasons), size, colour=MUTED, x=canvas.left + 16)

    def _label_ends(self, canvas: Canvas, placed: pd.DataFrame, shares: Span, left: float) -> None:
        size = canvas.type.label
        ends = []
        for level, rows in placed.groupby("level", sort=False):
            best = rows[rows["joined"]] if rows["joined"].any() else rows
            last = best.sort_values("wave").iloc[-1]
            names = wrap(last["label"], canvas.right - left, size)
            ends.append((shares.at(last["share"]), names, last["share"], level))
        colours, floor = level_colours(self.item), -1.0
        for y, names, share, level in sorted(ends, key=lambda end: end[0]):
            top = max(y - size, floor)
            for number, text in enumerate([*names, percent(share)]):
                canvas.write(
                    text, left, top + size * (0.9 + 1.2 * number), size, colour=colours[str(level)]
                )
            floor = top + size * 1.2 * (len(names) + 1) + 4

    def _label_points(
        self, canvas: Canvas, placed: pd.DataFrame, shares: Span, every: bool
    ) -> None:
        """Numbers at the points: upper series above, lower below; the last is named aside."""
        if not every or placed["level"].nunique() > 2:
            return
        rows = placed[placed["joined"]]
        size = canvas.type.small - 1.5
        for wave, group in rows.groupby("wave"):
            if wave == rows["wave"].max():
                continue
            for row in group.itertuples():
                above = row.share == group["share"].max()
                y = shares.at(row.share) + (-9 if above else 9 + size * 0.8)
                text = str(int(row.share * 100 + 0.5 + 1e-9))
                canvas.write(text, row.x, y, size, colour=row.colour, align="center")


def _letter(number: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26]


def _wave_span(waves: pd.Series, frame: tuple[float, float]) -> dict[str, float]:
    """Pixel of each wave: by year where all are years, else evenly spaced."""
    names = sorted(set(waves))
    are_years = all(name.isdigit() and len(name) == 4 for name in names)
    at = [float(name) for name in names] if are_years else [float(i) for i in range(len(names))]
    if len(at) < 2:
        return dict.fromkeys(names, (frame[0] + frame[1]) / 2)
    span = Span(at[0], at[-1], frame[0] + 14, frame[1] - 14)
    return {name: round(span.at(value), 2) for name, value in zip(names, at, strict=True)}


def _round_up(table: pd.DataFrame) -> float:
    highest = table[["share", "conf_high_95"]].max(axis=None)
    return min(1.0, float(-(-(float(highest) + 0.05) // 0.2) * 0.2))


def _draw_share_axis(canvas: Canvas, shares: Span, frame: tuple[float, float]) -> None:
    ticks = [k / 5 for k in range(round(shares.high * 5) + 1)]
    size = canvas.type.small - 1
    grid = [{"x": frame[0], "x2": frame[1], "y": shares.at(t), "y2": shares.at(t)} for t in ticks]
    canvas.add_data("grid", grid[1:])
    canvas.add_data("floor", grid[:1])
    canvas.under += [lines("grid", GRID), lines("floor", FAINT)]
    for tick in ticks:
        text = percent(tick, 0)
        canvas.write(text, frame[0] - 6, shares.at(tick) + 4, size, colour=MUTED, align="right")


def _draw_lines(canvas: Canvas, placed: pd.DataFrame, shares: Span) -> None:
    joined = placed[placed["joined"]]
    canvas.add_data("table", placed.to_dict("records"))
    path = joined.assign(path=joined["level"] + joined["segment"].astype(str))
    canvas.add_data("path", path[["path", "x", "share", "colour"]].to_dict("records"))
    canvas.marks.append(_path_layer(shares))


def _path_layer(shares: Span) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.NamedData("path"))
        .mark_line(strokeWidth=2.4)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("share:Q", scale=shares.scale(), axis=None),
            detail="path:N",
            order="x:Q",
            color=alt.Color("colour:N", scale=None),
        )
    )


def _draw_points(canvas: Canvas, placed: pd.DataFrame, shares: Span) -> None:
    known = placed[placed["conf_low_95"].notna() & (placed["provenance"] != "published")]
    canvas.add_data("error", known.to_dict("records"))
    canvas.marks.append(_error_layer(shares))
    for kind, (shape, _) in KINDS.items():
        rows = placed[placed["provenance"] == kind]
        if len(rows):
            canvas.add_data(f"points_{kind}", rows.to_dict("records"))
            canvas.marks.append(
                spot(f"points_{kind}", "x", "share", (None, shares), size=55, shape=shape)
            )


def _error_layer(shares: Span) -> Any:
    import altair as alt

    return (
        alt.Chart(alt.NamedData("error"))
        .mark_rule(strokeWidth=1.6)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("conf_low_95:Q", scale=shares.scale(), axis=None),
            y2="conf_high_95",
            color=alt.Color("colour:N", scale=None),
        )
    )
