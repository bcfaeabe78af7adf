"""The rule: a row that rests on few respondents is not shown, nor one that would tell it.

Here: closing rows of any result table. Not here: which further answers have to go
(`complement.py`), which counts tell of a closed effect (`families.py`) or group (`bases.py`), where
the rule stands (`sieve.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kj_assets.publish.closing.bases import withhold_bases
from kj_assets.publish.closing.complement import ALL, WaveNets, find_complements
from kj_assets.publish.closing.families import withhold_counts

if TYPE_CHECKING:
    import pandas as pd

CLOSED = SUPPRESSED, COMPLEMENT = "D900", "D901"
CLOSED_COLUMNS = {
    "code": "why there is no number: refused, or D900 (few respondents), D901 (would tell of few)",
    "reason": "the same in words; of a closed row, how few",
}
# A row is closed where one of these counts is small and not zero.
COUNTS = (
    *("n", "n_level", "n_level_1", "n_base", "n_base_1"),
    *("n_a", "n_b", "n_level_a", "n_level_b", "n_matched"),
)
# Who had the outcome among whom: those who had it not are a count as well.
AMONG = (("n_level_1", "n_level"), ("n_base_1", "n_base"))
# What stays of a closed row: names and declarations, none of what was counted or computed.
KEPT = frozenset(
    (
        *("wave", "population", "item", "level", "kind", "model", "outcome", "subgroup", "term"),
        *("base", "estimand", "provenance", "mode", "source", "weight", "missing_policy"),
        *("variant", "wave_a", "wave_b", "model_a", "model_b", "term_a", "term_b", "level_a"),
        *("level_b", "group", "by", "comparable", "line", "break_kinds", "break_en", "break_ko"),
        *("samples", "comparison", "subgroup_a", "subgroup_b", "outcome_a", "outcome_b"),
        *("what", "relation", "reference", "published", "tolerance", "note", "basis"),
        *("margin", "target"),
    )
)
# Counts of an answer, each with the base it is a share of.
SHARES = (("n", "n_base"), ("n_level", "n"))


def suppress_small_cells(
    table: pd.DataFrame,
    fewest: int,
    nets: WaveNets,
    everybody: pd.DataFrame | None = None,
    elsewhere: np.ndarray | None = None,
    is_open: np.ndarray | bool = False,
) -> pd.DataFrame:
    """The table with every row emptied that rests on fewer respondents; ``code`` says so.

    Shares are emptied as well where a smaller one could be computed from them. ``reason`` is
    ``n < 5`` in every language.

    Args:
        table: any result table; one without counts is returned as it is.
        fewest: the least number of respondents a row may rest on; none at all is no secret.
        nets: levels of nets, by wave and item.
        everybody: the same shares among all respondents, where `table` has those of groups.
        elsewhere: bool, one per row: whether it shows a number that another table keeps closed.
        is_open: bool, one per row or for all: whether its respondents are public, row by row, so
            that nothing of them is kept by leaving it out.
    """
    if elsewhere is None and not any(name in table for name in COUNTS):
        return table
    if np.all(is_open):
        fewest = 1
    small = _find_small(table, fewest) & ~np.asarray(is_open)
    known = None if everybody is None else suppress_small_cells(everybody, fewest, nets)
    more = _find_complements(table, small, nets, everybody, known)
    if elsewhere is not None:
        more |= elsewhere & ~small
    public = withhold_counts(_empty(table, small, more, f"n < {fewest}"), small | more)
    if everybody is None or known is None:
        return public
    return withhold_bases(public, table, everybody, known[is_closed(known)], fewest, nets)


def is_closed(table: pd.DataFrame) -> np.ndarray:
    """Which rows of a table the rule has closed; bool, one per row."""
    return table["code"].isin(CLOSED).to_numpy(dtype=bool)


def _empty(table: pd.DataFrame, small: np.ndarray, more: np.ndarray, few: str) -> pd.DataFrame:
    from pandas.api.types import is_bool_dtype

    names = [name for name in COUNTS if name in table]
    closed = table.assign(**{name: table[name].astype("Int64") for name in names})
    for name in closed.columns.difference([*KEPT, *CLOSED_COLUMNS]):
        # A flag of nothing is no finding; a verdict on nothing is a refusal.
        blank = False if is_bool_dtype(closed[name]) else "refused" if name == "verdict" else None
        closed[name] = closed[name].mask(small | more, blank)
    for name in CLOSED_COLUMNS:
        closed[name] = closed[name].astype("str") if name in closed else _no_text(closed)
    code = closed["code"].mask(small, SUPPRESSED).mask(more, COMPLEMENT)
    return closed.assign(code=code, reason=closed["reason"].mask(small | more, few))


def _no_text(table: pd.DataFrame) -> pd.Series:
    import pandas as pd

    return pd.Series(np.nan, index=table.index, dtype="str")


def _find_small(table: pd.DataFrame, fewest: int) -> np.ndarray:
    counts = table[[name for name in COUNTS if name in table]].astype("Float64")
    others = {
        f"{whole} without": counts[whole] - counts[part]
        for part, whole in AMONG
        if part in counts and whole in counts
    }
    counts = counts.assign(**others)
    small = ((counts > 0) & (counts < fewest)).any(axis=1)
    return small.fillna(False).to_numpy(dtype=bool)


def _find_complements(
    table: pd.DataFrame,
    small: np.ndarray,
    nets: WaveNets,
    everybody: pd.DataFrame | None,
    known: pd.DataFrame | None,
) -> np.ndarray:
    import pandas as pd

    more = np.zeros(len(table), dtype=bool)
    if "margin" in table:
        # The levels of a margin add up to everybody, as the answers to a question do.
        return find_complements(
            table.assign(item=table["margin"], kind="level"), small, "n", "", {}
        )
    if "kind" not in table:
        return more
    if everybody is not None and known is not None:
        table = pd.concat([everybody.assign(by=ALL, group=ALL), table], ignore_index=True)
        small = np.append(is_closed(known), small)
        more = np.append(np.zeros(len(known), dtype=bool), more)
    for n, base in SHARES:
        if n in table and base in table:
            more |= find_complements(table, small | more, n, base, nets)
    return more if everybody is None else more[len(everybody) :]
