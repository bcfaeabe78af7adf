"""Rows below the column names that are headers as well, and would be counted as respondents.

Here: telling them from respondents. Survey platforms write question texts, or ids of their own,
in a second and third row.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kj_assets.errors import FileError

LOOKED_AT = 200
MOST_HEADERS = 2
# As Qualtrics writes it in every cell of its third row.
PLATFORM_MARK = '"ImportId"'
FEWEST_COLUMNS, FEWEST_ROWS = 3, 3


def refuse_header_rows(path: Path, frame: pd.DataFrame) -> None:
    """Refuse a table whose first rows are headers.

    Raises:
        FileError: F010 with how many, and why it seems so.
    """
    start = frame.head(LOOKED_AT)
    rows, why = _find_marked(start), f"the last of them holds {PLATFORM_MARK}, as of Qualtrics"
    if not rows:
        rows, why = _find_worded(start)
    if rows:
        said = (
            "row below the column names seems to be a header"
            if rows == 1
            else ("rows below the column names seem to be headers")
        )
        raise FileError(
            "F010",
            f"{path}: the first {rows} {said}, and no respondent ({why}). Delete all but the one "
            "row with the column names, and take that file.",
        )


def _find_marked(start: pd.DataFrame) -> int:
    """How many rows there are up to one that a platform marks; 0 if it marks none."""
    for row in range(min(MOST_HEADERS, len(start))):
        cells = [cell for cell in start.iloc[row] if isinstance(cell, str)]
        if cells and sum(PLATFORM_MARK in cell for cell in cells) * 2 > len(start.columns):
            return row + 1
    return 0


def _find_worded(start: pd.DataFrame) -> tuple[int, str]:
    """How many rows hold words where all others hold numbers, in most columns of numbers."""
    texts = start.select_dtypes(include=["object", "string"])
    numbers = texts.apply(pd.to_numeric, errors="coerce")
    for rows in range(1, MOST_HEADERS + 1):
        below = texts.iloc[rows:]
        is_number = (numbers.iloc[rows:].notna() | below.isna()).all() & below.notna().any()
        if len(below) < FEWEST_ROWS:
            break
        worded = (texts.iloc[:rows].notna() & numbers.iloc[:rows].isna()).all() & is_number
        if worded.sum() >= max(FEWEST_COLUMNS, is_number.sum() / 2):
            return rows, f"words in {worded.sum()} columns that else hold numbers"
    return 0, ""
