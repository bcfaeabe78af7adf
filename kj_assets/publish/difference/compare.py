"""Comparing the shares and effects of two releases, row by row.

Here: tables in, one table of changes out. Not here: reading releases (`reading.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

# Estimates are published with ten digits; what differs by less did not change.
TOLERANCE = 1e-9
ALPHA = 0.05
COLUMNS = {
    "table": "The table of the release: toplines or effects",
    "wave": "Wave",
    "subject": "Item of a share, model of an effect",
    "term": "Term of an effect, empty for a share",
    "level": "Level the number is about",
    "change": "new, gone, estimate, sign, significance or n; one row for each that applies",
    "before": "The number in the earlier release: estimate (proportion), p or n",
    "after": "The same in the later release",
}


@dataclass(frozen=True)
class Compared:
    """A table that is compared: what names a row, and where its numbers are."""

    key: tuple[str, ...]
    subject: str
    term: str
    estimate: str
    p: str


TABLES = {
    "toplines": Compared(
        ("wave", "population", "item", "level", "kind", "provenance"), "item", "", "share", ""
    ),
    "effects": Compared(
        ("wave", "population", "model", "subgroup", "term", "level", "provenance"),
        "model",
        "term",
        "estimate",
        "p",
    ),
}


def compare_releases(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Everything that differs between two releases' tables, columns as `COLUMNS`.

    Args:
        before: tables of the earlier release by name.
        after: tables of the later one.
    """
    import pandas as pd

    found = [
        _compare_table(name, compared, before[name], after[name])
        for name, compared in TABLES.items()
        if name in before and name in after
    ]
    return pd.concat(found, ignore_index=True)[list(COLUMNS)] if found else _empty()


def _compare_table(
    name: str, compared: Compared, before: pd.DataFrame, after: pd.DataFrame
) -> pd.DataFrame:
    import pandas as pd

    key = [column for column in compared.key if column in before and column in after]
    numbers = [column for column in (compared.estimate, compared.p, "n") if column]
    sides = [
        side[key + numbers].assign(
            **{column: side[column].fillna("").astype(str) for column in key}
        )
        for side in (before, after)
    ]
    both = sides[0].merge(sides[1], on=key, how="outer", indicator=True, suffixes=("_a", "_b"))
    blocks = [
        both[chosen]
        .rename(columns={f"{column}_a": "before", f"{column}_b": "after"})
        .assign(change=change)
        for change, column, chosen in _find_changes(both, compared)
    ]
    rows = pd.concat(blocks, ignore_index=True)
    return rows.assign(
        table=name,
        subject=rows[compared.subject],
        term=rows[compared.term] if compared.term else "",
    )


def _find_changes(both: pd.DataFrame, compared: Compared) -> list[tuple[str, str, pd.Series[bool]]]:
    """Each kind of change, the column its numbers are in, and the rows it applies to."""
    estimate, in_both = compared.estimate, both["_merge"] == "both"
    a, b = both[f"{estimate}_a"].astype(float), both[f"{estimate}_b"].astype(float)
    closed = a.isna() != b.isna()
    changes = [
        ("new", estimate, both["_merge"] == "right_only"),
        ("gone", estimate, both["_merge"] == "left_only"),
        ("estimate", estimate, in_both & ((abs(a - b) > TOLERANCE) | closed)),
        ("n", "n", in_both & _differ(both["n_a"], both["n_b"])),
    ]
    if compared.p:
        p_a, p_b = both[f"{compared.p}_a"].astype(float), both[f"{compared.p}_b"].astype(float)
        known = in_both & p_a.notna() & p_b.notna()
        changes += [
            ("sign", estimate, in_both & (np.sign(a) * np.sign(b) < 0)),
            ("significance", compared.p, known & ((p_a < ALPHA) != (p_b < ALPHA))),
        ]
    return changes


def _differ(a: pd.Series[float], b: pd.Series[float]) -> pd.Series[bool]:
    return (a != b) & ~(a.isna() & b.isna())


def _empty() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
