"""Excel workbooks: the values stored in one sheet. Formulas are never executed.

Here: choosing the sheet, header and rows, one plain type a column. Not here: other formats.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import pandas as pd

from kj_assets.errors import FileError
from kj_assets.waves.readers.delivered import DeliveredFile, as_text, refuse_unreadable
from kj_assets.waves.wave_declaration import SurveyFile

if TYPE_CHECKING:
    from openpyxl import Workbook

Row = list[Any]
DAMAGE: tuple[type[Exception], ...] = (
    *(BadZipFile, zlib.error, ParseError, OSError, EOFError, LookupError, ValueError),
    *(TypeError, AttributeError, NotImplementedError, RuntimeError, OverflowError),
)
LARGEST_INTEGER = 2**63 - 1


def read_spreadsheet(path: Path, declaration: SurveyFile) -> DeliveredFile:
    """Read one sheet: its first filled row is the header, empty rows are left out.

    Raises:
        FileError: F003 (not a workbook, damaged, or the sheet is not there or not named).
    """
    with refuse_unreadable(path, "an Excel workbook", *DAMAGE), path.open("rb") as stream:
        rows = _read_rows(path, stream, declaration.sheet)
    header, *body = _trim_to_rectangle(rows) or [[]]
    columns = {i: _type_column([row[i] for row in body]) for i in range(len(header))}
    frame = pd.DataFrame(columns)
    frame.columns = pd.Index(["" if n is None else as_text(n) for n in header], dtype="str")
    return DeliveredFile(frame)


def _read_rows(path: Path, stream: BinaryIO, sheet: str | None) -> list[Row]:
    from openpyxl import load_workbook

    with ZipFile(stream) as archive:
        damaged = archive.testzip()
    if damaged:
        raise BadZipFile(f"bad checksum in {damaged}")
    book = load_workbook(stream, read_only=True, data_only=True)
    chosen = _choose_sheet(path, book, sheet)
    # Some programs store a wrong sheet size, and rows beyond it would be lost.
    chosen.reset_dimensions()
    return [list(row) for row in chosen.iter_rows(values_only=True)]


def _choose_sheet(path: Path, book: Workbook, declared: str | None) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if declared is None and len(sheets) == 1:
        return next(iter(sheets.values()))
    if declared not in sheets:
        found = "file.sheet is not declared" if declared is None else f"no sheet {declared!r}"
        raise FileError("F003", f"{path}: {found}; name one of {list(sheets)} there")
    return sheets[declared]


def _trim_to_rectangle(rows: Iterable[Row]) -> list[Row]:
    """Drop empty rows and the empty columns on the right that only carry formatting."""
    filled = [row for row in rows if any(cell is not None for cell in row)]
    width = max((_last_filled(row) for row in filled), default=0)
    return [row[:width] + [None] * (width - len(row)) for row in filled]


def _last_filled(row: Row) -> int:
    return max(i for i, cell in enumerate(row, start=1) if cell is not None)


def _type_column(cells: Row) -> pd.Series:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pd.Series(cells, dtype="boolean")
    if kinds == {int} and max(abs(cell) for cell in cells if cell is not None) <= LARGEST_INTEGER:
        return pd.Series(cells, dtype="Int64")
    if kinds and kinds <= {int, float}:
        return pd.Series(cells, dtype="float64")
    if kinds == {datetime}:
        return pd.Series(pd.to_datetime(pd.Series(cells)))
    return pd.Series([None if cell is None else as_text(cell) for cell in cells], dtype="str")
