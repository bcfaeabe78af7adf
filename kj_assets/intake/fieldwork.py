"""The days of fieldwork, found in a file's columns of dates; in doubt they are a question.

Here: which column can be the fieldwork, and why not surely. Not here: reading a cell as a day
(`days.py`), or the draft (`drafting.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.days import READINGS, Reading, names_offset, read_day
from kj_assets.intake.yaml_text import comment
from kj_assets.waves.season import find_year

ASKED = re.compile(
    r"interview|intv|(?<![a-z])int_?(?:date|time|day|dt)|field|survey|submi|today"
    r"|(?:time|date)_?stamp|조사|면접|응답|실사|제출|타임스탬프"
    r"|調査|面接|回答|実査|送信|タイムスタンプ",
    re.IGNORECASE,
)
# A beginning or an end may be that of a journey or a job: these words say enough only alone.
ALONE = re.compile(
    r"[\W_]*(?:date|time)?[\W_]*(?:start|beg[iu]n|end|finish|complet|record)(?:n?ing|ed?|ion)?"
    r"(?:[\W_]|date|time|day|dt|at)*(?:\(\w+\))?"
    r"|\s*(?:시작|종료|완료|접수|開始|終了|完了)[\s_]*(?:일자?|일시|시간|시각|날짜|日|日時|時刻|時間)?\s*",
    re.IGNORECASE,
)
OF_SOMETHING_ELSE = re.compile(
    r"birth|(?<![a-z])(?:dob|bday)(?![a-z])|born|regist|(?<![a-z])join|enrol|sign_?up|married"
    r"|export|download|update|modif|(?<![a-z])edit|expir|visit|생년|생일|출생|가입|등록|결혼|입사"
    r"|수정|방문|誕生|生年|登録|入会|加入|更新",
    re.IGNORECASE,
)
# So many of a column's cells must be days of the wave before the column may be its fieldwork.
MOST = 0.9
# No wave of the tracker took a month; the longest of the surveys it was tried on took three.
LONGEST = 92


@dataclass(frozen=True)
class Season:
    """The days a wave may have been asked on: half a year around its own, and not after today."""

    first: date
    last: date
    today: date

    @classmethod
    def of(cls, wave: str, today: date) -> Season:
        """Of a wave named after its year; of another name, the last two years."""
        named = find_year(wave)
        year = named or today.year
        first = date(year - 1, 7, 1) if named else date(year - 2, 1, 1)
        return cls(first, date(year + 1, 6, 30), today)


@dataclass(frozen=True)
class DayColumn:
    """A column whose cells are days of the wave, as far as they are read in one way.

    Args:
        name: the column.
        first: first of those days.
        last: last of them.
        doubts: why it may not be the fieldwork; none if nothing speaks against it.
        order: how its numbers were read, if they can be read in several ways.
        is_of_else: whether its name is that of another date.
        turned: whether times of another zone were turned into the wave's.
    """

    name: str
    first: date
    last: date
    doubts: tuple[str, ...] = ()
    order: str = ""
    is_of_else: bool = False
    turned: bool = False

    @property
    def told(self) -> str:
        """Column, days and doubts in words."""
        remarks = "; ".join([*([self.order] if self.order else []), *self.doubts])
        days = f"{comment(self.name)} has {self.first} to {self.last}"
        return f"{days} ({remarks})" if remarks else days


def find_day_columns(
    columns: Sequence[ArrivedColumn], season: Season, zone: str | None
) -> tuple[DayColumn, ...]:
    """Columns that may be the fieldwork, the likeliest first; one without doubts is a fact.

    A column whose name is of another date is among them only where there is no other.
    """
    there = ZoneInfo(zone) if zone else None
    read = [one for column in columns for one in _read_column(column, season, there)]
    found = [one for one in read if not one.is_of_else] or read
    found.sort(key=lambda one: (len(one.doubts), one.last - one.first))
    if len({(one.first, one.last) for one in found}) <= 1:
        return tuple(found)
    return tuple(replace(one, doubts=(*one.doubts, RIVALS)) for one in found)


RIVALS = "others have other days"
TOLD = 4


def _read_column(
    column: ArrivedColumn, season: Season, zone: ZoneInfo | None
) -> Iterator[DayColumn]:
    words = f"{column.name} {column.question or ''}"
    is_of_else = bool(OF_SOMETHING_ELSE.search(words))
    is_named = bool(ASKED.search(words)) or any(
        ALONE.fullmatch(text) for text in (column.name, column.question or "-")
    )
    for reading in READINGS:
        # A number of five or eight digits is a date by its name only.
        found = (
            _read_as(column, reading, season, zone) if is_named or not reading.is_number else None
        )
        if found:
            doubt = "its name is of another date" if is_of_else else "its name does not say of what"
            sure = is_named and not is_of_else
            doubts = found.doubts if sure else (doubt, *found.doubts)
            yield replace(found, doubts=doubts, is_of_else=is_of_else)


def _read_as(
    column: ArrivedColumn, reading: Reading, season: Season, zone: ZoneInfo | None
) -> DayColumn | None:
    days = {cell: read_day(cell, reading, zone) for cell in column.counts}
    inside = {c: d for c, d in days.items() if d is not None and season.first <= d <= season.last}
    cells = sum(column.counts.values())
    fitting = sum(column.counts[cell] for cell in inside)
    if not inside or fitting < MOST * cells:
        return None
    first, last = min(inside.values()), max(inside.values())
    turned = any(names_offset(cell, reading) for cell in column.counts)
    doubts = [
        (cells > fitting, f"{cells - fitting} cells are no day near the wave's year"),
        (column.blank > (1 - MOST) * (cells + column.blank), f"{column.blank} cells are blank"),
        ((last - first).days >= LONGEST, f"{(last - first).days + 1} days"),
        (last > season.today, "not over yet"),
        (reading.is_number and bool(reading.order), "a bare number"),
        (turned and zone is None, "its times are of several zones: say which one is time_zone"),
    ]
    told = tuple(words for holds, words in doubts if holds)
    return DayColumn(column.name, first, last, told, reading.order, turned=turned)


def tell_days(found: Sequence[DayColumn]) -> str:
    """The likeliest candidates with their days, for a question."""
    more = f"; and {len(found) - TOLD} more" if len(found) > TOLD else ""
    return "; ".join(one.told for one in found[:TOLD]) + more
