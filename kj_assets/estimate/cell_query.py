"""The query that groups equal respondents: one scan by DuckDB, whatever the number of rows.

Belongs here: opening rows, and the SQL of the grouping. Does not: what a cells frame is made of
the groups (`cells.py`).

What can be told from a group afterwards, such as whether it answered everything, is not asked
here: an expression a row costs more than a look at each group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import duckdb
import pandas as pd

Rows: TypeAlias = pd.DataFrame | duckdb.DuckDBPyRelation


@contextmanager
def open_rows(rows: Rows, needed: Sequence[str | None]) -> Iterator[duckdb.DuckDBPyRelation]:
    """Give rows of either kind as a relation; KeyError where a `needed` column is absent."""
    wanted = list(dict.fromkeys(name for name in needed if name is not None))
    present = set(rows.columns)
    absent = [name for name in wanted if name not in present]
    if absent:
        raise KeyError(f"rows have no column {absent}")
    if isinstance(rows, duckdb.DuckDBPyRelation):
        yield rows
        return
    with duckdb.default_connection().cursor() as connection:  # a fresh database costs 8 ms
        yield connection.from_df(rows[wanted])


def group_equal(
    rows: duckdb.DuckDBPyRelation,
    items: Sequence[str],
    weight: str,
    stratum: str | None,
    unit: str | None,
    domain: str | None,
) -> duckdb.DuckDBPyRelation:
    """Group respondents with equal answers, design and place in the domain; answers as they are.

    Returns:
        The items, `in_domain`, `stratum` and `unit` where given, `n` (respondents), `sum_weight`,
        `sum_weight_squared`, and `n_valid` (weights that are finite and not negative).
    """
    value = f"{quote_name(weight)}::DOUBLE"
    groups = {
        **{item: quote_name(item) for item in items},
        "in_domain": _express_in_domain(value, domain),
        **{
            role: quote_name(name)
            for role, name in (("stratum", stratum), ("unit", unit))
            if name is not None
        },
    }
    wanted = {
        **groups,
        "n": "count(*)",
        "sum_weight": f"sum({value})",
        "sum_weight_squared": f"sum({value} * {value})",
        # NaN is the largest number to DuckDB, so this leaves it out with the infinite.
        "n_valid": f"count(*) FILTER ({value} >= 0 AND {value} < 'Infinity'::DOUBLE)",
    }
    select = ", ".join(f"{sql} AS {quote_name(name)}" for name, sql in wanted.items())
    return rows.aggregate(select, ", ".join(groups.values()))


def quote_name(name: str) -> str:
    """Return an SQL identifier for any column name."""
    return '"' + name.replace('"', '""') + '"'


def _express_in_domain(weight: str, domain: str | None) -> str:
    has_weight = f"coalesce({weight} > 0, FALSE)"
    if domain is None:
        return has_weight
    return f"({has_weight} AND coalesce({quote_name(domain)}::BOOLEAN, FALSE))"
