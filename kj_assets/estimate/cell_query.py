"""The query that groups equal respondents: one scan by DuckDB, whatever the number of rows.

Belongs here: the SQL of the grouping. Does not: opening rows (`rows.py`), what a cells frame is
made of the groups (`cells.py`).

What can be told from a group afterwards, such as whether it answered everything, is not asked
here: an expression a row costs more than a look at each group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from kj_assets.estimate.checks import refuse_bad_weights
from kj_assets.estimate.rows import Opened

BATCH = 8192  # cells; for each column DuckDB reserves a batch, and its default is a million


def group_equal(
    rows: Opened,
    items: Sequence[str],
    weight: str,
    stratum: str | None,
    unit: str | None,
    domain: str | None,
) -> pa.Table:
    """Group respondents with equal answers, design and place in the domain; answers as they are.

    Returns:
        The items, `stratum` and `unit` where given, `n` (respondents), `sum_weight`,
        `sum_weight_squared`, `in_domain` (in the domain, with a weight above 0).

    Errors: W001, W002 (weights).
    """
    value = f"{quote_name(weight)}::DOUBLE"
    design = {"stratum": stratum, "unit": unit}
    groups = {
        **{item: quote_name(item) for item in items},
        **{role: quote_name(name) for role, name in design.items() if name is not None},
    }
    if domain is None:
        table = _aggregate(rows, groups, value, least=f"min(coalesce({value}, -1))")
        if _all_above_zero(table):
            return table.append_column("in_domain", pa.array(np.ones(len(table), dtype=bool)))
    return _group_by_weight(rows, groups, value, domain)


def _group_by_weight(
    rows: Opened, groups: Mapping[str, str], weight: str, domain: str | None
) -> pa.Table:
    """Who has a weight and is in the domain apart from who is not; bad weights refused."""
    # NaN is the largest number to DuckDB, so this leaves it out with the infinite.
    valid = f"count(*) FILTER ({weight} >= 0 AND {weight} < 'Infinity'::DOUBLE)"
    apart = {**groups, "in_domain": _express_in_domain(weight, domain)}
    table = _aggregate(rows, apart, weight, n_valid=valid)
    n, n_valid, total = (table[name].to_numpy().sum() for name in ("n", "n_valid", "sum_weight"))
    refuse_bad_weights(int(n - n_valid), int(n), float(total))
    return table


def _aggregate(rows: Opened, groups: Mapping[str, str], weight: str, **more: str) -> pa.Table:
    sums = {"sum_weight": f"sum({weight})", "sum_weight_squared": f"sum({weight} * {weight})"}
    wanted = {**groups, "n": "count(*)", **sums, **more}
    select = ", ".join(f"{sql} AS {quote_name(name)}" for name, sql in wanted.items())
    return rows.aggregate(select, ", ".join(groups.values())).to_arrow_table(BATCH)


def _all_above_zero(table: pa.Table) -> bool:
    """Whether every weight is a number above 0, so that none need be looked at by itself."""
    least, total = (table[name].to_numpy() for name in ("least", "sum_weight"))
    # To DuckDB NaN is larger than any number: a sum shows it, the least of them does not.
    return bool(len(table) and least.min() > 0 and np.isfinite(total).all())


def quote_name(name: str) -> str:
    """Return an SQL identifier for any column name."""
    return '"' + name.replace('"', '""') + '"'


def _express_in_domain(weight: str, domain: str | None) -> str:
    has_weight = f"coalesce({weight} > 0, FALSE)"
    if domain is None:
        return has_weight
    return f"({has_weight} AND coalesce({quote_name(domain)}::BOOLEAN, FALSE))"
