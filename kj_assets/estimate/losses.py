"""The respondents that each item loses to a complete-case analysis.

Belongs here: counting them in DuckDB. Does not: the warning (`checks.warn_losses`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kj_assets.estimate.cell_query import quote_name
from kj_assets.estimate.rows import Rows, open_rows

_FLOATS = ("FLOAT", "DOUBLE")


def count_losses(rows: Rows, outcomes: Sequence[str], terms: Sequence[str]) -> pd.DataFrame:
    """Count the respondents each item loses to a complete-case analysis.

    Returns:
        One row per item: `item`, `n_missing`, `n_lost_only_here` (answered everything else),
        `share` (of all rows, missing).
    """
    items = [*outcomes, *terms]
    with open_rows(rows, items) as relation:
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        missing = [f"(NOT ({_express_answered(item, types[item])}))::INTEGER" for item in items]
        total = " + ".join(missing)
        wanted = ["count(*)"]
        for flag in missing:
            wanted += [f"sum({flag})", f"sum(CASE WHEN {total} = 1 THEN {flag} ELSE 0 END)"]
        counts = relation.aggregate(", ".join(wanted)).fetchone() or (0,)
    n, *by_item = (int(count or 0) for count in counts)
    return pd.DataFrame(
        {
            "item": pd.Series(items, dtype="str"),
            "n_missing": by_item[0::2],
            "n_lost_only_here": by_item[1::2],
            "share": [n_missing / n if n else float("nan") for n_missing in by_item[0::2]],
        }
    )


def _express_answered(item: str, sql_type: str) -> str:
    name = quote_name(item)
    valid_number = f" AND NOT isnan({name})" if sql_type in _FLOATS else ""
    return f"{name} IS NOT NULL{valid_number}"
