"""The first row of a table, where it is not the column names alone.

Here: names that another delimiter parts, and words on a title above the names. Not here: further
rows of headers (`header_rows.py`).
"""

from __future__ import annotations

from pathlib import Path

from kj_assets.errors import FileError

# As agencies and spreadsheet programs write instead of the comma.
OTHERS = (";", "\t", "|", ",")


def refuse_other_delimiter(path: Path, text: str, delimiter: str) -> None:
    """Refuse a text whose first two rows have another delimiter, and the first not its own.

    Raises:
        FileError: F003 with the delimiter that seems to be right.
    """
    first, second, *_ = *filter(None, text[: 2**20].splitlines()), "", ""
    if delimiter in first:
        return
    for other in OTHERS:
        if other in first and other in second:
            raise FileError(
                "F003",
                f"{path}: read by {delimiter!r} it has one column, {first[:60]!r}; its cells seem "
                f"to be parted by {other!r}. Say so: kj wave add --delimiter {other!r}, or "
                "delimiter under file in wave.yaml.",
            )


def suspect_title(named: int, columns: int) -> str:
    """What to do if the first row is a title, where it names fewer than half of the columns."""
    if 2 * named >= columns:
        return ""
    return (
        f" The first row holds {named} of {columns} names. If it is a title, delete it and "
        "whatever else stands above the column names."
    )
