"""Excel workbooks: the values stored in one sheet. Formulas are never executed.

Here: choosing the sheet, header and rows, one plain type a column. Not here: other formats.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import pandas as pd

from kj_assets.errors import FileError
from kj_assets.waves.readers.delivered import (
    DeliveredFile,
    as_text,
    refuse_bomb,
    refuse_unreadable,
)
from kj_assets.waves.readers.first_row import suspect_title
from kj_assets.waves.readers.sheet_xml import refuse_uncomputed
from kj_assets.waves.wave_declaration import Population, SurveyFile

if TYPE_CHECKING:
    from openpyxl import Workbook

Row = list[Any]
DAMAGE: tuple[type[Exception], ...] = (
    *(BadZipFile, zlib.error, ParseError, OSError, EOFError, LookupError, ValueError),
    *(TypeError, AttributeError, NotImplementedError, RuntimeError, OverflowError),
)
# As many as Excel takes.
MOST_ROWS = 2**20
FIRST_YEAR = 1900
NO_DAYS, BEFORE_FIRST_DAY = datetime(1899, 12, 30), datetime(1899, 12, 31)
NO_DATE = re.compile(r"Cell \w+ is marked as a date but the serial value \S+")
CELLS_SHOWN = 5
LARGEST_INTEGER = 2**63 - 1


def read_spreadsheet(path: Path, declaration: SurveyFile, population: Population) -> DeliveredFile:
    """Read one sheet: its first filled row is the header, empty rows are left out.

    Raises:
        FileError: F003 (not a workbook, damaged, or the sheet is not there or not named),
            F006 (a cell right of the header), F008 (unpacks without bounds), F009 (formulas
            without a stored value).
    """
    with (
        refuse_unreadable(path, "an Excel workbook", *DAMAGE),
        path.open("rb") as stream,
        _noting_impossible_dates() as noted,
    ):
        rows = _read_rows(path, stream, declaration.sheet)
    header, *body = rows or [[]]
    columns = {i: _type_column([row[i] for row in body]) for i in range(len(header))}
    frame = pd.DataFrame(columns)
    frame.columns = pd.Index(["" if n is None else as_text(n) for n in header], dtype="str")
    return DeliveredFile(frame, remarks=_tell_impossible(noted))


def _read_rows(path: Path, stream: BinaryIO, sheet: str | None) -> list[Row]:
    from openpyxl import load_workbook

    with ZipFile(stream) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
        # Sheets of answers shrink to a tenth or a thirtieth.
        refuse_bomb(path, "bytes", unpacked, 64 * 2**20, per_byte=100)
        damaged = archive.testzip()
    if damaged:
        raise BadZipFile(f"bad checksum in {damaged}")
    book = load_workbook(stream, read_only=True, data_only=True)
    chosen = _choose_sheet(path, book, sheet)
    with ZipFile(stream) as archive, archive.open(chosen._worksheet_path) as sheet_xml:
        on_load = bool(book.calculation and book.calculation.fullCalcOnLoad)
        refuse_uncomputed(path, chosen.title, sheet_xml, on_load=on_load)
    # Some programs store a wrong sheet size, and rows beyond it would be lost.
    chosen.reset_dimensions()
    return _collect_rows(path, chosen.iter_rows(values_only=True))


def _collect_rows(path: Path, rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Filled rows as wide as the header: its first one, without what only carries formatting."""
    filled: list[Row] = []
    width = 0
    for number, row in enumerate(rows, start=1):
        last = _last_filled(row)
        if last and not filled:
            width = last
        refuse_bomb(path, "rows", number, MOST_ROWS, per_byte=0)
        if last > width:
            raise FileError(
                "F006",
                f"{path}: row {number} holds something in column {last}, but the header ends at "
                f"column {width}. Name the columns beyond it, or clear them."
                f"{suspect_title(len(filled[0]) - filled[0].count(None), last)}",
            )
        if last:
            filled.append([*row[:width], *[None] * (width - len(row))])
            # A cell takes a byte or more, however often its answer is given.
            refuse_bomb(path, "cells", len(filled) * width, 10**7, per_byte=10)
    return filled


def _choose_sheet(path: Path, book: Workbook, declared: str | None) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if declared is None and len(sheets) == 1:
        return next(iter(sheets.values()))
    if declared not in sheets:
        found = "file.sheet is not declared" if declared is None else f"no sheet {declared!r}"
        raise FileError(
            "F003",
            f"{path}: {found}; name one of {list(sheets)} there (kj wave add --sheet)",
        )
    return sheets[declared]


def _last_filled(row: Sequence[Any]) -> int:
    """The place, from 1, of the last cell that holds something; 0 in an empty row."""
    return next((i for i in range(len(row), 0, -1) if row[i - 1] is not None), 0)


def _type_column(cells: Row) -> pd.Series:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pd.Series(cells, dtype="boolean")
    if kinds == {int} and max(abs(cell) for cell in cells if cell is not None) <= LARGEST_INTEGER:
        return pd.Series(cells, dtype="Int64")
    if kinds and kinds <= {int, float}:
        return pd.Series(cells, dtype="float64")
    if time in kinds or timedelta in kinds:
        cells = [_as_duration(cell) for cell in cells]
    if kinds == {datetime}:
        return pd.Series(pd.to_datetime(pd.Series(cells)))
    return pd.Series([None if cell is None else as_text(cell) for cell in cells], dtype="str")


def _as_duration(cell: Any) -> Any:
    """A cell of a column of times: openpyxl makes a date of one over 24 hours, or below none."""
    if not isinstance(cell, datetime) or cell.year > FIRST_YEAR:
        return cell
    # As Excel counts from 1900, a number of days from 1 on has one day more before it.
    return cell - (BEFORE_FIRST_DAY if cell >= BEFORE_FIRST_DAY else NO_DAYS)


@contextmanager
def _noting_impossible_dates() -> Iterator[list[str]]:
    """Keep what openpyxl warns of: numbers formatted as dates that are none."""
    noted: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield noted
    noted += [told[0] for one in caught if (told := NO_DATE.search(str(one.message)))]


def _tell_impossible(noted: Sequence[str]) -> tuple[str, ...]:
    if not noted:
        return ()
    more = f" and {len(noted) - CELLS_SHOWN} more" * (len(noted) > CELLS_SHOWN)
    return (
        f"numbers that are formatted as dates are none, and are read as #VALUE!: "
        f"{'; '.join(noted[:CELLS_SHOWN])}{more}",
    )
