"""Census margins: the population table a wave is raked to.

Here: reading the table and summing it to the declared margins. Not here: raking (`rake.py`).
"""

from __future__ import annotations

from itertools import chain, product
from pathlib import Path

import numpy as np
import pandas as pd

from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook

MarginKey = str | tuple[str, ...]
NO_LEVELS = ["count", "source"]


def read_population(path: Path) -> pd.DataFrame:
    """Read a population table: one column an item (in the codebook's levels), and ``count``.

    Raises:
        DeclarationError: P001 the file is missing or no UTF-8 csv, has no ``count``, or a
            count that is not a number of at least 0, or a row without a source.
    """
    if not path.is_file():
        raise DeclarationError("P001", f"{path}: no such population table")
    try:
        table = pd.read_csv(path, dtype=str, encoding="utf-8")
    except (UnicodeDecodeError, pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise DeclarationError("P001", f"{path}: not a csv in UTF-8 ({error})") from error
    if "count" not in table.columns:
        raise DeclarationError("P001", f"{path}: no column 'count'; found {list(table.columns)}")
    counts = pd.to_numeric(table["count"], errors="coerce")
    lines = _lines_where(~((counts >= 0) & np.isfinite(counts)))
    if lines:
        raise DeclarationError("P001", f"{path}: 'count' is no number of people, lines {lines}")
    unsourced = _lines_where(table["source"].isna()) if "source" in table.columns else []
    if unsourced:
        raise DeclarationError("P001", f"{path}: no source, lines {unsourced}")
    if not counts.sum() > 0:
        raise DeclarationError("P001", f"{path}: {len(table)} cells, and nobody in them")
    return table.assign(count=counts)


def check_population(path: Path, codebook: Codebook) -> None:
    """Hold the levels of a population table, if it is there, against the codebook (P002)."""
    if not path.is_file():
        return
    table = read_population(path)
    for item in (name for name in table.columns if name in codebook.items):
        levels = list(codebook.items[item].levels)
        strange = table[item].notna() & ~table[item].isin(levels)
        if strange.any():
            first = f"{path}:{_lines_where(strange)[0]}"
            found = sorted(set(table.loc[strange, item]))
            raise DeclarationError("P002", f"{first}: {item}: {found} are none of {levels}")


def sum_to_margins(
    population: pd.DataFrame, margins: tuple[str, ...], where: str
) -> dict[MarginKey, dict[MarginKey, float]]:
    """Sum a population table to margins; ``"sex * age_band"`` crosses two items.

    Raises:
        DeclarationError: P002 a margin names an item the table does not have; P005 the table
            lacks a cell of the items crossed, has one twice, or a cell's level is blank.
    """
    sums: dict[MarginKey, dict[MarginKey, float]] = {}
    crossed = [[item.strip() for item in margin.split("*")] for margin in margins]
    _refuse_incomplete(population, list(dict.fromkeys(chain(*crossed))), where)
    for items in crossed:
        grouped = population.groupby(items, sort=False)["count"].sum()
        key = items[0] if len(items) == 1 else tuple(items)
        levels = grouped.index if len(items) > 1 else [level for (level,) in _tuples(grouped)]
        sums[key] = dict(zip(levels, grouped.astype(float), strict=True))
    return sums


def _refuse_incomplete(population: pd.DataFrame, items: list[str], where: str) -> None:
    """A cell that is not there, or there twice, would shift every margin without a word."""
    unknown = [item for item in items if item not in population.columns]
    if unknown:
        raise DeclarationError(
            "P002", f"{where}: {unknown} not in the table; it has {list(population.columns)}"
        )
    blank = _lines_where(population[items].isna().any(axis=1))
    if blank:
        raise DeclarationError("P005", f"{where}: a blank level of {items}, lines {blank}")
    twice = _lines_where(population.duplicated(population.columns.difference(NO_LEVELS)))
    if twice:
        raise DeclarationError("P005", f"{where}: cells that stood before, lines {twice}")
    levels = [population[item].unique() for item in items]
    there = set(population[items].itertuples(index=False, name=None))
    lost = [" × ".join(cell) for cell in product(*levels) if cell not in there]
    if lost:
        raise DeclarationError(
            "P005",
            f"{where}: {len(lost)} cells are not in the table, such as {lost[:3]}; "
            "add them, with a count of 0 if nobody lives there",
        )


def _lines_where(refused: pd.Series) -> list[int]:
    """Lines of the csv, whose header is line 1."""
    return [int(place) + 2 for place in refused.index[refused]]


def _tuples(grouped: pd.Series) -> list[tuple[str, ...]]:
    return [key if isinstance(key, tuple) else (key,) for key in grouped.index]
