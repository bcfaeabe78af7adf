"""One column's cells as one item: for each respondent a level or number, or a missing kind.

Here: levels, numbers and bands of a single item. Not here: the whole table (`crosswalk.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.clean.codes import canonical_code, canonical_codes
from kj_assets.clean.problems import Problem, count_codes
from kj_assets.waves.codebook import Bands
from kj_assets.waves.wave_declaration import ItemCrosswalk


@dataclass(frozen=True)
class CrossedItem:
    """An item's answers (level text or float) and missing kinds: one of both in each row."""

    answers: pd.Series
    kinds: pd.Series
    problems: tuple[Problem, ...] = ()


def cross_levels(cells: pd.Series, entry: ItemCrosswalk, where: str) -> CrossedItem:
    """Give each code its level or missing kind; K002 unmapped codes, K003 unused mappings."""
    codes = canonical_codes(cells)
    values = codes.map(_by_canonical_code(entry.codes)).astype("str")
    kinds = _missing_kinds(codes, entry)
    unmapped = codes[values.isna() & kinds.isna()]
    problems = _find_unused(codes, entry, where)
    if len(unmapped):
        problems.append(
            Problem(
                "K002",
                f"{where}: {len(unmapped)} cells without a mapping: {count_codes(unmapped)}. Add "
                "them under 'codes' or 'missing' (a blank cell: 'blank').",
            )
        )
    return CrossedItem(values, kinds, tuple(problems))


def cross_numbers(cells: pd.Series, entry: ItemCrosswalk, where: str) -> CrossedItem:
    """Read each cell as a number; K006 cells that are neither number nor missing code."""
    codes = canonical_codes(cells)
    kinds = _missing_kinds(codes, entry)
    values = parse_numbers(codes).mask(kinds.notna())
    refused = codes[kinds.isna() & ~np.isfinite(values)]
    problems = _find_unused(codes, entry, where)
    if len(refused):
        problems.append(
            Problem(
                "K006",
                f"{where}: {len(refused)} cells are not numbers: {count_codes(refused)}. Add them "
                "under 'missing' (a blank cell: 'blank'), or correct the cells.",
            )
        )
    return CrossedItem(values, kinds, tuple(problems))


def cross_bands(number: CrossedItem, bands: Bands, where: str) -> CrossedItem:
    """Cut a number item into bands, both ends included; K005 numbers outside all bands."""
    levels = pd.Series(pd.NA, index=number.answers.index, dtype="str")
    for level, (lowest, highest) in bands.ranges.items():
        above = number.answers >= (-np.inf if lowest is None else lowest)
        below = number.answers <= (np.inf if highest is None else highest)
        levels = levels.mask(above & below, level)
    outside = number.answers[levels.isna() & number.kinds.isna() & number.answers.notna()]
    problems = [
        Problem(
            "K005",
            f"{where}: {len(outside)} numbers of {bands.of} are outside all bands: "
            f"{count_codes(canonical_codes(outside))}. Correct the cells, or mend the bands.",
        )
    ]
    return CrossedItem(levels, number.kinds, tuple(problems if len(outside) else ()))


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
    kinds = codes.map(_by_canonical_code(entry.missing)).astype("str")
    return kinds.mask(codes.isna(), entry.blank) if entry.blank else kinds


def _by_canonical_code(mapping: Mapping[str, str]) -> dict[str | None, str]:
    return {canonical_code(code): meaning for code, meaning in mapping.items()}


def _find_unused(codes: pd.Series, entry: ItemCrosswalk, where: str) -> list[Problem]:
    occurring = set(codes.dropna().unique())
    never = [
        code
        for code in (*entry.codes, *entry.missing)
        if code not in entry.unused and canonical_code(code) not in occurring
    ]
    wrong = [code for code in entry.unused if canonical_code(code) in occurring]
    problems = []
    if never:
        problems.append(
            f"{where}: {_list(never)} are mapped but occur in 0 of {len(codes)} cells. Correct "
            "them, or list them under 'unused' if nobody chose them."
        )
    if wrong:
        problems.append(
            f"{where}: {_list(wrong)} are listed under 'unused' but occur; take them out"
        )
    return [Problem("K003", text) for text in problems]


def _list(codes: Iterable[str]) -> str:
    return ", ".join(repr(code) for code in codes)
