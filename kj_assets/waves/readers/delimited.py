"""Delimited text: every cell exactly as delivered, as text.

Here: encodings, ragged rows, quotes. Not here: what a cell means; nothing guesses numbers,
so ``007`` stays ``007`` and ``NA`` stays the text it is.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd

from kj_assets.errors import FileError
from kj_assets.waves.readers.delivered import DeliveredFile
from kj_assets.waves.wave_declaration import SurveyFile

DETECTED_ENCODINGS = ("utf-8-sig", "cp949")
RAGGED_LINES_SHOWN = 5
# Halves of characters: some encodings write them down, and no text in UTF-8 can hold them.
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def read_delimited(path: Path, declaration: SurveyFile) -> DeliveredFile:
    """Read delimited text; only a cell without any character is missing.

    Raises:
        FileError: F003 (quotes, ragged rows, no known encoding), F005 (the declared
            encoding does not fit).
    """
    text = _decode(path, declaration.encoding)
    header, *rows = _split_rows(path, text, declaration.delimiter) or [[]]
    frame = pd.DataFrame(rows, columns=range(len(header)), dtype="str")
    frame.columns = pd.Index(header, dtype="str")
    return DeliveredFile(frame.mask(frame == ""))


def _decode(path: Path, declared: str | None) -> str:
    content = path.read_bytes()
    text = _decode_as(path, content, declared) if declared else _detect(path, content)
    return text.removeprefix("\ufeff")


def _decode_as(path: Path, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
        if found := HALF_CHARACTER.search(text):
            raise UnicodeError(f"half a character, {found[0]!r}, at {found.start()}")
    except UnicodeError as error:
        raise FileError(
            "F005",
            f"{path}: is not {encoding}: {_describe(error)}. Correct file.encoding, or leave it "
            "out to try UTF-8 and CP949 (which contains EUC-KR).",
        ) from error
    except (LookupError, ValueError) as error:
        raise FileError(
            "F005", f"{path}: file.encoding {encoding!r} is unknown; use utf-8, cp949 or euc-kr"
        ) from error
    return text


def _detect(path: Path, content: bytes) -> str:
    reasons = []
    for encoding in DETECTED_ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            reasons.append(f"not {encoding}: {_describe(error)}")
    raise FileError(
        "F003",
        f"{path}: no known text encoding ({'; '.join(reasons)}). Name the right one in "
        "file.encoding, or fetch the file again if it is damaged.",
    )


def _describe(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.object[error.start]:#04x} at offset {error.start}"
    return str(error)


def _split_rows(path: Path, text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    ragged: list[str] = []
    try:
        for row in reader:
            if row and rows and len(row) != len(rows[0]):
                ragged.append(f"line {reader.line_num} has {len(row)} cells")
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
            f"{delimiter!r}, or correct file.delimiter.",
        )
    return rows
