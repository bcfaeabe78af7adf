"""Dates, times of day and durations as SPSS and Stata store them: numbers with a format.

Here: which columns hold them, and their cells as delivered. Not here: reading files
(`statistical.py`). pyreadstat would make 06:00 of 30 hours and stop at one impossible date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from kj_assets.waves.readers.delivered import as_text, tell_duration

DAY = 86_400
SPSS_FORMAT = re.compile(r"([A-Z]+)[\d.]*")
SPSS_DATES = frozenset({"DATE", "ADATE", "EDATE", "JDATE", "SDATE", "MOYR", "QYR", "WKYR"})
SPSS_MOMENTS = SPSS_DATES | {"DATETIME", "YMDHMS"}
SPSS_DURATIONS = frozenset({"TIME", "DTIME", "MTIME"})
STATA_FORMAT = re.compile(r"%-?(tc|tC|td|d)(.*)")
# Parts of a Stata format that show a date: century, year, month, day, day of the year, week.
STATA_DATE_PART = re.compile("[CYNnDdJjWw]|[Mm]on")
ROWS_SHOWN = 5


@dataclass(frozen=True)
class Clock:
    """How a column counts: its unit in seconds, from a day on, or for how long.

    ``first`` is the first day that the program knows.
    """

    kind: Literal["moment", "duration"]
    unit: float
    origin: date
    first: date


@dataclass(frozen=True)
class Moments:
    """A column read: its cells, and the rows (from 1) whose number is no date."""

    cells: pd.Series
    impossible: tuple[int, ...] = ()


def find_clock(form: str | None, is_spss: bool) -> Clock | None:
    """What a column's format makes of its numbers; None if they are numbers."""
    if is_spss:
        name = SPSS_FORMAT.fullmatch(form or "")
        origin, first = date(1582, 10, 14), date(1582, 10, 15)
        if name and name[1] in SPSS_DURATIONS:
            return Clock("duration", 1, origin, first)
        return Clock("moment", 1, origin, first) if name and name[1] in SPSS_MOMENTS else None
    found = STATA_FORMAT.fullmatch(form or "")
    if found is None:
        return None
    origin, first = date(1960, 1, 1), date(100, 1, 1)
    if found[1] in ("td", "d"):
        return Clock("moment", DAY, origin, first)
    shows_date = not found[2] or STATA_DATE_PART.search(found[2])
    return Clock("moment" if shows_date else "duration", 0.001, origin, first)


def read_moments(cells: pd.Series, clock: Clock, codes: frozenset[object]) -> Moments:
    """Cells as dates; text where one is none: then a date is ISO, a number as it stands.

    Durations are text such as ``30:00:00`` or ``-00:01:00``. ``codes`` are numbers that the file
    marks as missing: they stay numbers and are nothing impossible.
    """
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    seconds = (numbers * clock.unit).to_numpy()
    coded = cells.isin(list(codes)).to_numpy() | (cells.notna() & numbers.isna()).to_numpy()
    if clock.kind == "duration":
        fits = np.isfinite(seconds) & ~coded
        texts = pd.Series(None, index=cells.index, dtype=object)
        texts[fits] = [tell_duration(one) for one in seconds[fits]]
        return _with_rest(texts, cells, fits, coded)
    start, end = (
        (day.toordinal() - clock.origin.toordinal()) * DAY for day in (clock.first, date.max)
    )
    fits = (seconds >= start) & (seconds < end + DAY) & ~coded
    microseconds = np.zeros(len(seconds), dtype="int64")
    microseconds[fits] = np.round(seconds[fits] * 1e6).astype("int64")
    read = pd.Series(np.datetime64(clock.origin, "us") + microseconds.astype("m8[us]"), cells.index)
    if (fits | cells.isna().to_numpy()).all():
        return Moments(read.where(fits).astype("M8[us]"))
    texts = pd.Series(None, index=cells.index, dtype=object)
    texts[fits] = [moment.isoformat() for moment in read[fits]]
    return _with_rest(texts, cells, fits, coded)


def _with_rest(texts: pd.Series, cells: pd.Series, fits: np.ndarray, coded: np.ndarray) -> Moments:
    """What is neither date nor duration, as it stands."""
    rest = ~fits & cells.notna().to_numpy()
    texts[rest] = [as_text(cell) for cell in cells[rest]]
    impossible = np.flatnonzero(rest & ~coded) + 1
    return Moments(texts.astype("str"), tuple(int(row) for row in impossible))


def tell_impossible(column: str, read: Moments) -> str:
    """A sentence on the cells of a column that hold no date."""
    found = len(read.impossible)
    shown = (f"row {row} ({read.cells.iloc[row - 1]})" for row in read.impossible[:ROWS_SHOWN])
    more = f" and {found - ROWS_SHOWN} more" * (found > ROWS_SHOWN)
    return (
        f"column {column!r} is formatted as dates, and some numbers in it are none: "
        f"{', '.join(shown)}{more}. They are kept as they stand, and the column is text."
    )
