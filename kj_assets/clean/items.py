"""One column's cells as one item: for each respondent a level or number, or a missing kind.

Here: levels, numbers and bands of a single item. Not here: the whole table (`crosswalk.py`), or
what is told of cells that do not fit (`tally.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kj_assets.clean.tally import Tally
from kj_assets.waves.codebook import Bands
from kj_assets.waves.codes import canonical_codes
from kj_assets.waves.wave_declaration import ItemCrosswalk


@dataclass(frozen=True)
class CrossedItem:
    """An item's answers (level text or float) and missing kinds: one of both in each row."""

    answers: pd.Series
    kinds: pd.Series
    seen: Tally = field(default_factory=Tally)


def cross_levels(cells: pd.Series, entry: ItemCrosswalk) -> CrossedItem:
    """Give each code its level or missing kind; refused are codes without either."""
    codes = canonical_codes(cells)
    values = codes.map(entry.codes).astype("str")
    if entry.blank_level:
        values = values.mask(codes.isna(), entry.blank_level)
    kinds = _missing_kinds(codes, entry)
    unmapped = codes[values.isna() & kinds.isna()]
    return CrossedItem(values, kinds, Tally.of(codes, unmapped, _declared(entry)))


def cross_numbers(cells: pd.Series, entry: ItemCrosswalk) -> CrossedItem:
    """Read each cell as a number; refused are cells that are neither number nor missing code."""
    codes = canonical_codes(cells)
    kinds = _missing_kinds(codes, entry)
    values = parse_numbers(codes).mask(kinds.notna())
    refused = codes[kinds.isna() & ~np.isfinite(values)]
    return CrossedItem(values, kinds, Tally.of(codes, refused, _declared(entry)))


def cross_bands(number: CrossedItem, bands: Bands) -> CrossedItem:
    """Cut a number item into bands, both ends included; refused are numbers outside all bands."""
    levels = pd.Series(pd.NA, index=number.answers.index, dtype="str")
    for level, (lowest, highest) in bands.ranges.items():
        above = number.answers >= (-np.inf if lowest is None else lowest)
        below = number.answers <= (np.inf if highest is None else highest)
        levels = levels.mask(above & below, level)
    outside = number.answers[levels.isna() & number.kinds.isna() & number.answers.notna()]
    seen = Tally.of(number.answers, canonical_codes(outside))
    return CrossedItem(levels, number.kinds, seen)


def cross_not_asked(respondents: pd.Index, is_number: bool) -> CrossedItem:
    """Fill an item that the wave did not ask."""
    return CrossedItem(
        pd.Series(np.nan, index=respondents, dtype="float64" if is_number else "str"),
        pd.Series("not_asked", index=respondents, dtype="str"),
    )


def parse_numbers(codes: pd.Series) -> pd.Series:
    """Read codes as floats; what is not a number is missing."""
    return pd.to_numeric(codes, errors="coerce").astype("float64")


def _missing_kinds(codes: pd.Series, entry: ItemCrosswalk) -> pd.Series:
    kinds = codes.map(entry.missing).astype("str")
    return kinds.mask(codes.isna(), entry.blank_kind) if entry.blank_kind else kinds


def _declared(entry: ItemCrosswalk) -> tuple[str, ...]:
    return (*entry.meanings, *entry.unused)
