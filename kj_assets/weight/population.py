"""Census margins: the population table a wave is raked to.

Here: reading the table and summing it to the declared margins. Not here: raking (`rake.py`).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kj_assets.errors import DeclarationError

MarginKey = str | tuple[str, ...]


def read_population(path: Path) -> pd.DataFrame:
    """Read a population table: one column an item (in the codebook's levels), and ``count``.

    Raises:
        DeclarationError: P001 the file is missing, has no ``count``, or a count that is
            not a positive number.
    """
    if not path.is_file():
        raise DeclarationError("P001", f"{path}: no such population table")
    table = pd.read_csv(path, dtype=str, encoding="utf-8")
    if "count" not in table.columns:
        raise DeclarationError("P001", f"{path}: no column 'count'; found {list(table.columns)}")
    counts = pd.to_numeric(table["count"], errors="coerce")
    if not (counts > 0).all():
        lines = [int(i) + 2 for i in counts.index[~(counts > 0)]]
        raise DeclarationError("P001", f"{path}: 'count' is not a positive number, lines {lines}")
    return table.assign(count=counts)


def sum_to_margins(
    population: pd.DataFrame, margins: tuple[str, ...], where: str
) -> dict[MarginKey, dict[MarginKey, float]]:
    """Sum a population table to margins; ``"sex * age_band"`` crosses two items.

    Raises:
        DeclarationError: P002 a margin names an item the table does not have.
    """
    sums: dict[MarginKey, dict[MarginKey, float]] = {}
    for margin in margins:
        items = [item.strip() for item in margin.split("*")]
        unknown = [item for item in items if item not in population.columns]
        if unknown:
            raise DeclarationError(
                "P002", f"{where}: {unknown} not in the table; it has {list(population.columns)}"
            )
        grouped = population.groupby(items, sort=False)["count"].sum()
        key = items[0] if len(items) == 1 else tuple(items)
        levels = grouped.index if len(items) > 1 else [level for (level,) in _tuples(grouped)]
        sums[key] = dict(zip(levels, grouped.astype(float), strict=True))
    return sums


def _tuples(grouped: pd.Series) -> list[tuple[str, ...]]:
    return [key if isinstance(key, tuple) else (key,) for key in grouped.index]
