"""Rows from which a closed one could be computed: to be closed as well.

A small cell is closed in vain where its total and the other cells tell it. Here: the sums that a
reader of the tables knows, and closing the least until they tell no closed cell. Protected are
answers and their nets; how many gave none is what lies between two bases, and is not.

Source: complementary cell suppression, Willenborg & de Waal (2001), *Elements of Statistical
Disclosure Control*, chapter 5; a cell is told if the sums have one solution for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Nets = Mapping[str, Mapping[str, Sequence[str]]]
"""Levels of every net, by item and net."""
WaveNets = Mapping[str, Nets]
"""The same by wave: a wave may join levels, or not offer all."""
# What makes the rows of one question in one wave; `by` and `group` aside.
ONE_QUESTION = ("population", "wave", "item")
# Rows of equal count are tried in the order of their names: the same cells in every table.
ORDER = ("by", "group", "level")
ALL = ""


def find_complements(
    table: pd.DataFrame, closed: np.ndarray, n: str, base: str, nets: WaveNets
) -> np.ndarray:
    """Further rows to close so that no closed answer follows from open ones.

    Args:
        table: rows of ``item``, ``level``, ``kind``; with ``by`` and ``group`` where they are
            of groups, beside rows of everybody, whose ``by`` is empty and which stay as they are.
        closed: which of them are closed, bool, one per row.
        n: column of respondents who gave the answer.
        base: column of respondents who gave any.
        nets: levels of nets, by wave and item.

    Returns:
        Bool, one per row: closed rows not among them.
    """
    answers = table["kind"].isin(["level", "net"]).to_numpy() & table[n].notna().to_numpy()
    more = np.zeros(len(table), dtype=bool)
    places = [name for name in ONE_QUESTION if name in table]
    rows = table.assign(place=np.arange(len(table)))[answers]
    rows = rows.sort_values([name for name in ORDER if name in table], kind="stable")
    for _, question in rows.groupby(places, sort=False, dropna=False):
        at = question["place"].to_numpy()
        if closed[at].any():
            own = nets.get(str(question["wave"].iloc[0]), {}) if "wave" in question else {}
            sums = _list_sums(question.reset_index(drop=True), base, own)
            counts = question[n].to_numpy(dtype=float)
            kept_open = _is_of_all(question) & ("by" in table)
            more[at] = _close_until_untold(sums, counts, closed[at], kept_open) & ~closed[at]
    return more


def _is_of_all(question: pd.DataFrame) -> np.ndarray:
    if "by" not in question:
        return np.ones(len(question), dtype=bool)
    return (question["by"] == ALL).to_numpy()


def _list_sums(question: pd.DataFrame, base: str, nets: Nets) -> np.ndarray:
    """What a reader knows, sums × rows: the signs with which counts add up to a known number."""
    item = str(question["item"].iloc[0])
    grouped = question if "by" in question else question.assign(by=ALL, group=ALL)
    sums = [
        *_over_levels(grouped, nets.get(item, {})),
        *_over_groups(grouped, base, nets),
    ]
    return np.array(sums).reshape(-1, len(question))


def _over_levels(question: pd.DataFrame, nets: Mapping[str, Sequence[str]]) -> Iterator[np.ndarray]:
    """Levels of a group add up to its base, and levels of a net to the net."""
    level, is_level = question["level"].to_numpy(), (question["kind"] == "level").to_numpy()
    for _, cells in question.groupby(["by", "group"], sort=False):
        inside = question.index.isin(cells.index)
        yield (inside & is_level).astype(float)
        for net, members in nets.items():
            if (inside & (level == net)).any():
                yield (inside & np.isin(level, members)) * 1.0 - (inside & (level == net))


def _over_groups(question: pd.DataFrame, base: str, nets: Nets) -> Iterator[np.ndarray]:
    """Groups add up to everybody, where everybody is in one, and to their nets."""
    group, by = question["group"].to_numpy(), question["by"].to_numpy()
    bases = question.drop_duplicates(["by", "group"])
    for grouping in bases.loc[bases["by"] != ALL, "by"].unique():
        shown = set(bases.loc[bases["by"] == grouping, "group"])
        # A net whose members are not shown is a group like any other.
        joined = {net: own for net, own in nets.get(grouping, {}).items() if shown & set(own)}
        parts = (by == grouping) & ~np.isin(group, list(joined))
        counted = bases[(bases["by"] == grouping) & ~bases["group"].isin(joined)][base].sum()
        is_whole = counted == bases.loc[bases["by"] == ALL, base].sum()
        for level in question["level"].unique():
            same = (question["level"] == level).to_numpy()
            if is_whole:
                yield (same & parts) * 1.0 - (same & (by == ALL))
            for net, members in joined.items():
                whole = same & (by == grouping) & (group == net)
                if whole.any() and shown.issuperset(members):
                    yield (same & parts & np.isin(group, list(members))) * 1.0 - whole


def _close_until_untold(
    sums: np.ndarray, counts: np.ndarray, secret: np.ndarray, kept_open: np.ndarray
) -> np.ndarray:
    """All rows to close: the secret ones, and as few and small others as a search finds."""
    closed = secret.copy()
    while (find_told(sums, closed) & secret).any():
        choice = _choose_next(sums, counts, closed, kept_open)
        if choice is None:
            break
        closed[choice] = True
    # What was closed on the way and turns out not to be needed is opened again; a secret that rows
    # kept open tell in any case needs nothing.
    untold = secret & ~find_told(sums, closed)
    for row in sorted(np.flatnonzero(closed & ~secret), key=lambda at: -counts[at]):
        closed[row] = False
        closed[row] = (find_told(sums, closed) & untold).any()
    return closed


def _choose_next(
    sums: np.ndarray, counts: np.ndarray, closed: np.ndarray, kept_open: np.ndarray
) -> int | None:
    """The open row to close next, None if none is left.

    One that shares many sums with closed rows makes rectangles, which need fewest.
    """
    telling = (sums[:, find_told(sums, closed)] != 0).any(axis=1)
    free = ~closed & ~kept_open
    useful = free & (sums[telling] != 0).any(axis=0)
    choice = np.flatnonzero(useful if useful.any() else free)
    shared = (sums[(sums[:, closed] != 0).any(axis=1)] != 0).sum(axis=0)
    order = np.lexsort((choice, counts[choice], counts[choice] == 0, -shared[choice]))
    return int(choice[order[0]]) if len(choice) else None


def find_told(sums: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Which closed rows the sums and the open rows leave one value only; bool, one per row."""
    told = np.zeros(len(closed), dtype=bool)
    unknown = sums[:, closed]
    if unknown.size:
        _, size, directions = np.linalg.svd(unknown)
        free = directions[int((size > 1e-9).sum()) :]
        told[closed] = (np.abs(free) < 1e-9).all(axis=0)
    return told
