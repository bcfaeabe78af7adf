"""Days as files write them: ISO, Korean, with slashes, by serial, each in a time zone or in none.

Here: one cell read as a day, in every order its numbers may have. Not here: which column of dates
is the fieldwork (`fieldwork.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

MORNING = "오전|午前|[AaPp]\\.?[Mm]\\.?|오후|午後"
TIME = (
    rf"(?:(?:T|,?\s+)(?:\(?\w요?일?\)?\s+)?(?:(?P<half>{MORNING})\s*)?(?P<hour>\d{{1,2}})"
    r"\s*[:시時]\s*(?P<minute>\d{1,2})?(?:\s*[:분分]\s*(?:\d{1,2}(?:[.,]\d+)?\s*[초秒]?)?)?"
    rf"(?:\s*(?P<after>{MORNING}))?)?"
)
ZONE = r"\s*(?P<zone>Z|UTC|GMT|KST|JST)?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?\s*"
NAMED_OFFSETS = {"KST": 9, "JST": 9}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EXCEL_START = datetime(1899, 12, 30)
SECONDS_FROM, MILLISECONDS_FROM = 1e9, 1e12


@dataclass(frozen=True)
class Reading:
    """One way to read a column's cells.

    Args:
        pattern: of the whole cell; its groups ``y``, ``m`` and ``d`` are the day's numbers.
        order: what is taken for granted, in words, where the numbers alone do not say.
        is_number: whether the cell is a bare number, which only a name makes a date.
    """

    pattern: re.Pattern[str]
    order: str = ""
    is_number: bool = False


def _reading(day: str, order: str = "", **more: bool) -> Reading:
    return Reading(re.compile(rf"\s*{day}\s*{TIME}{ZONE}", re.IGNORECASE), order, **more)


_MONTH = rf"(?P<m>{'|'.join(MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<y>\d{4}|\d{2})"
READINGS = (
    _reading(r"(?P<y>\d{4})\s*[-/.년年]\s*(?P<m>\d{1,2})\s*[-/.월月]\s*(?P<d>\d{1,2})\s*[.일日]?"),
    _reading(rf"(?P<d>\d{{1,2}})[-\s/.]+{_MONTH}[-\s/.,]+{_YEAR}"),
    _reading(rf"{_MONTH}\s+(?P<d>\d{{1,2}}),?\s+{_YEAR}"),
    _reading(rf"(?P<d>\d{{1,2}})\s*[-/.]\s*(?P<m>\d{{1,2}})\s*[-/.]\s*{_YEAR}", "day first"),
    _reading(rf"(?P<m>\d{{1,2}})\s*[-/.]\s*(?P<d>\d{{1,2}})\s*[-/.]\s*{_YEAR}", "month first"),
    _reading(
        r"(?P<y>\d{2})\s*[-/.년]\s*(?P<m>\d{1,2})\s*[-/.월]\s*(?P<d>\d{1,2})\s*[.일]?", "year first"
    ),
    Reading(re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\.0)?"), is_number=True),
    Reading(re.compile(r"(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:\.0)?"), "year first", True),
    Reading(re.compile(r"(?P<serial>\d{5}(?:\.\d+)?)"), "days since 1900, as Excel counts", True),
    Reading(re.compile(r"(?P<serial>\d{10}(?:\.\d+)?|\d{13})"), "seconds since 1970", True),
)


def read_day(cell: str, reading: Reading, zone: ZoneInfo | None) -> date | None:
    """The day of a cell, in the zone if the cell names another; None if it is no day so read."""
    found = reading.pattern.fullmatch(cell)
    if found is None:
        return None
    told = found.groupdict()
    try:
        if told.get("serial"):
            return _count_up(float(told["serial"]), zone)
        moment = _read_moment(told)
        offset = _read_offset(told)
    except (ValueError, OverflowError):
        return None
    if offset is None or zone is None:
        return moment.date()
    return moment.replace(tzinfo=timezone(offset)).astimezone(zone).date()


def names_offset(cell: str, reading: Reading) -> bool:
    """Whether the cell says of its time in which zone it is."""
    found = reading.pattern.fullmatch(cell)
    return found is not None and _read_offset(found.groupdict()) is not None


def _read_moment(told: dict[str, str]) -> datetime:
    year, month = int(told["y"]), told["m"].lower()
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    # Two digits of a year are of this century: nobody was asked in the last one.
    day = datetime(year + 2000 if year < 100 else year, number, int(told["d"]))
    return day + timedelta(hours=_read_hour(told), minutes=int(told.get("minute") or 0))


def _read_hour(told: dict[str, str]) -> int:
    hour = int(told.get("hour") or 0)
    half = (told.get("half") or told.get("after") or "").lower()
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "p오午" and half not in ("오전", "午前") else 0)


def _read_offset(told: dict[str, str]) -> timedelta | None:
    if not (told.get("zone") or told.get("offset")):
        return None
    hours = NAMED_OFFSETS.get((told.get("zone") or "").upper(), 0)
    digits = re.sub(r"\D", "", told.get("offset") or "").zfill(1)
    own = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timedelta(hours=hours) + (-own if (told.get("offset") or "").startswith("-") else own)


def _count_up(serial: float, zone: ZoneInfo | None) -> date:
    if serial < SECONDS_FROM:
        return (EXCEL_START + timedelta(days=serial)).date()
    seconds = serial / 1000 if serial >= MILLISECONDS_FROM else serial
    return datetime.fromtimestamp(seconds, zone or UTC).date()
