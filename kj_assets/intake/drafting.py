"""The draft of a ``wave.yaml``: what was understood, with its scores, and TODO where it was not.

Here: the text. Not here: understanding the file (`news.py`, `facts.py`). Nothing a file says can
be more than a scalar or a comment in it, and no value of a column that is no item stands in it:
the draft is committed, and such a cell may hold a name or a telephone number.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from kj_assets.intake.arrival import Arrival, ArrivedColumn
from kj_assets.intake.carried import Carried, draft_left_out
from kj_assets.intake.facts import Facts
from kj_assets.intake.fieldwork import tell_days
from kj_assets.intake.items_draft import draft_item
from kj_assets.intake.news import Intake
from kj_assets.intake.yaml_text import comment, scalar
from kj_assets.waves.declarations import Text
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import OWN_POPULATION

SCHEMA = "# yaml-language-server: $schema=../../../docs/schemas/wave.schema.json"

LABELS_SHOWN = 5


def draft_wave(wave: str, intake: Intake, facts: Facts, like: Wave, carried: Carried) -> str:
    """The text of the new ``wave.yaml``; the same file and facts give the same text."""
    lines = [
        SCHEMA,
        "#",
        f"# Drafted from {comment(intake.arrival.path.name)} as wave {wave}, like wave {like.id}.",
        "# The number after a column is how like the item it is, of 100, and by what. Where a line",
        "# is marked, decide and take the mark away: the wave is not built while one is left.",
        f"# `kj wave check {wave}` tries it, and writes nothing.",
        "",
        *_draft_title(wave, facts),
        "status: fielded",
        *_draft_population(facts, like),
        *_draft_provenance(facts, like),
        "",
        *_draft_fieldwork(facts, like),
        *_draft_zone(facts, like),
        "",
        *_draft_file(intake, facts),
        "",
        *_draft_weight(facts, like),
        *carried.lines,
        "",
        "crosswalk:",
    ]
    for news in intake.items:
        lines += draft_item(news, like.id)
    lines += draft_left_out(carried, like.id)
    lines += _list_others(intake, facts)
    return "\n".join(lines) + "\n"


def _draft_title(wave: str, facts: Facts) -> Iterator[str]:
    planned = facts.planned.title if facts.planned else None
    mark = "" if planned else "  # TODO the title that the page shall show, in both languages"
    yield "title:"
    yield f"  en: {scalar(planned.en if planned else f'Wave {wave}')}{mark}"
    yield f"  ko: {scalar(planned.ko if planned else f'{wave}년 조사')}"


def _draft_population(facts: Facts, like: Wave) -> list[str]:
    """Nothing for the tracker's own population: a wave is of it unless it says otherwise."""
    known = facts.told.population or (facts.planned.population if facts.planned else None)
    population = known or like.population
    if population == OWN_POPULATION:
        return []
    mark = "" if known else f"  # TODO the population of {like.id}: is it this wave's?"
    return [f"population: {population}{mark}"]


def _draft_provenance(facts: Facts, like: Wave) -> list[str]:
    if facts.provenance is None:
        guess = like.declaration.provenance
        return [f"provenance: {guess}  # TODO microdata (real respondents) or reconstructed?"]
    source = "as told" if facts.told.provenance else "as the file says of itself"
    return [f"provenance: {facts.provenance}  # {source}"]


def _draft_fieldwork(facts: Facts, like: Wave) -> Iterator[str]:
    before = (facts.planned or like.declaration).fieldwork
    yield "fieldwork:"
    yield from _draft_days(facts)
    assumed = [
        name
        for name, told in (("mode", facts.told.mode), ("agency", facts.told.agency))
        if told is None
    ]
    question = f"TODO {', '.join([*assumed, 'sampling and population'])} as in {like.id}?"
    source = "as planned" if facts.planned else question
    yield f"  mode: {facts.told.mode or before.mode}  # {source}"
    yield from _draft_agency(facts.told.agency or before.agency)
    yield f"  sampling: {before.sampling}"
    elsewhere = facts.leaves(like) and not facts.planned
    yield f"  population:{f'  # TODO {like.id} asked {like.population}: who here?' * elsewhere}"
    yield f"    en: {scalar(before.population.en)}"
    yield f"    ko: {scalar(before.population.ko)}"


def _draft_days(facts: Facts) -> Iterator[str]:
    """First and last day, asked where no column of dates is surely the fieldwork."""
    question = "TODO first and last day of fieldwork"
    if facts.told.start and facts.told.end:
        question = "as told"
    elif facts.days and not facts.days[0].doubts and not (facts.told.start or facts.told.end):
        question = f"first and last day in {comment(facts.days[0].name)}"
    elif facts.days:
        question += f"? {tell_days(facts.days)}"
    yield f"  start: {facts.start or 'null'}  # {question}"
    yield f"  end: {facts.end or 'null'}"


