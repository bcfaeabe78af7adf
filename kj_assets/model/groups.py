"""Respondents of a wave in groups of people alike, for estimates that need no more.

Belongs here: the query that groups them by some items and by the design, in one reading of the
wave however many groupings are asked for. Does not: what is estimated from groups
(`estimate/toplines.py`, `estimate/subgroups.py`), cells of models (`estimate/cells.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.content import hash_tables
from kj_assets.dagster_kit.rows import Rows
from kj_assets.dagster_kit.sql import quote
from kj_assets.model.queries import select_rows

SUMS = "count(*) AS n, sum(weight) AS sum_weight, sum(weight * weight) AS sum_weight_squared"


def group_answers(
    validated: Rows, weights: Rows, groupings: Sequence[tuple[str, ...]]
) -> list[pd.DataFrame]:
    """For each grouping (columns of ``validated``) its groups, as `GroupedDesign` reads them.

    Returns:
        The grouping's columns, ``stratum`` and ``unit`` where the wave has them, ``n``,
        ``sum_weight``, ``sum_weight_squared``; sorted. Who has no weight is in groups of their own.
    """
    columns = list(dict.fromkeys(name for grouping in groupings for name in grouping))
    rows = select_rows(validated, weights, {n: f"people.{quote(n)}::VARCHAR" for n in columns})
    design = [name for name in ("stratum", "unit") if name in rows.columns]
    common = [*map(quote, design), "weight > 0"]
    sets = ", ".join(f"({', '.join([*map(quote, own), *common])})" for own in groupings)
    chosen = ", ".join(map(quote, [*columns, *design]))
    flags = ", ".join(f"grouping({quote(n)}) AS {quote(f'without {n}')}" for n in columns)
    found = rows.query(
        "people_weighted",
        f"SELECT {chosen}, {flags}, {SUMS} FROM people_weighted GROUP BY GROUPING SETS ({sets})",
    ).df()
    return [_choose(found, columns, own, design) for own in groupings]


def _choose(
    found: pd.DataFrame, columns: Sequence[str], own: Sequence[str], design: Sequence[str]
) -> pd.DataFrame:
    is_own = pd.Series(True, index=found.index)
    for name in columns:
        is_own &= found[f"without {name}"] == (name not in own)
    keys = [*own, *design]
    groups = found.loc[is_own, [*keys, "n", "sum_weight", "sum_weight_squared"]]
    return groups.sort_values([*keys, "sum_weight"], ignore_index=True)


def spread_hashes(groups: Sequence[pd.DataFrame], results: Sequence[pd.DataFrame]) -> np.ndarray:
    """Hash of the groups that each result is of, once for each of its rows."""
    hashes = [hash_tables({"groups": each}) for each in groups]
    return np.repeat(hashes, [len(result) for result in results])
