"""SPSS and Stata files: codes stay codes, and their labels come along as a table.

Here: pyreadstat, with user-missing codes kept and value labels not applied. Not here: what
a code means for an item (`clean/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kj_assets.errors import FileError
from kj_assets.waves.readers.apart import bounds_for, call_apart
from kj_assets.waves.readers.delivered import (
    LABEL_COLUMNS,
    DeliveredFile,
    as_text,
    refuse_unreadable,
)
from kj_assets.waves.wave_declaration import SurveyFile


def read_spss(path: Path, declaration: SurveyFile) -> DeliveredFile:
    """Read a .sav file; F003 damaged or truncated, F005 wrong encoding."""
    with refuse_unreadable(path, "an SPSS file", ChildProcessError):
        return call_apart(_read, path, declaration.encoding, "read_sav", bounds=bounds_for(path))


def read_stata(path: Path, declaration: SurveyFile) -> DeliveredFile:
    """Read a .dta file; extended missing values ``.a`` to ``.z`` are the codes a to z.

    Raises:
        FileError: F003 damaged or truncated, F005 wrong encoding.
    """
    with refuse_unreadable(path, "a Stata file", ChildProcessError):
        return call_apart(_read, path, declaration.encoding, "read_dta", bounds=bounds_for(path))


def _read(path: Path, encoding: str | None, reader: str) -> DeliveredFile:
    import pyreadstat

    try:
        frame, meta = getattr(pyreadstat, reader)(
            str(path), encoding=encoding, user_missing=True, dates_as_pandas_datetime=True
        )
    except pyreadstat.ReadstatError as error:
        if "encoding" in str(error) or "character set" in str(error):
            raise FileError(
                "F005",
                f"{path}: its texts are not in the encoding {encoding or 'it states'} ({error}). "
                "Name the right one in file.encoding, for Korean files mostly CP949.",
            ) from error
        raise
    frame = frame.apply(_make_plain)
    return DeliveredFile(frame, _tabulate_labels(frame, meta), meta.file_label or "")


def _make_plain(column: pd.Series) -> pd.Series:
    """Numbers, dates and text stay; a column of mixed kinds becomes text."""
    if column.dtype != object:
        return column
    return column.map(as_text, na_action="ignore").astype("str")


@dataclass(frozen=True)
class _ColumnMeta:
    """What a statistical file says about one column."""

    name: str
    label: str | None
    labels: dict[Any, str]
    missing_ranges: list[dict[str, Any]]
    missing_codes: list[Any]

    def is_user_missing(self, code: Any) -> bool:
        return code in self.missing_codes or any(
            isinstance(code, str) == isinstance(span["lo"], str)
            and span["lo"] <= code <= span["hi"]
            for span in self.missing_ranges
        )


def _tabulate_labels(frame: pd.DataFrame, meta: Any) -> pd.DataFrame:
    rows = [
        row
        for name in frame.columns
        for row in _describe_column(
            frame[name],
            _ColumnMeta(
                name,
                meta.column_names_to_labels.get(name) or None,
                meta.variable_value_labels.get(name, {}),
                meta.missing_ranges.get(name, []),
                meta.missing_user_values.get(name, []),
            ),
        )
    ]
    return pd.DataFrame(rows, columns=list(LABEL_COLUMNS)).astype(LABEL_COLUMNS)


def _describe_column(cells: pd.Series, meta: _ColumnMeta) -> Iterator[tuple[Any, ...]]:
    codes = dict.fromkeys(meta.labels)
    if meta.missing_ranges or meta.missing_codes:
        # A range such as 90 to 99 names no codes: those that occur are listed as well.
        occurring = (code for code in cells.dropna().unique() if meta.is_user_missing(code))
        codes |= dict.fromkeys(occurring)
    for code in codes:
        missing = meta.is_user_missing(code)
        yield meta.name, meta.label, as_text(code), meta.labels.get(code), missing
    if meta.label and not codes:
        yield meta.name, meta.label, None, None, False
