"""The file that arrived: its columns with their texts, labels, codes and counts.

Here: describing a file nobody has declared yet. Not here: what its columns are (`matching.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from kj_assets.errors import DeclarationError
from kj_assets.intake.missing_words import recognise_missing
from kj_assets.waves.codes import canonical_code, canonical_codes
from kj_assets.waves.readers.delivered import DeliveredFile
from kj_assets.waves.several import join_columns, stack_rows
from kj_assets.waves.sources import hash_file, read_survey_file
from kj_assets.waves.wave_declaration import (
    OWN_POPULATION,
    Combine,
    Population,
    SurveyFile,
    SurveyFiles,
)

# Of more different texts than these, they are people's own words, and no answers to choose.
MANY_CODES = 60
# So many words are no name that somebody gave a column.
A_SENTENCE = 3


@dataclass(frozen=True)
class ArrivedColumn:
    """One column of the file.

    Args:
        name: as in the file.
        question: the file's text for the column, if it brings one.
        labels: the file's text for each labelled code.
        counts: respondents by code, in the order of codes; blank cells are no code.
        blank: respondents whose cell is blank.
        user_missing: codes that the file marks as missing.
    """

    name: str
    question: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    blank: int = 0
    user_missing: frozenset[str] = frozenset()

    @cached_property
    def texts(self) -> dict[str, str]:
        """Text of every code: its label, or itself where the cells hold words, and not many."""
        worded = [code for code in self.counts if is_worded(code)]
        own = [c for c in worded if len(worded) <= MANY_CODES or recognise_missing(c)]
        return {code: code for code in own} | dict(self.labels)

    @cached_property
    def asks(self) -> str | None:
        """Its question: the file's text, or its name where that is a sentence, as in a form."""
        return self.question or (self.name if len(self.name.split()) >= A_SENTENCE else None)

    @cached_property
    def is_number(self) -> bool:
        """Whether every cell that is not blank holds a number."""
        numbers = pd.to_numeric(pd.Series(list(self.counts), dtype="str"), errors="coerce")
        return len(numbers) > 0 and bool(numbers.notna().all())

    @property
    def is_unique(self) -> bool:
        """Whether every respondent has a cell, and no two the same."""
        return not self.blank and set(self.counts.values()) == {1}


@dataclass(frozen=True)
class Arrival:
    """The file as a whole; ``files`` and ``others`` if there are several.

    ``remarks`` say what a person should know of how it was read.
    """

    path: Path
    sha256: str
    rows: int
    columns: tuple[ArrivedColumn, ...]
    declaration: SurveyFile
    note: str = ""
    files: SurveyFiles | None = None
    others: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file it came in."""
        return (self.path, *self.others)

    def column(self, name: str | None) -> ArrivedColumn | None:
        """The column of that name, upper and lower case being one."""
        wanted = (name or "").casefold()
        return next((c for c in self.columns if c.name.casefold() == wanted), None)


def is_worded(code: str) -> bool:
    """Whether a code is a text of its own."""
    return any(c.isalpha() for c in code)


def read_arrival(
    path: Path, population: Population = OWN_POPULATION, **reading: str | None
) -> Arrival:
    """Read a file that nobody has declared yet; ``reading`` are keys of ``file`` in wave.yaml.

    An encoding that only its texts told is declared from then on.

    Raises:
        FileError: F001, F003 to F009, see `read_survey_file`.
    """
    given = {name: value for name, value in reading.items() if value is not None}
    unpinned = SurveyFile.model_validate({"path": path.name, "sha256": "0" * 64} | given)
    delivered = read_survey_file(path, unpinned, population)
    sha256 = hash_file(path)
    pinned = {"sha256": sha256, "encoding": unpinned.encoding or delivered.encoding}
    return Arrival(
        path,
        sha256,
        len(delivered.frame),
        describe_columns(delivered),
        unpinned.model_copy(update=pinned),
        delivered.note,
        remarks=delivered.remarks,
    )


def read_arrivals(
    paths: Sequence[Path],
    combine: Combine | None,
    respondent_id: str | None,
    population: Population = OWN_POPULATION,
    **reading: str | None,
) -> Arrival:
    """Read one file, or several as one: stacked if their columns are the same, else joined.

    Raises:
        FileError: F001, F003 to F009, see `read_survey_file`; F008 they do not fit each other.
        DeclarationError: F106 nothing says by which column to join.
    """
    if len(paths) == 1:
        return read_arrival(paths[0], population, **reading)
    alone = [read_arrival(path, population, **reading) for path in paths]
    read = [(one.path, read_survey_file(one.path, one.declaration)) for one in alone]
    are_alike = len({frozenset(c.name for c in one.columns) for one in alone}) == 1
    how: Combine = combine or ("rows" if are_alike else "columns")
    if how == "columns" and respondent_id is None:
        raise DeclarationError(
            "F106",
            f"{', '.join(path.name for path in paths)} have different columns: name the one to "
            "join respondents by with --id, or say --combine rows",
        )
    several = stack_rows(read) if how == "rows" else join_columns(read, str(respondent_id))
    files = SurveyFiles(combine=how, parts=tuple(one.declaration for one in alone))
    return replace(
        alone[0],
        rows=len(several.frame),
        columns=describe_columns(several),
        note=several.note,
        files=files,
        others=tuple(one.path for one in alone[1:]),
        remarks=tuple(f"{one.path.name}: {told}" for one in alone for told in one.remarks),
    )


def describe_columns(delivered: DeliveredFile) -> tuple[ArrivedColumn, ...]:
    """Every column of a delivered file, in the file's order."""
    labels = {name: rows for name, rows in delivered.labels.groupby("column", sort=False)}
    nothing = delivered.labels.head(0)
    return tuple(
        _describe(delivered.frame[name], labels.get(name, nothing)) for name in delivered.frame
    )


def _describe(cells: pd.Series, labels: pd.DataFrame) -> ArrivedColumn:
    codes = canonical_codes(cells)
    counts = codes.value_counts().to_dict()
    coded = labels.dropna(subset=["code"])
    keys = [canonical_code(code) or "" for code in coded["code"]]
    texts = {k: str(t) for k, t in zip(keys, coded["label"], strict=True) if not pd.isna(t)}
    question = labels["column_label"].dropna()
    return ArrivedColumn(
        name=str(cells.name),
        question=str(question.iloc[0]) if len(question) else None,
        labels=texts,
        counts={code: counts[code] for code in sorted(counts, key=_in_order)},
        blank=int(codes.isna().sum()),
        user_missing=frozenset(k for k, m in zip(keys, coded["user_missing"], strict=True) if m),
    )


def _in_order(code: str) -> tuple[bool, float, str]:
    number = pd.to_numeric(code, errors="coerce")
    return bool(pd.isna(number)), 0.0 if pd.isna(number) else float(number), code