def _draft_zone(facts: Facts, like: Wave) -> list[str]:
    """The zone of the wave's days where it was needed, or is not the one of its population."""
    told = facts.told.time_zone or facts.time_zone == like.declaration.time_zone
    told = told or any(one.turned for one in facts.days)
    return [f"time_zone: {scalar(facts.time_zone)}"] if told and facts.time_zone else []


def _draft_agency(name: Text) -> Iterator[str]:
    if name.en == name.ko:
        yield f"  agency: {scalar(name.en)}"
        return
    yield "  agency:"
    yield f"    en: {scalar(name.en)}"
    yield f"    ko: {scalar(name.ko)}"


def _draft_file(intake: Intake, facts: Facts) -> Iterator[str]:
    arrival = intake.arrival
    told = facts.told.n
    question = f"TODO respondents by the fieldwork report; the file has {arrival.rows}"
    yield f"n: {told}" if told else f"n: null  # {question}"
    yield from _draft_parts(arrival)
    if not facts.id_columns:
        guess = scalar(arrival.columns[0].name)
        yield f"respondent_id: {guess}  # TODO the id? No column has another value in every row"
        return
    first, *rivals = facts.id_columns
    doubt = f"TODO or {', '.join(map(comment, rivals))}? " if rivals else ""
    yield f"respondent_id: {scalar(first)}  # {doubt}{arrival.rows} rows, no value twice"


def _draft_parts(arrival: Arrival) -> Iterator[str]:
    if arrival.files is None:
        yield "file:"
        for name, value in arrival.declaration.model_dump(exclude_defaults=True).items():
            yield f"  {name}: {scalar(value)}"
        return
    yield "files:"
    yield f"  combine: {arrival.files.combine}"
    yield "  parts:"
    for part in arrival.files.parts:
        for place, (name, value) in enumerate(part.model_dump(exclude_defaults=True).items()):
            yield f"    {' ' if place else '-'} {name}: {scalar(value)}"


def _draft_weight(facts: Facts, like: Wave) -> Iterator[str]:
    before = like.declaration.weight
    planned = facts.planned.weight if facts.planned else None
    yield "weight:"
    if facts.weight_columns:
        first, *rivals = facts.weight_columns
        is_sure = facts.told.weight or (first == before.column and not rivals)
        names = ", ".join(map(comment, rivals))
        doubt = "" if is_sure else "  # TODO the final weight?" + f" or {names}?" * bool(rivals)
        yield f"  column: {scalar(first)}{doubt}"
        if meets := (planned and planned.meets) or before.meets:
            same = "" if is_sure and first == before.column else "TODO "
            told = "as planned" if planned and planned.meets else f"{same}as in {like.id}"
            yield f"  meets: [{', '.join(map(scalar, meets))}]  # {told}{'?' * bool(same)}"
    elif raking := (planned and planned.rake) or (not facts.leaves(like) and before.rake):
        source = f"TODO the file brings no weight: raked to these margins, as in {like.id}?"
        yield f"  rake:  # {'as planned' if planned and planned.rake else source}"
        margins = raking.model_dump(mode="json", exclude_defaults=True)
        text = yaml.safe_dump(margins, sort_keys=False, default_flow_style=None)
        yield from (f"    {line}" for line in text.splitlines())
    else:
        had = comment(before.column) if before.column else "none"
        asked = f"no column is called a weight, {like.id} had {had}: which?"
        if before.rake:
            own = f"a population file of {facts.told.population}, under rake"
            asked = f"{like.id} was raked to {like.population}: to what is this, {own}, or not?"
        yield f"  column: null  # TODO {asked}"


def _list_others(intake: Intake, facts: Facts) -> list[str]:
    known = {*facts.id_columns[:1], *facts.weight_columns[:1]}
    others = [column for column in intake.others if column.name not in known]
    if not others:
        return []
    lines = ["", "# Columns that no item uses:"]
    lines += [f"#   {comment(column.name)}: {comment(_describe(column))}" for column in others]
    return lines


def _describe(column: ArrivedColumn) -> str:
    """Its text and labels, and how many values: never a value, for it may be a person's words."""
    different = len(column.counts)
    counted = f"{different} {'value' if different == 1 else 'different values'}"
    counted += f", {column.blank} blank" if column.blank else ""
    labels = list(dict.fromkeys(column.labels.values()))
    shown = ", ".join(labels[:LABELS_SHOWN]) + ", …" * (len(labels) > LABELS_SHOWN)
    question = f"{column.question} " if column.question else ""
    return f"{question}({counted}{'; labels: ' if labels else ''}{shown})"
