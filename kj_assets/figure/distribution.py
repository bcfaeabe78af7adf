"""The distribution of one item: how people answered.

Here: the plotted table and its drawing. Not here: estimating shares (`estimate/toplines.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.canvas import Align, Canvas
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.fonts import text_width, wrap
from kj_assets.figure.labels import question_of
from kj_assets.figure.marks import Span, bars, boxes, intervals, lines
from kj_assets.figure.theme import FAINT, INK, MUTED, WIDE, level_colours, text_on
from kj_assets.figure.titles import distribution_title
from kj_assets.figure.wording import Language, count, is_known, percent, percent_range
from kj_assets.waves.codebook import Codebook, Item

if TYPE_CHECKING:
    import pandas as pd


def draw_distribution(
    toplines: pd.DataFrame,
    item_key: str,
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw an item's levels with intervals, and its nets above them."""
    item = codebook.items[item_key]
    table = tabulate_distribution(toplines, item_key, codebook, language)
    words = Words(
        title=distribution_title(item.label.in_language(language), whole(table, item), language),
        subtitle=question_of(item, language),
        notes=_notes(table, item, language),
        alt=_alt(table, item, language),
    )
    return compose_drawing(table, words, context, lambda canvas: _draw(canvas, table, item))


def tabulate_distribution(
    toplines: pd.DataFrame, item_key: str, codebook: Codebook, language: Language
) -> pd.DataFrame:
    """The item's rows in the codebook's order (nets, levels, missing) with their labels."""
    item = codebook.items[item_key]
    rows = toplines[toplines["item"] == item_key].copy()
    order = [*item.nets, *item.levels]
    rows["label"] = [item.label_of(level, language) for level in rows["level"]]
    rank = {level: place for place, level in enumerate(order)}
    rows["rank"] = [rank.get(level, len(order)) for level in rows["level"]]
    return rows.sort_values(["rank", "level"]).drop(columns="rank").reset_index(drop=True)


def whole(table: pd.DataFrame, item: Item) -> pd.DataFrame:
    """Rows that divide all answers once: nets, and levels in no net."""
    netted = {level for net in item.nets.values() for level in net.levels}
    kept = (table["kind"] == "net") | ((table["kind"] == "level") & ~table["level"].isin(netted))
    return table[kept]


def _notes(table: pd.DataFrame, item: Item, language: Language) -> tuple[str, ...]:
    levels = table[table["kind"] == "level"]
    base = levels["n_base"].iloc[0] if "n_base" in levels else levels["n"].sum()
    missing = table[(table["kind"] == "missing") & (table["share"] > 0)]
    listed = ", ".join(f"{row.label} {percent(row.share)}" for row in missing.itertuples())
    interval = {"en": "Lines on bars: 95% intervals.", "ko": "막대 위 선: 95% 신뢰구간."}[language]
    answers = {
        "en": f"{count(base)} valid answers" + (f"; not counted: {listed}" if listed else ""),
        "ko": f"유효 응답 {count(base)}명" + (f"; 제외: {listed}" if listed else ""),
    }[language]
    return (interval, f"{answers}.", _bounds_note(table, item, language))


def _bounds_note(table: pd.DataFrame, item: Item, language: Language) -> str:
    """How far missing answers could move the largest share, where there are any."""
    top = whole(table, item).sort_values("share", ascending=False).iloc[0]
    low, high = top.get("bound_low"), top.get("bound_high")
    if not (is_known(low) and is_known(high)) or high - low < 0.0005:
        return ""
    spread = percent_range(float(low), float(high))
    return {
        "en": f"Had all of these answered, “{top['label']}” would lie within {spread}.",
        "ko": f"무응답자가 모두 답했다면 ‘{top['label']}’ 비율의 가능한 범위는 {spread}.",
    }[language]


def _alt(table: pd.DataFrame, item: Item, language: Language) -> str:
    shares = ", ".join(
        f"{row.label} {percent(row.share)}" for row in table[table["kind"] == "level"].itertuples()
    )
    kind = {"en": "Bar chart", "ko": "막대그래프"}[language]
    return f"{kind}. {item.label.in_language(language)}: {shares}."


def _draw(canvas: Canvas, table: pd.DataFrame, item: Item) -> None:
    colours = level_colours(item)
    levels = table[table["kind"] == "level"].assign(
        colour=lambda t: [colours[level] for level in t["level"]]
    )
    if len(item.nets) == 2:
        _draw_strip(canvas, levels, whole(table, item), colours)
        canvas.space(18)
    _draw_rows(canvas, levels)


