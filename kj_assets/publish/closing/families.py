"""Counts from which those of a closed effect could be computed: to be left out as well.

An effect is no cell and stays; but how many gave each answer to its term adds up to all cases, and
so do the members of groups. Where one row is closed, the counts of its family stand open no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

FAMILY = (
    *("population", "wave", "wave_a", "wave_b", "variant"),
    *("model", "term", "model_a", "model_b", "term_a"),
)
OF_LEVELS = ("n_level", "n_level_1", "n_base", "n_base_1", "n_level_a", "n_level_b")
# n / deff, and the units a test has left, tell n.
OF_GROUPS = ("n", "n_eff", "df", "n_a", "n_b")


def withhold_counts(table: pd.DataFrame, closed: np.ndarray) -> pd.DataFrame:
    """The table of effects without the counts that add up with those of closed rows.

    Args:
        table: rows of one or more terms; any other table is returned as it is.
        closed: which rows are closed, bool, one per row.
    """
    import pandas as pd

    if not {"term", "term_a"} & set(table.columns) or not closed.any():
        return table
    of_all = pd.Series("", table.index)
    subgroup = table.get("subgroup", table.get("subgroup_a", of_all)).fillna("").astype("str")
    groups = subgroup.str.partition("=")[0]
    family = [table[name].fillna("") for name in FAMILY if name in table]
    shared = pd.Series(closed, table.index).groupby([*family, groups]).transform("any")
    withheld = {name: table[name].mask(shared) for name in OF_LEVELS if name in table}
    withheld |= {
        name: table[name].mask(shared & (groups != "")) for name in OF_GROUPS if name in table
    }
    return table.assign(**withheld)
