"""Delimited text: every cell exactly as delivered, as text.

Here: broken letters, ragged rows, quotes. Not here: which encoding it is (`texts.py`), or what a
cell means; nothing guesses numbers, so ``007`` stays ``007`` and ``NA`` stays the text it is.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd

from kj_assets.errors import FileError
from kj_assets.waves.readers.delivered import DeliveredFile
from kj_assets.waves.readers.first_row import refuse_other_delimiter, suspect_title
from kj_assets.waves.readers.texts import (
    MARK,
    Encoding,
    choose_encoding,
    refuse_broken,
    tell_marked,
)
from kj_assets.waves.wave_declaration import Population, SurveyFile

RAGGED_LINES_SHOWN = 5
# Halves of characters: some encodings write them down, and no text in UTF-8 can hold them.
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def read_delimited(path: Path, declaration: SurveyFile, population: Population) -> DeliveredFile:
    """Read delimited text; only a cell without any character is missing.

    Raises:
        FileError: F003 (quotes, ragged rows, another delimiter, no known encoding), F005 (the
            declared encoding does not fit, several do, or letters are broken).
    """
    content = path.read_bytes()
    encoding = choose_encoding(path, [content], declaration, population)
    text, is_whole = _decode(path, content, encoding)
    refuse_other_delimiter(path, text, declaration.delimiter)
    header, *rows = _split_rows(path, text, declaration.delimiter) or [[]]
    broken = () if is_whole else _find_broken(header, rows)
    if not is_whole and not encoding.marks:
        raise refuse_broken(path, encoding, broken, [content])
    frame = pd.DataFrame(rows, columns=range(len(header)), dtype="str")
    frame.columns = pd.Index(header, dtype="str")
    remarks = (encoding.remark, tell_marked(broken) if broken else "")
    return DeliveredFile(
        frame.mask(frame == ""),
        encoding=encoding.codec if encoding.was_found else None,
        remarks=tuple(filter(None, remarks)),
    )


def _decode(path: Path, content: bytes, encoding: Encoding) -> tuple[str, bool]:
    """The text, and whether all of it is in the encoding; what is not is marked."""
    try:
        text, is_whole = content.decode(encoding.codec), True
    except UnicodeDecodeError:
        text, is_whole = content.decode(encoding.codec, "replace"), False
    except UnicodeError as error:
        raise FileError(
            "F005", f"{path}: is not {encoding.codec}: {error}. Correct file.encoding."
        ) from error
    if found := HALF_CHARACTER.search(text):
        raise FileError(
            "F005",
            f"{path}: is not {encoding.codec}: half a character, {found[0]!r}, at "
            f"{found.start()}. Correct file.encoding.",
        )
    return text.removeprefix("\ufeff"), is_whole


def _find_broken(header: list[str], rows: list[list[str]]) -> tuple[str, ...]:
    names = tuple(f"the name of column {i}" for i, name in enumerate(header, 1) if MARK in name)
    return names + tuple(
        f"row {number}, column {name!r}"
        for number, row in enumerate(rows, 1)
        for name, cell in zip(header, row, strict=True)
        if MARK in cell
    )


def _split_rows(path: Path, text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    ragged: list[str] = []
    widest = 0
    try:
        for row in reader:
            if row and rows and len(row) != len(rows[0]):
                ragged.append(f"line {reader.line_num} has {len(row)} cells")
                widest = max(widest, len(row))
            elif row:
                rows.append(row)
    except csv.Error as error:
        raise FileError(
            "F003", f"{path}: line {reader.line_num}: {error}. Mend the quotes there."
        ) from error
    if ragged:
        more = f" and {len(ragged) - RAGGED_LINES_SHOWN} more" * (len(ragged) > RAGGED_LINES_SHOWN)
        raise FileError(
            "F003",
            f"{path}: the header has {len(rows[0])} columns, but "
            f"{', '.join(ragged[:RAGGED_LINES_SHOWN])}{more}. Quote cells that contain "
            f"{delimiter!r}, or correct file.delimiter (kj wave add --delimiter)."
            f"{suspect_title(len(rows[0]), widest)}",
        )
    return rows
