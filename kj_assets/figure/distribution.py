"""The distribution of one item: how people answered.

Here: the plotted table and its words. Not here: placing them on the canvas
(`distribution_plot.py`), estimating shares (`estimate/shares.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kj_assets.figure.distribution_plot import draw_distribution_plot
from kj_assets.figure.distribution_titles import distribution_title
from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.labels import question_of
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.poles import find_poles, lead_answer
from kj_assets.figure.refusals import describe_briefly, is_withheld, tell_few
from kj_assets.figure.wording import (
    Language,
    bracketed,
    count,
    is_known,
    join_list,
    percent,
    percent_range,
    quoted,
    with_particle,
)
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
    if table.empty:
        return draw_nothing(item.label.in_language(language), table, context)
    words = Words(
        title=distribution_title(table, item, language),
        subtitle=question_of(item, language),
        notes=_notes(table, item, language),
        alt=_alt(table, item, language),
    )
    return compose_drawing(
        table,
        words,
        context,
        lambda canvas: draw_distribution_plot(canvas, table, item, language),
    )


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


def _notes(table: pd.DataFrame, item: Item, language: Language) -> tuple[str, ...]:
    levels = table[table["kind"] == "level"]
    base = levels["n_base"].dropna()
    listed = list_missing(table, language)
    interval = {"en": "Lines on bars: 95% intervals.", "ko": "막대 위 선: 95% 신뢰구간."}[language]
    answers = {
        "en": [f"{count(n)} valid answers" for n in base[:1]],
        "ko": [f"유효 응답 {count(n)}명" for n in base[:1]],
    }[language]
    if listed:
        answers.append({"en": f"not counted: {listed}", "ko": f"제외: {listed}"}[language])
    told = "; ".join(answers)
    return (
        interval,
        f"{told}." if told else "",
        *tell_nets(item, language),
        _bounds_note(table, item, language),
    )


def tell_nets(item: Item, language: Language) -> list[str]:
    """What each net sums up, where no two colours show it."""
    nets = [] if find_poles(item) else [net for net in item.nets.values() if len(net.levels) > 1]
    told = []
    for net in nets:
        name = quoted(net.label.in_language(language), language)
        levels = [quoted(item.label_of(level, language), language) for level in net.levels]
        counted = join_list(levels, language)
        told.append(
            {
                "en": f"{name} counts {counted} together.",
                "ko": f"{with_particle(name, '은/는')} {counted}의 합.",
            }[language]
        )
    return told


def list_missing(table: pd.DataFrame, language: Language) -> str:
    """The missing kinds of an item with their shares, or how few they are."""
    missing = table[table["kind"] == "missing"]
    shares = [
        row["label"]
        + (
            f" {percent(row['share'])}"
            if is_known(row["share"])
            else bracketed(tell_few(row["reason"]), language)
        )
        for _, row in missing.iterrows()
        if is_withheld(row) or (is_known(row["share"]) and row["share"] > 0)
    ]
    return ", ".join(shares)


def say_share(row: Mapping[str, Any] | pd.Series, language: Language) -> str:
    """A share, or why there is none."""
    return percent(row["share"]) if is_known(row["share"]) else describe_briefly(row, language)


def _bounds_note(table: pd.DataFrame, item: Item, language: Language) -> str:
    """How far those who don't know could move the share told first, where there are any."""
    top = lead_answer(table, item)
    low, high = top.get("bound_low"), top.get("bound_high")
    if not (is_known(low) and is_known(high)) or high - low < 0.0005:
        return ""
    spread = percent_range(float(low), float(high), language)
    return {
        "en": f"Had all who don’t know answered, “{top['label']}” would lie within {spread}.",
        "ko": "‘모름’ 응답자가 모두 의견을 밝혔다면 "
        f"‘{top['label']}’ 비율의 가능한 범위는 {spread}.",
    }[language]


def _alt(table: pd.DataFrame, item: Item, language: Language) -> str:
    shares = ", ".join(
        f"{row['label']} {say_share(row, language)}"
        for _, row in table[table["kind"] == "level"].iterrows()
    )
    kind = {"en": "Bar chart", "ko": "막대그래프"}[language]
    return f"{kind}. {item.label.in_language(language)}: {shares}."
