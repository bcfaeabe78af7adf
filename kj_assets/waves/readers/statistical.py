"""SPSS and Stata files: codes stay codes, and their labels come along as a table.

Here: pyreadstat, and its cells as plain columns. Not here: what a code means for an item
(`clean/`), dates (`moments.py`), encodings (`texts.py`).

pyreadstat is asked for numbers and bytes as they are stored: it would make 06:00 of 30 hours, stop
at one impossible date or broken letter, and, with user-missing codes in its pandas output, put
arbitrary integers for a plain missing that follows a lettered one in a column of integers
(findings/pyreadstat_user_missing_integers.sh).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from kj_assets.errors import FileError
from kj_assets.waves.readers.apart import bounds_for, call_apart
from kj_assets.waves.readers.delivered import DeliveredFile, as_text, refuse_unreadable
from kj_assets.waves.readers.labels import tabulate_labels
from kj_assets.waves.readers.moments import find_clock, read_moments, tell_impossible
from kj_assets.waves.readers.spss_header import promised_rows, promising, state_spss_encoding
from kj_assets.waves.readers.stored import BYTES, StoredFile, decode_stored
from kj_assets.waves.wave_declaration import Population, SurveyFile

OPTIONS: dict[str, Any] = {
    "encoding": BYTES,
    "user_missing": True,
    "disable_datetime_conversion": True,
}
FIRST_UNICODE_STATA = 118


def read_spss(path: Path, declaration: SurveyFile, population: Population) -> DeliveredFile:
    """Read a .sav or .zsav file.

    Raises:
        FileError: F003 damaged, truncated or with other rows than it says; F005 its encoding
            does not fit, is not known, or letters are broken.
    """
    return _read_apart(path, "an SPSS file", _read_spss, declaration, population)


def read_stata(path: Path, declaration: SurveyFile, population: Population) -> DeliveredFile:
    """Read a .dta file; extended missing values ``.a`` to ``.z`` are the codes a to z.

    Raises:
        FileError: F003 damaged or truncated; F005 as for SPSS.
    """
    return _read_apart(path, "a Stata file", _read_stata, declaration, population)


def _read_apart(
    path: Path,
    kind: str,
    function: Callable[[Path, SurveyFile, Population], DeliveredFile],
    declaration: SurveyFile,
    population: Population,
) -> DeliveredFile:
    with refuse_unreadable(path, kind, ChildProcessError):
        return call_apart(function, path, declaration, population, bounds=bounds_for(path))


def _read_spss(path: Path, declaration: SurveyFile, population: Population) -> DeliveredFile:
    import pyreadstat

    content = path.read_bytes()
    promised = promised_rows(content)
    found = _count_spss_rows(content)
    if promised not in (found, None):
        raise FileError(
            "F003",
            f"{path}: its header says {promised:,} respondents, but {found:,} are there. Fetch it "
            "again, or open it in SPSS, look at the last rows and save it anew.",
        )
    frame, meta = pyreadstat.read_sav(io.BytesIO(promising(content, found)), **OPTIONS)
    stated = state_spss_encoding(content)
    stored = StoredFile({name: frame[name] for name in frame}, meta, stated)
    return _interpret(path, stored, declaration, population, is_spss=True)


def _count_spss_rows(content: bytes) -> int:
    """Rows that are there: one column is read until the end of the file."""
    import pyreadstat

    _, meta = pyreadstat.read_sav(io.BytesIO(content), encoding=BYTES, metadataonly=True)
    frame, _ = pyreadstat.read_sav(
        io.BytesIO(promising(content, -1)), usecols=meta.column_names[:1], **OPTIONS
    )
    return len(frame)


def _read_stata(path: Path, declaration: SurveyFile, population: Population) -> DeliveredFile:
    import pyreadstat

    content = path.read_bytes()
    columns, meta = pyreadstat.read_dta(io.BytesIO(content), output_format="dict", **OPTIONS)
    series = {name: _type_stata(name, cells) for name, cells in columns.items()}
    stated = "utf-8" if content.startswith(b"<stata_dta>") and _release(content) else None
    return _interpret(
        path, StoredFile(series, meta, stated), declaration, population, is_spss=False
    )


def _release(content: bytes) -> bool:
    """Whether a Stata file is of a release that knows UTF-8 only."""
    told = content[:100].partition(b"<release>")[2].partition(b"<")[0]
    return told.isdigit() and int(told) >= FIRST_UNICODE_STATA


def _type_stata(name: str, cells: list[Any]) -> pd.Series:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int}:
        return pd.Series(cells, dtype="Int64", name=name)
    if kinds <= {int, float}:
        return pd.Series(cells, dtype="float64", name=name)
    return pd.Series(cells, dtype=object, name=name)


def _interpret(
    path: Path,
    stored: StoredFile,
    declaration: SurveyFile,
    population: Population,
    *,
    is_spss: bool,
) -> DeliveredFile:
    """Cells, labels and names as plain text, numbers and dates."""
    decoded = decode_stored(path, stored, declaration, population)
    columns: dict[str, pd.Series] = {}
    remarks = decoded.remarks
    for name, cells in decoded.cells.items():
        clock = find_clock(decoded.formats[name], is_spss)
        if clock is None or not _has_numbers(cells):
            columns[name] = _make_plain(cells)
            continue
        moments = read_moments(cells, clock, decoded.labels[name].missing_in(cells))
        columns[name] = moments.cells
        if moments.impossible:
            remarks += (tell_impossible(name, moments),)
    labels = tabulate_labels(decoded.cells, decoded.labels)
    frame = pd.DataFrame(columns)
    return DeliveredFile(frame, labels, decoded.note, decoded.encoding, remarks)


def _has_numbers(cells: pd.Series) -> bool:
    return cells.dtype != object or bool(cells.map(lambda cell: not isinstance(cell, str)).any())


def _make_plain(column: pd.Series) -> pd.Series:
    """Numbers stay; text, and a column of mixed kinds, become text."""
    if column.dtype != object:
        return column
    return column.map(as_text, na_action="ignore").astype("str")
