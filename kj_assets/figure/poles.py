"""The two sides of an item, and which of its rows are told together.

Here: nets as poles, rows that divide all answers, the row that a figure and a page lead with. Not
here: sentences (`distribution_titles.py`). A net sums answers up, so it is larger than each of
them by making: it is held against the other net, never against a single level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.wording import is_known
from kj_assets.waves.codebook import Item, Net

if TYPE_CHECKING:
    import pandas as pd


def find_poles(item: Item) -> tuple[str, ...]:
    """The two nets that lie apart, in the order of their levels; none where nets are not so."""
    levels = list(item.levels)
    spans = sorted((*_span(net, levels), key) for key, net in item.nets.items())
    if len(spans) != 2 or spans[0][1] >= spans[1][0]:
        return ()
    return tuple(key for *_, key in spans)


def _span(net: Net, levels: list[str]) -> tuple[int, int]:
    """Places of a net's first and last level."""
    places = [levels.index(level) for level in net.levels]
    return min(places), max(places)


def whole(table: pd.DataFrame, item: Item) -> pd.DataFrame:
    """Rows that divide all answers once: poles, and levels in none; without poles, the levels."""
    poles = find_poles(item)
    netted = {level for key in poles for level in item.nets[key].levels}
    is_level = (table["kind"] == "level") & ~table["level"].isin(netted)
    return table[table["level"].isin(poles) | is_level]


def find_majority(table: pd.DataFrame, item: Item) -> pd.Series | None:
    """The largest row that may hold more than one half, with its 95 % interval; None if none may.

    Of nets and levels: that one holds a majority is no comparison.
    """
    rows = table[table["kind"].isin(["net", "level"])]
    may = rows[rows["conf_high_95"].ge(0.5) & rows["share"].notna()]
    if may.empty:
        return None
    # A level is in its net: of the two the net says more.
    ranked = may.sort_values("share", ascending=False, kind="stable")
    return ranked.iloc[0]


def lead_answer(table: pd.DataFrame, item: Item) -> pd.Series:
    """The row a title leads with: what may be a majority, else the larger pole, else level.

    Without a share where none is known.
    """
    majority = find_majority(table, item)
    if majority is not None:
        return majority
    poles = table[table["level"].isin(find_poles(item))]
    known = poles[[is_known(share) for share in poles["share"]]]
    rows = known if len(known) else table[table["kind"] == "level"]
    return rows.sort_values("share", ascending=False, kind="stable").iloc[0]


def rows_beside(table: pd.DataFrame, item: Item, lead: pd.Series) -> pd.DataFrame:
    """The rows that, with the one that leads, divide all answers, in the codebook's order."""
    parts = whole(table, item)
    if lead["level"] in item.nets and lead["level"] not in set(parts["level"]):
        inside = item.nets[lead["level"]].levels
        parts = parts[~parts["level"].isin(inside)]
    return parts[parts["level"] != lead["level"]]
