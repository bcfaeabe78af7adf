"""A population table in the levels a wave offered: joined ones summed, those not offered out.

Here: coarser population tables. Not here: reading them (`population.py`) or raking (`rake.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kj_assets.waves.offered import place_levels
from kj_assets.waves.registry import Wave

Coarser = Mapping[str, Mapping[str, str | None]]
"""By item and level of the codebook: the joined level it is in, or None if it was not offered."""


def coarsen(wave: Wave) -> Coarser:
    """The levels of raked items that are no levels of this wave."""
    rake = wave.declaration.weight.rake
    entries = wave.declaration.crosswalk
    raked = rake.items if rake else ()
    placed = {item: place_levels(entries[item]) for item in raked if item in entries}
    return {item: levels for item, levels in placed.items() if levels}


def join_population(table: pd.DataFrame, coarser: Coarser) -> pd.DataFrame:
    """Sum the people of joined levels; those in a level not offered could not be asked."""
    there = [item for item in coarser if item in table.columns]
    if not there:
        return table
    coarse = table.copy()
    for item in there:
        gone = [level for level, own in coarser[item].items() if own is None]
        coarse = coarse[~coarse[item].isin(gone)]
        coarse[item] = coarse[item].replace({k: v for k, v in coarser[item].items() if v})
    keys = [column for column in coarse if column not in ("count", "source")]
    return coarse.groupby(keys, sort=False, dropna=False, as_index=False)["count"].sum()
