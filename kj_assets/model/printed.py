"""What a row of ``data/published`` may say: every number has bounds, every word is a known one.

Here: each row by itself. Not here: rows against each other and against the codebook
(`printed_known.py`), or against what was computed (`published.py`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from kj_assets.waves.declarations import Declared
from kj_assets.waves.season import find_year_apart
from kj_assets.waves.wave_declaration import Mode, Population

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NO_SOURCE = frozenset(
    {"unknown", "none", "null", "nan", "na", "n/a", "n.a.", "tbd", "todo", "source"}
    | {"미상", "불명", "없음", "출처", "不明"}
)
# A number below it may be a proportion that should stand in per cent.
SMALL = 1.0


def _read_number(cell: object) -> object:
    if isinstance(cell, str) and not NUMBER.fullmatch(cell):
        raise PydanticCustomError("number", "no number; write digits and a point, such as 54.4")
    return cell


def _know_source(cell: str) -> str:
    address = urlsplit(cell)
    is_address = address.scheme in ("http", "https")
    known = cell.strip().casefold() not in NO_SOURCE and any(c.isalpha() for c in cell)
    if not known or (is_address and "." not in (address.hostname or "")):
        raise PydanticCustomError("source", "no source; say where the number is printed")
    return cell


def _read_day(cell: object) -> object:
    if isinstance(cell, str) and not DAY.fullmatch(cell):
        raise PydanticCustomError("day", "no day; write it as 2025-08-18")
    return cell


Day = Annotated[date, BeforeValidator(_read_day)]
Number = Annotated[float, BeforeValidator(_read_number)]
Percent = Annotated[Number, Field(ge=0, le=100)]
Points = Annotated[Number, Field(ge=-100, le=100)]
Tolerance = Annotated[Number, Field(gt=0, le=5)]
Named = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S+$")]
Source = Annotated[str, StringConstraints(min_length=1), AfterValidator(_know_source)]
Whole = Annotated[int, BeforeValidator(_read_number)]


class PrintedRow(Declared):
    """A row of a file; a blank cell says nothing."""

    wave: Named
    source: Source | None = None
    note: str | None = None

    @property
    def subject(self) -> tuple[str, ...]:
        """What the row is about; no two rows of a file are about the same."""
        return (self.wave,)

    @model_validator(mode="before")
    @classmethod
    def _drop_blanks(cls, cells: Any) -> Any:
        return {name: cell for name, cell in cells.items() if cell != ""}


class PrintedShare(PrintedRow):
    """A share of a level or net in per cent, or how it differs from that of another item."""

    item: Named
    level: Named
    relation: Literal["equal", "above", "below"]
    reference: str | None = None
    percent: Percent | None = None
    tolerance: Tolerance | None = None
    base: Literal["valid", "asked"] | None = None
    status: Literal["stated", "inferred"] | None = None
    source: Source

    @property
    def subject(self) -> tuple[str, ...]:
        """Wave, item, level, and the item compared with."""
        return (self.wave, self.item, self.level, *([self.reference] if self.reference else []))

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if (self.relation == "equal") == bool(self.reference):
            _refuse("reference", "an item, where the relation is above or below, and only there")
        if self.relation == "equal" and self.percent is None:
            _refuse("percent", "no number, and the relation is equal")
        _refuse_proportion("percent", self.percent, self.tolerance)
        return self


class PrintedEffect(PrintedRow):
    """A statement on an effect: its size in percentage points, its sign, its rank or its p."""

    outcome: Named
    term: Named
    relation: Literal["equal", "positive", "largest", "p_below"]
    value: Points | None = None
    tolerance: Tolerance | None = None
    unit: str | None = None
    source: Source

    @property
    def subject(self) -> tuple[str, ...]:
        """Wave, outcome, term, and what is said of the effect."""
        return (self.wave, self.outcome, self.term, self.relation)

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if (self.value is None) != (self.relation in ("positive", "largest")):
            _refuse("value", "a number, where the relation is equal or p_below, and only there")
        value = self.value or 0.0
        if self.relation == "p_below" and not 0 < value <= 0.5:
            _refuse("value", "a p lies between 0 and 0.5")
        if self.relation == "equal":
            _refuse_proportion("value", self.value, self.tolerance)
        if self.unit not in (None, UNITS[self.relation]):
            _refuse("unit", f"the unit of this relation is {UNITS[self.relation]!r}")
        return self


class PrintedWave(PrintedRow):
    """When, how and whom a wave asked, as far as it is known."""

    fieldwork_start: Day | None = None
    fieldwork_end: Day | None = None
    mode: Mode | None = None
    age_min: Annotated[Whole, Field(ge=10, le=40)] | None = None
    n: Annotated[Whole, Field(ge=50, le=1_000_000)] | None = None
    population: Population | None = None

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        days = {"fieldwork_start": self.fieldwork_start, "fieldwork_end": self.fieldwork_end}
        for name, day in days.items():
            if day is None and any(days.values()):
                _refuse(name, "the other day of the fieldwork is given, this one is not")
            if day and (apart := find_year_apart(self.wave, day)):
                _refuse(name, f"{apart} years from the year the wave is named after")
        if (
            self.fieldwork_start
            and self.fieldwork_end
            and self.fieldwork_end < self.fieldwork_start
        ):
            _refuse("fieldwork_end", "before the start")
        if self.source is None and (self.n or self.mode or self.age_min or self.fieldwork_start):
            _refuse("source", "no source; say where this is printed")
        return self


UNITS = {
    "equal": "percentage points",
    "positive": "sign",
    "largest": "rank",
    "p_below": "p value",
}


def _refuse_proportion(column: str, number: float | None, tolerance: float | None) -> None:
    """What is below one is so small only if its tolerance knows as many decimals."""
    digits = max(len(f"{number}".partition(".")[2]), 1)
    if number and abs(number) < SMALL and (tolerance is None or tolerance > 0.5 * 10.0**-digits):
        told = "under 1: write a proportion in per cent; if it is so small, give a tolerance"
        _refuse(column, f"{told} of {0.5 * 10.0**-digits:g}")


def _refuse(column: str, told: str) -> None:
    raise PydanticCustomError("row", "{told}", {"told": told, "below": (column,)})
