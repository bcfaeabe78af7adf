"""What was seen in one column over all rows so far, and what there is to tell of it.

A wave is crossed in chunks, and its problems are told of all its rows at once. Here: K002, K003,
K005 and K006. Not here: what each cell becomes (`items.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from kj_assets.clean.problems import Problem, count_codes
from kj_assets.waves.codebook import Bands
from kj_assets.waves.wave_declaration import ItemCrosswalk


@dataclass
class Tally:
    """Rows seen, declared codes among them, cells without a meaning by what they hold, blanks."""

    rows: int = 0
    occurring: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)
    blank: int = 0

    @classmethod
    def of(cls, codes: pd.Series, refused: pd.Series, declared: Iterable[str] = ()) -> Tally:
        """Of some rows: their codes, of which those that are ``declared`` are kept."""
        occurring = set(declared).intersection(codes.dropna().unique())
        blank = int(codes.isna().sum())
        return cls(len(codes), occurring, Counter(refused.fillna("").tolist()), blank)

    def add(self, later: Tally) -> None:
        """Take what was seen in later rows."""
        self.rows += later.rows
        self.occurring |= later.occurring
        self.refused.update(later.refused)
        self.blank += later.blank


def tell_levels(seen: Tally, entry: ItemCrosswalk, where: str) -> list[Problem]:
    """K003 unused mappings, K002 codes without one."""
    problems = tell_unused(seen, entry, where)
    if seen.refused:
        text = (
            f"{where}: {seen.refused.total()} cells without a mapping: "
            f"{count_codes(seen.refused)}. Add them under 'codes' or 'missing' (a blank cell: "
            "'blank')."
        )
        problems.append(Problem("K002", text))
    return problems


def tell_numbers(seen: Tally, entry: ItemCrosswalk, where: str) -> list[Problem]:
    """K003 unused mappings, K006 cells that are neither number nor missing code."""
    problems = tell_unused(seen, entry, where)
    if seen.refused:
        text = (
            f"{where}: {seen.refused.total()} cells are not numbers: {count_codes(seen.refused)}. "
            "Add them under 'missing' (a blank cell: 'blank'), or correct the cells."
        )
        problems.append(Problem("K006", text))
    return problems


def tell_bands(seen: Tally, bands: Bands, where: str) -> list[Problem]:
    """K005 numbers outside all bands."""
    text = (
        f"{where}: {seen.refused.total()} numbers of {bands.of} are outside all bands: "
        f"{count_codes(seen.refused)}. List those that stand for no answer under 'missing' of "
        f"{bands.of}; else correct the cells, or mend the bands."
    )
    return [Problem("K005", text)] if seen.refused else []


def tell_weights(seen: Tally, column: str) -> list[Problem]:
    """K006 weights that are not numbers."""
    text = (
        f"weight.column {column!r}: {seen.refused.total()} cells are not numbers: "
        f"{count_codes(seen.refused)}. Correct the cells, or name another column."
    )
    return [Problem("K006", text)] if seen.refused else []


def tell_unused(seen: Tally, entry: ItemCrosswalk, where: str) -> list[Problem]:
    """K003 mappings that never occur, or that are said to and do."""
    never = [
        code for code in entry.meanings if code not in entry.unused and code not in seen.occurring
    ]
    wrong = [code for code in entry.unused if code in seen.occurring]
    problems = []
    if entry.blank_level and not seen.blank:
        problems.append(
            f"{where}: 'blank' stands for {entry.blank_level}, but 0 of {seen.rows} cells are "
            "blank; take it out, or look whether this is the column"
        )
    if never:
        problems.append(
            f"{where}: {_list(never)} are mapped but occur in 0 of {seen.rows} cells. Correct "
            "them, or list them under 'unused' if nobody chose them."
        )
    if wrong:
        problems.append(
            f"{where}: {_list(wrong)} are listed under 'unused' but occur; take them out"
        )
    return [Problem("K003", text) for text in problems]


def _list(codes: Iterable[str]) -> str:
    return ", ".join(repr(code) for code in codes)
