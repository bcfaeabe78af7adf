"""Shares of an item over all waves: published and computed points, broken where they must be.

Here: the plotted table and its title. Not here: its notes (`trend_notes.py`), which waves exist
and where lines break (`trend/`), placing things (`trend_plot.py`). A line joins published and
microdata points only: a reconstructed point is drawn beside it and joined to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kj_assets.figure.distribution import say_share
from kj_assets.figure.drawing import (
    RECONSTRUCTED,
    Drawing,
    FigureContext,
    Words,
    compose_drawing,
)
from kj_assets.figure.labels import question_of
from kj_assets.figure.nothing import draw_nothing
from kj_assets.figure.refusals import tell_nothing
from kj_assets.figure.titles import is_detectable
from kj_assets.figure.trend_notes import tell_trend_notes
from kj_assets.figure.trend_plot import TrendPlot
from kj_assets.figure.wording import (
    Language,
    is_known,
    join_list,
    percent,
    points,
    quoted,
)
from kj_assets.trend.breaks import read_breaks
from kj_assets.waves.codebook import Codebook, Item

if TYPE_CHECKING:
    import pandas as pd


def draw_trend(
    trend: pd.DataFrame,
    changes: pd.DataFrame,
    item_key: str,
    levels: Sequence[str],
    codebook: Codebook,
    context: FigureContext,
    language: Language,
) -> Drawing:
    """Draw levels or nets of an item over the waves; one wave is enough.

    ``trend`` and ``changes`` are ``trend/toplines`` and ``trend/changes``.
    """
    item = codebook.items[item_key]
    table = tabulate_trend(trend, item_key, levels, codebook, language)
    if (table["provenance"] == RECONSTRUCTED).any():
        context = replace(context, provenance=RECONSTRUCTED)
    if table.empty:
        return draw_nothing(item.label.in_language(language), table, context)
    words = Words(
        title=_title(table, changes[changes["item"] == item_key], item, levels, language),
        subtitle=question_of(item, language),
        notes=tell_trend_notes(table, trend, item_key, language),
        alt=_alt(table, item, language),
    )
    breaks = read_breaks(trend[trend["item"] == item_key], table["wave"])
    plot = TrendPlot(table, item, breaks, language)
    return compose_drawing(table, words, context, plot.draw)


def tabulate_trend(
    trend: pd.DataFrame,
    item_key: str,
    levels: Sequence[str],
    codebook: Codebook,
    language: Language,
) -> pd.DataFrame:
    """The item's rows for the levels with labels and whether the line uses them.

    ``joined``: one row a wave and level, the microdata where there are any, else the
    published share.
    """
    item = codebook.items[item_key]
    rows = trend[(trend["item"] == item_key) & trend["level"].isin(list(levels))].copy()
    rows = rows[rows["kind"] != "missing"].assign(wave=lambda t: t["wave"].astype(str))
    rows["label"] = [item.label_of(level, language) for level in rows["level"]]
    trust = rows["provenance"].map({"microdata": 0, "published": 1}).fillna(2)
    best = trust.groupby([rows["wave"], rows["level"]]).transform("min")
    first = ~rows.assign(trust=trust).duplicated(["wave", "level", "trust"])
    rows["joined"] = (trust == best) & (trust < 2) & first
    order = {level: place for place, level in enumerate(levels)}
    rows["order"] = rows["level"].map(order)
    ordered = rows.sort_values(["order", "wave", "provenance"], kind="stable")
    return ordered.drop(columns="order").reset_index(drop=True)


def _title(
    table: pd.DataFrame,
    changes: pd.DataFrame,
    item: Item,
    levels: Sequence[str],
    language: Language,
) -> str:
    """Latest shares, against the wave before only within an unbroken line."""
    label = item.label.in_language(language)
    shown = table[table["share"].notna()]
    if shown.empty:
        return f"{label}: {tell_nothing(table, language)}"
    parts: list[str] = []
    told: list[str] = []
    is_tested = False
    for level in levels:
        rows = shown[shown["level"] == level]
        points_ = rows[rows["joined"]] if rows["joined"].any() else rows
        if len(points_):
            latest = _latest_two(points_.sort_values("wave"))
            waves = list(latest["wave"])
            change = _tell_change(latest, changes[changes["level"] == level], language)
            parts.append(_tell_course(latest, language, dated=waves != told) + change)
            is_tested |= bool(change)
            told = waves
    return f"{label}: {'; '.join(parts) if is_tested else join_list(parts, language)}"


def _latest_two(rows: pd.DataFrame) -> pd.DataFrame:
    """The last point, after the one before it if an unbroken line joins them."""
    last = rows.iloc[-1]
    earlier = rows[(rows["line"] == last["line"]) & (rows["wave"] < last["wave"])]
    return rows.loc[[*earlier.index[-1:], last.name]]


def _tell_course(latest: pd.DataFrame, language: Language, dated: bool) -> str:
    """``“Good” from 41.7% (2024) to 52.4% (2025)``; undated where just told of the same waves."""
    name = quoted(str(latest["label"].iloc[-1]), language)
    shares = [
        _at(row, language) if dated else percent(row["share"]) for _, row in latest.iterrows()
    ]
    if len(shares) == 1:
        return f"{name} {shares[0]}"
    course = {"en": "{0} from\u00a0{1} to\u00a0{2}", "ko": "{0} {1}에서 {2}로"}[language]
    return course.format(name, *shares)


def _at(row: pd.Series, language: Language) -> str:
    """A share and its wave, kept on one line."""
    space = {"en": "\u00a0", "ko": ""}[language]
    return f"{percent(row['share'])}{space}({row['wave']})"


def _tell_change(latest: pd.DataFrame, changes: pd.DataFrame, language: Language) -> str:
    """What the test of the change found; nothing of a change that is not tested, as in print."""
    if len(latest) < 2 or (latest["provenance"] == "published").any():
        return ""
    before, last = latest["wave"]
    own = changes[(changes["wave_a"] == before) & (changes["wave_b"] == last)]
    if own.empty or not is_known(own["p"].iloc[0]):
        return ""
    if not is_detectable(own.iloc[0]):
        return {"en": ", no detectable change", "ko": ", 확인되는 변화 없음"}[language]
    return f", {points(own['change'].iloc[0], language)}"


def _alt(table: pd.DataFrame, item: Item, language: Language) -> str:
    kind = {"en": "Line chart", "ko": "꺾은선그래프"}[language]
    told = table[table["joined"]] if table["joined"].any() else table
    rows = "; ".join(
        f"{row['label']} {row['wave']} {say_share(row, language)}" for _, row in told.iterrows()
    )
    return f"{kind}. {item.label.in_language(language)}: {rows}."
