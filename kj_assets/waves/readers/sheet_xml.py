"""Formulas of a sheet whose values are not in the file.

Here: the sheet's own XML. Not here: its cells (`spreadsheet.py`).

A workbook that a program wrote has formulas, and beside them nothing (openpyxl) or 0 in every cell
(XlsxWriter), until a spreadsheet program computes and saves it. openpyxl reads them so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from kj_assets.errors import FileError

COLUMNS_SHOWN = 5
NOT_COMPUTED = ("", "0")


def refuse_uncomputed(path: Path, sheet: str, stream: IO[bytes], *, on_load: bool) -> None:
    """Refuse a sheet with formulas that were never computed.

    Args:
        path: of the workbook.
        sheet: its name.
        stream: its XML.
        on_load: whether the workbook asks to be computed when it is opened.

    Raises:
        FileError: F009 with the columns and how many cells of each.
    """
    stored: dict[str, Counter[str]] = {}
    for column, value in _find_formulas(stream):
        stored.setdefault(column, Counter())[value if value in NOT_COMPUTED else "value"] += 1
    uncomputed = {
        column: found[""] or found["0"]
        for column, found in stored.items()
        if found[""] or (on_load and set(found) == {"0"})
    }
    if not uncomputed:
        return
    shown = [f"column {column} ({count} cells)" for column, count in uncomputed.items()]
    more = f" and {len(shown) - COLUMNS_SHOWN} more" * (len(shown) > COLUMNS_SHOWN)
    raise FileError(
        "F009",
        f"{path}: sheet {sheet!r} holds formulas without a stored value in "
        f"{', '.join(shown[:COLUMNS_SHOWN])}{more}: what they come to is not in the file. Open it "
        "in a spreadsheet program, save it, and take that file.",
    )


def _find_formulas(stream: IO[bytes]) -> Iterator[tuple[str, str]]:
    """Column and stored value of each formula; a text may be empty, which is a value."""
    for _, element in iterparse(stream):
        name = _name(element)
        if name == "c":
            inside = {_name(child): child.text or "" for child in element}
            if "f" in inside and not (element.get("t") == "str" and "v" in inside):
                yield element.get("r", "?").rstrip("0123456789"), inside.get("v", "").strip()
        if name in ("c", "row"):
            element.clear()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
