"""What a wave must declare beside its crosswalk: read from the file, told, or left to decide.

Here: dates of fieldwork, n, id, weight and provenance. Not here: items (`matching.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from kj_assets.errors import DeclarationError
from kj_assets.intake.arrival import Arrival
from kj_assets.intake.fieldwork import DayColumn, Season, find_day_columns
from kj_assets.intake.news import Intake
from kj_assets.waves.declarations import Text
from kj_assets.waves.marks import says_reconstructed
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import (
    TIME_ZONES,
    Population,
    Provenance,
    WaveDeclaration,
    is_zone,
)

WEIGHT_WORDS = re.compile(r"weight|(?:^|_)wgt|(?:^|_)wt|가중", re.IGNORECASE)
ID_WORDS = re.compile(r"id$|^id|번호|serial|respondent|caseno", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """What the person who adds the wave says of it; None is not said."""

    start: date | None = None
    end: date | None = None
    n: int | None = None
    mode: str | None = None
    agency: Text | None = None
    provenance: Provenance | None = None
    weight: str | None = None
    respondent_id: str | None = None
    population: Population | None = None
    time_zone: str | None = None


@dataclass(frozen=True)
class Facts:
    """What is known: told, planned, or found in the file.

    ``days`` are the columns that may hold the fieldwork, the likeliest first.
    """

    told: Told
    planned: WaveDeclaration | None
    start: date | None
    end: date | None
    days: tuple[DayColumn, ...]
    time_zone: str | None
    provenance: Provenance | None
    id_columns: tuple[str, ...]
    weight_columns: tuple[str, ...]

    def leaves(self, like: Wave) -> bool:
        """Whether the wave asks another population than the one it is like."""
        return (self.told.population or like.population) != like.population


def find_facts(
    intake: Intake, like: Wave, told: Told, season: Season, planned: WaveDeclaration | None = None
) -> Facts:
    """Gather what can be known of the wave without a decision.

    ``planned`` is what the wave declared before its fieldwork, if it was registered; ``season``
    are the days it may have been asked on.

    Raises:
        DeclarationError: F106 what was told does not fit the file.
    """
    arrival = intake.arrival
    told = _with_plan(told, planned, arrival) if planned else told
    for option, name in (("--weight", told.weight), ("--id", told.respondent_id)):
        if name is not None and arrival.column(name) is None:
            raise DeclarationError(
                "F106",
                f"{option} {name!r}: {arrival.path.name} has no such column; it has "
                f"{[column.name for column in arrival.columns]}",
            )
    _refuse_impossible(told)
    zone = _find_zone(told, like)
    days = find_day_columns(arrival.columns, season, zone)
    first, last = (days[0].first, days[0].last) if days else (None, None)
    return Facts(
        told=told,
        planned=planned,
        start=told.start or first,
        end=told.end or last,
        days=days,
        time_zone=zone,
        provenance=_find_provenance(arrival, told),
        id_columns=_find_ids(intake, like, told),
        weight_columns=_find_weights(intake, like, told),
    )


def _refuse_impossible(told: Told) -> None:
    if told.start and told.end and told.end < told.start:
        raise DeclarationError("F106", f"--end {told.end} is before --start {told.start}")
    if told.time_zone and not is_zone(told.time_zone):
        raise DeclarationError(
            "F106", f"--time-zone {told.time_zone!r} is none; write one such as Asia/Seoul"
        )


def _with_plan(told: Told, planned: WaveDeclaration, arrival: Arrival) -> Told:
    """What was planned stands where nothing else is told, columns if the file has them."""
    declares = "provenance" in planned.model_fields_set
    columns = [planned.weight.column, planned.respondent_id]
    weight, respondent_id = (name if arrival.column(name) else None for name in columns)
    return replace(
        told,
        start=told.start or planned.fieldwork.start,
        end=told.end or planned.fieldwork.end,
        n=told.n or planned.n,
        mode=told.mode or planned.fieldwork.mode,
        agency=told.agency or planned.fieldwork.agency,
        provenance=told.provenance or (planned.provenance if declares else None),
        weight=told.weight or weight,
        respondent_id=told.respondent_id or respondent_id,
        population=told.population or planned.population,
        time_zone=told.time_zone or planned.time_zone,
    )


def _find_zone(told: Told, like: Wave) -> str | None:
    """The zone that is told, else that of last year's wave of the population, else its only one."""
    population = told.population or like.population
    before = like.declaration.time_zone if like.population == population else None
    return told.time_zone or before or TIME_ZONES.get(population)


def _find_provenance(arrival: Arrival, told: Told) -> Provenance | None:
    """What the file says of itself stands: reconstructed rows never become microdata."""
    if not any(says_reconstructed(path) for path in arrival.paths):
        return told.provenance
    if told.provenance == "microdata":
        raise DeclarationError(
            "F106",
            f"--provenance microdata: {arrival.path.name} says of itself that its respondents "
            "are reconstructed. Leave the option out.",
        )
    return "reconstructed"


def _find_ids(intake: Intake, like: Wave, told: Told) -> tuple[str, ...]:
    """Columns that may be the respondent's id, the likeliest first; one is certain."""
    if told.respondent_id:
        return (_name(intake.arrival, told.respondent_id),)
    unique = [column.name for column in intake.others if column.is_unique]
    before = like.declaration.respondent_id
    for certain in ([n for n in unique if n == before], [n for n in unique if ID_WORDS.search(n)]):
        if len(certain) == 1:
            return (certain[0],)
    return tuple(unique)


def _find_weights(intake: Intake, like: Wave, told: Told) -> tuple[str, ...]:
    if told.weight:
        return (_name(intake.arrival, told.weight),)
    before = like.declaration.weight.column
    return tuple(
        column.name
        for column in intake.others
        if column.is_number
        and (column.name == before or WEIGHT_WORDS.search(f"{column.name} {column.question or ''}"))
    )


def _name(arrival: Arrival, given: str) -> str:
    column = arrival.column(given)
    return column.name if column else given
