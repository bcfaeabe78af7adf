"""The survey file: is it the declared one, and what does it hold.

Here: the sha256 that pins the file, and reading it as delivered. Not here: each format
(`readers/`), or what columns and codes mean (`clean/`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from kj_assets.errors import DeclarationError, FileError
from kj_assets.waves.header_rows import refuse_header_rows
from kj_assets.waves.readers.columnar import draw_columnar, read_columnar
from kj_assets.waves.readers.delimited import read_delimited
from kj_assets.waves.readers.delivered import DeliveredFile
from kj_assets.waves.readers.first_row import suspect_title
from kj_assets.waves.readers.formats import find_format
from kj_assets.waves.readers.spreadsheet import read_spreadsheet
from kj_assets.waves.readers.statistical import read_spss, read_stata
from kj_assets.waves.registry import Wave
from kj_assets.waves.several import join_columns, stack_rows
from kj_assets.waves.wave_declaration import OWN_POPULATION, Population, SurveyFile

NAMES_SHOWN = 10
READERS: dict[str, Callable[[Path, SurveyFile, Population], DeliveredFile]] = {
    "csv": read_delimited,
    "xlsx": read_spreadsheet,
    "sav": read_spss,
    "dta": read_stata,
    "parquet": read_columnar,
}
# Formats that need not be held whole.
DRAWN: dict[str, Callable[[Path], Iterator[pd.DataFrame]]] = {"parquet": draw_columnar}


def read_survey_file(
    path: Path, declaration: SurveyFile, population: Population = OWN_POPULATION
) -> DeliveredFile:
    """Read a survey file as delivered: nothing is guessed, recoded or dropped.

    The frame holds text, ``Int64``, ``float64``, ``boolean`` and dates only, and goes to
    DuckDB through Arrow. A csv is all text. ``population`` says which language its texts are
    likely in, where they do not tell their encoding.

    Raises:
        FileError: F001 missing; F003 truncated, damaged or not of its format; F004 without
            rows; F005 not in the declared encoding; F006 duplicate or blank column names;
            F007 unknown format; F008 far larger than a file of its size can be; F009 formulas
            without values; F010 more rows of headers than one.
    """
    _refuse_absent(path)
    delivered = READERS[find_format(path, declaration)](path, declaration, population)
    _refuse_shape(path, delivered.frame)
    refuse_header_rows(path, delivered.frame)
    return delivered


@contextmanager
def holding_still(wave: Wave) -> Iterator[None]:
    """Verify a wave's files before and after: what is read in between is what was recorded.

    Raises:
        DeclarationError: F103; FileError: F001, F002 (see `verify_file`), also in place of what
            else went wrong because a file went or changed while it was read.
    """
    verify_file(wave)
    try:
        yield
    finally:
        verify_file(wave)


def draw_wave_file(wave: Wave) -> Iterator[pd.DataFrame]:
    """The frame of `read_wave_file` in chunks, where it `can_be_drawn`; the same errors."""
    (part,) = wave.declaration.parts
    with holding_still(wave):
        yield from draw_survey_file(wave.paths[0], part)


def draw_survey_file(path: Path, declaration: SurveyFile) -> Iterator[pd.DataFrame]:
    """The frame of `read_survey_file` in chunks, of a format in `DRAWN`; the same errors."""
    _refuse_absent(path)
    chunks = DRAWN[find_format(path, declaration)](path)
    first = next(chunks)
    _refuse_shape(path, first)
    yield first
    yield from chunks


def can_be_drawn(wave: Wave) -> bool:
    """Whether a wave's file can be read in chunks: a single one of a format in `DRAWN`."""
    file = wave.declaration.file
    return file is not None and find_format(wave.paths[0], file) in DRAWN


def _refuse_absent(path: Path) -> None:
    _refuse_missing(path)
    if path.stat().st_size == 0:
        raise FileError("F004", f"{path}: the file is empty (0 bytes); fetch it again")


def _refuse_shape(path: Path, frame: pd.DataFrame) -> None:
    _refuse_bad_names(path, [str(name) for name in frame.columns])
    if frame.empty:
        raise FileError("F004", f"{path}: 0 respondents, only column names; fetch it again")


def read_wave_file(wave: Wave) -> DeliveredFile:
    """Verify and read a wave's file, or its several files as one.

    Raises:
        FileError: F001 to F007 as for one file; F008 the files do not fit each other.
    """
    declared = wave.declaration
    with holding_still(wave):
        read = [
            (path, read_survey_file(path, part, declared.population))
            for path, part in zip(wave.paths, declared.parts, strict=True)
        ]
    if declared.files is None:
        return read[0][1]
    if declared.files.combine == "rows":
        return stack_rows(read)
    return join_columns(read, str(declared.respondent_id))


def verify_file(wave: Wave) -> None:
    """Check that each of the wave's files is there and holds the recorded bytes.

    Raises:
        DeclarationError: F103 the wave is planned and has no file.
        FileError: F001 missing, F002 its bytes differ from the recorded sha256.
    """
    if not wave.declaration.parts:
        raise DeclarationError("F103", f"wave {wave.id} is planned: it has no file yet")
    key = "its part of files" if wave.declaration.files else "file.sha256"
    for path, part in zip(wave.paths, wave.declaration.parts, strict=True):
        _refuse_missing(path)
        found = hash_file(path)
        if found != part.sha256:
            raise FileError(
                "F002",
                f"wave {wave.id}: {path} is not the recorded file: its sha256 is {found}, "
                f"{wave.folder / 'wave.yaml'} records {part.sha256}. To accept the new file, "
                f"write its sha256 into {key} there; otherwise put the old file back.",
            )


def hash_file(path: Path) -> str:
    """Return the sha256 of a file's bytes as 64 hex digits; the file is streamed."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _refuse_missing(path: Path) -> None:
    if not path.is_file():
        raise FileError(
            "F001", f"{path}: no such file; put the survey file there, or correct file.path"
        )


def _refuse_bad_names(path: Path, names: list[str]) -> None:
    blank = [place for place, name in enumerate(names, start=1) if not name.strip()]
    # DuckDB's column names ignore case: 'Q1' and 'q1' cannot stand in one table.
    counts = Counter(name.casefold() for name in names)
    twice = [name for name in names if name.strip() and counts[name.casefold()] > 1]
    mistakes = [f"column {place} of {len(names)} has no name" for place in blank]
    if twice:
        shown = f"{twice[:NAMES_SHOWN]}{_and_more(twice)}"
        mistakes.append(f"{shown} are the same name (upper and lower case count as one)")
    # DuckDB ends a name there, so two could become one.
    mistakes += [f"the name {name!r} holds a NUL" for name in names if "\0" in name]
    if mistakes:
        shown = f"{'; '.join(mistakes[:NAMES_SHOWN])}{_and_more(mistakes)}"
        title = suspect_title(len(names) - len(blank), len(names))
        raise FileError(
            "F006",
            f"{path}: {shown}. Name each once in the file; a wave "
            f"that is declared records its new sha256.{title}",
        )


def _and_more(told: Sequence[str]) -> str:
    return f" and {len(told) - NAMES_SHOWN} more" if len(told) > NAMES_SHOWN else ""
