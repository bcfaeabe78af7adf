"""What a result table is: named, typed columns with meanings, and frames that have exactly those.

Belongs here: the kind of thing. Does not: the tables themselves (`results.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pandera.pandas import Check, DataFrameSchema


@dataclass(frozen=True)
class ResultColumn:
    """A column: its pandas dtype, what it means, the range it must stay in, who fills it."""

    name: str
    dtype: str
    meaning: str
    low: float = -np.inf
    high: float = np.inf
    label: bool = False


@dataclass(frozen=True)
class ResultTable:
    """A named, ordered list of columns."""

    name: str
    columns: tuple[ResultColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)


def build_table(columns: Mapping[str, Any], table: ResultTable) -> pd.DataFrame:
    """Make a table of arrays, lists or single values; columns it is not given (labels) are null.

    A frame grown column by column would cost ten times as long, for 40 columns of 15 rows.
    """
    unknown = set(columns) - set(table.names)
    if unknown:
        raise KeyError(f"{table.name} has no column {sorted(unknown)}")
    n = next((len(values) for values in columns.values() if not _is_single(values)), 1)
    empty = {
        dtype: _make_array(None, dtype, n)
        for dtype in {column.dtype for column in table.columns}
        if dtype != "bool"
    }
    return pd.DataFrame(
        {
            column.name: _make_array(columns[column.name], column.dtype, n)
            if column.name in columns
            else empty[column.dtype]
            for column in table.columns
        }
    )


def make_empty(table: ResultTable) -> pd.DataFrame:
    """A table without rows, its columns typed."""
    return build_table(dict.fromkeys(table.names, ()), table)


def _make_array(values: Any, dtype: str, n: int) -> Any:
    if _is_single(values):
        values = [values] * n
    if dtype == "float64":
        return np.asarray(values, dtype=float)
    return pd.array(values, dtype=dtype)


def _is_single(values: Any) -> bool:
    return values is None or np.isscalar(values)


def build_schema(table: ResultTable) -> DataFrameSchema:
    """Return the pandera schema: columns, order, dtypes, ranges, meanings."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                column.dtype,
                checks=_build_range_check(column),
                nullable=column.dtype != "bool",
                description=column.meaning,
            )
            for column in table.columns
        },
        strict=True,
        ordered=True,
        name=table.name,
    )


def _build_range_check(column: ResultColumn) -> Check | None:
    import pandera.pandas as pa

    if np.isinf(column.low) and np.isinf(column.high):
        return None
    return pa.Check.between(column.low - 1e-9, column.high + 1e-9)