def _draw_strip(
    canvas: Canvas, levels: pd.DataFrame, parts: pd.DataFrame, colours: dict[str, str]
) -> None:
    """All answers as one bar, with its nets named above."""
    size = canvas.type.label + 1
    nets = parts[parts["kind"] == "net"]
    ends: tuple[tuple[int, Align, float], ...] = (
        (0, "left", canvas.left),
        (len(nets) - 1, "right", canvas.right),
    )
    for place, align, x in ends:
        net = nets.iloc[place]
        text = f"{net['label']} {percent(net['share'])}"
        canvas.write(text, x, canvas.y + size, size, colour=colours[net["level"]], align=align)
    canvas.space(size + 7)
    height = 30
    edges = levels["share"].cumsum()
    span = Span(0, float(edges.iloc[-1]), canvas.left, canvas.right)
    strip = levels.assign(low=edges - levels["share"], high=edges, y=canvas.y + height / 2)
    canvas.add_data("strip", strip[["level", "low", "high", "y", "colour"]].to_dict("records"))
    canvas.marks.append(bars("strip", "low", "high", span, height))
    _separate(canvas, [span.at(edge) for edge in edges.iloc[:-1]], height)
    for row in strip.itertuples():
        text, left, right = f"{row.share * 100:.1f}", span.at(row.low), span.at(row.high)
        if text_width(text, canvas.type.small) + 8 <= right - left:
            middle, baseline = (left + right) / 2, canvas.y + height / 2 + 4.5
            ink = text_on(row.colour)
            canvas.write(text, middle, baseline, canvas.type.small, colour=ink, align="center")
    canvas.space(height)


def _separate(canvas: Canvas, edges: list[float], height: float) -> None:
    top, bottom = canvas.y, canvas.y + height
    canvas.add_data("gaps", ({"x": x - 1, "y": top, "x2": x + 1, "y2": bottom} for x in edges))
    canvas.marks.append(boxes("gaps", "#ffffff"))


def _draw_rows(canvas: Canvas, levels: pd.DataFrame) -> None:
    """One bar a level, with its interval and numbers."""
    wide = canvas.width >= WIDE
    start, end = (196, 476) if wide else (124, 262)
    highest = levels[["share", "conf_high_95"]].max(axis=None)
    span = Span(0, float(highest) * 1.02, start, end)
    step = 31 if wide else 40
    placed = levels.assign(y=[canvas.y + step * (i + 0.5) for i in range(len(levels))], full=end)
    canvas.add_data("table", placed.assign(zero=0.0).to_dict("records"))
    foot = {"x": start, "x2": start, "y": canvas.y, "y2": canvas.y + step * len(levels)}
    canvas.add_data("zero", [foot])
    canvas.marks.append(bars("table", "zero", "share", span, 20))
    canvas.marks.append(lines("zero", FAINT))
    halo = placed[["conf_low_95", "conf_high_95", "y"]].assign(colour="#ffffff")
    canvas.add_data("halo", halo.to_dict("records"))
    ink = halo.assign(colour=INK)
    canvas.add_data("interval", ink.to_dict("records"))
    canvas.marks.append(intervals("halo", "conf_low_95", "conf_high_95", span, 4, opacity=0.8))
    canvas.marks.append(intervals("interval", "conf_low_95", "conf_high_95", span, 1.6))
    for row in placed.itertuples():
        _write_row(canvas, row.label, row.y, row, start, end, wide)
    canvas.space(step * len(levels))


def _write_row(
    canvas: Canvas, label: str, y: float, row, start: float, end: float, wide: bool
) -> None:
    size, small = canvas.type.label, canvas.type.small
    lines = wrap(label, start - canvas.left - 8, size)
    top = y - len(lines) * size * 1.15 / 2
    for number, line in enumerate(lines):
        canvas.write(line, canvas.left, top + size * (0.92 + 1.15 * number), size)
    spread = percent_range(row.conf_low_95, row.conf_high_95) if is_known(row.conf_low_95) else ""
    if wide:
        canvas.write(percent(row.share), end + 52, y + 5, size, align="right")
        canvas.write(spread, canvas.right, y + 4.5, small, colour=MUTED, align="right")
    else:
        canvas.write(percent(row.share), canvas.right, y - 1, size, align="right")
        canvas.write(spread, canvas.right, y + 14, small - 1, colour=MUTED, align="right")
