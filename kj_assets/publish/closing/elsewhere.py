"""Rows that show again what another table keeps closed: to be closed as well.

A share is a share in every table, and so is an effect: a change between waves, a difference of two
effects, or a comparison with print would tell a closed one. Here: finding those rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kj_assets.publish.closing.rule import is_closed

if TYPE_CHECKING:
    import pandas as pd

SHARE = {"population": "population", "wave": "wave", "item": "item", "level": "level"}
EFFECT = {name: name for name in ("population", "wave", "model", "subgroup", "term", "level")}
PRINTED_SHARE = {"wave": "wave", "item": "item", "level": "level"}
PRINTED_EFFECT = {"wave": "wave", "outcome": "item", "term": "level"}
# What a printed statement holds a share against.
REFERENCE = PRINTED_SHARE | {"item": "reference"}
OF_SIDES = ("wave", "model", "subgroup", "term", "level")


def find_elsewhere(table: pd.DataFrame, closed: Sequence[pd.DataFrame]) -> np.ndarray:
    """Which rows show a number of closed rows; bool, one per row.

    Args:
        table: changes of shares or effects, differences of effects, or published against computed.
        closed: tables of shares or of effects, as `suppress_small_cells` leaves them.
    """
    found = np.zeros(len(table), dtype=bool)
    for other in closed:
        rows = other[is_closed(other)]
        for names in _list_names(table, other):
            found |= _is_among(table, rows, names)
    return found


def _list_names(table: pd.DataFrame, other: pd.DataFrame) -> list[Mapping[str, str]]:
    """Columns of the other table to those of this one that name the same number."""
    is_share = "share" in other
    if "published" in table:
        return [PRINTED_SHARE, REFERENCE] if is_share else [PRINTED_EFFECT]
    names = SHARE if is_share else EFFECT
    return [_of_side(names, side, table) for side in ("a", "b")]


def _of_side(names: Mapping[str, str], side: str, table: pd.DataFrame) -> dict[str, str]:
    """The columns of one side; what both sides share has one column, or none."""
    sides = {n: f"{n}_{side}" if f"{n}_{side}" in table and n in OF_SIDES else n for n in names}
    return {name: own for name, own in sides.items() if own in table}


def _is_among(table: pd.DataFrame, rows: pd.DataFrame, names: Mapping[str, str]) -> np.ndarray:
    import pandas as pd

    mine, theirs = (
        pd.MultiIndex.from_frame(frame[columns].fillna("").astype(str), names=list(names))
        for frame, columns in ((table, list(names.values())), (rows, list(names)))
    )
    return np.asarray(mine.isin(theirs))
