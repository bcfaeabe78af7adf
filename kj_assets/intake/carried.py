"""What an earlier wave declared and the new one may: carried on, or listed as left out.

Here: every key of a declaration that neither the file nor its report tells. Not here: those that
they do tell (`facts.py`, `drafting.py`) and items (`items_draft.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel

from kj_assets.intake.facts import Facts
from kj_assets.intake.news import Intake
from kj_assets.intake.yaml_text import comment
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import WaveDeclaration

# What a wave has of its own: the file, its report or the codebook tell it, or a person is asked.
OWN = frozenset(
    {"title", "status", "population", "provenance", "fieldwork", "time_zone", "n"}
    | {"file", "files", "respondent_id", "weight", "crosswalk"}
)
COLUMNS = frozenset({"stratum", "unit", "id"})


@dataclass(frozen=True)
class LeftOut:
    """A declaration that is not carried: where it stood, why, and whether a person must decide."""

    place: str
    why: str
    asks: bool = False


@dataclass(frozen=True)
class Carried:
    """Lines of the draft, and what is left out of it."""

    lines: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Before:
    """One key as it was declared: by the plan of the wave itself, or by the one it is like."""

    key: str
    value: Any
    source: str
    is_planned: bool
    columns: frozenset[str]


def carry_on(intake: Intake, facts: Facts, like: Wave) -> Carried:
    """Carry every declaration that is not the wave's own, or say why not."""
    carried = [
        RULES.get(before.key, _carry_and_ask)(before)
        for before in _find_before(intake, facts, like)
    ]
    weight = (*_leave_raking(facts, like), *_leave_meets(facts, like))
    return Carried(
        tuple(line for one in carried for line in one.lines),
        (*weight, *(left for one in carried for left in one.left_out)),
    )


def draft_left_out(carried: Carried, like: str) -> Iterable[str]:
    """Comments that list what is left out; a line that asks is marked."""
    if carried.left_out:
        yield ""
        yield f"# Left out of what {like} declares:"
    for one in carried.left_out:
        yield f"#   {'TODO ' if one.asks else ''}{one.place}: {comment(one.why)}"


def _find_before(intake: Intake, facts: Facts, like: Wave) -> Iterable[Before]:
    columns = frozenset(column.name for column in intake.arrival.columns)
    for key, field in WaveDeclaration.model_fields.items():
        is_planned = facts.planned is not None and key in facts.planned.model_fields_set
        declared = facts.planned if facts.planned and is_planned else like.declaration
        value = getattr(declared, key)
        source = "planned" if is_planned else f"in {like.id}"
        if key not in OWN and value != field.default:
            yield Before(key, value, source, is_planned, columns)


def _carry(before: Before) -> Carried:
    return Carried(tuple(_dump(before.key, before.value, f"as {before.source}")), ())


def _carry_and_ask(before: Before) -> Carried:
    """A key without a rule of its own is nowhere dropped: a person sees it."""
    return Carried(tuple(_dump(before.key, before.value, f"TODO as {before.source}?")), ())


def _carry_design(before: Before) -> Carried:
    why = (
        "{column} is no column of this file, and without it standard errors are those of another "
        "sample; name its column under design, or take this mark away"
    )
    return _carry_parts(before, why, {})


def _carry_panel(before: Before) -> Carried:
    shared = ", ".join(before.value.shares_with)
    asked = f"{before.source.removeprefix('in ')} shared respondents with {shared}; does this wave?"
    why = "{column} is no column of this file; which one knows people from wave to wave?"
    return _carry_parts(before, why, {} if before.is_planned else {"shares_with": asked})


def _carry_parts(before: Before, no_column: str, asked: dict[str, str]) -> Carried:
    """Carry what the file has a column for, and ask for the rest."""
    kept, left = {}, []
    for name, value in before.value.model_dump(mode="json", exclude_defaults=True).items():
        place = f"{before.key}.{name}"
        if name in asked:
            left.append(LeftOut(place, asked[name], asks=True))
        elif name in COLUMNS and value not in before.columns:
            left.append(LeftOut(place, no_column.format(column=value), asks=True))
        else:
            kept[name] = value
    if not COLUMNS & set(kept) and not before.is_planned:
        goes = "; it goes with what is left out above"
        left += [LeftOut(f"{before.key}.{name}", f"{kept[name]}{goes}") for name in kept]
        kept = {}
    lines = _dump(before.key, kept, f"as {before.source}") if kept else []
    return Carried(tuple(lines), tuple(left))


def _leave_out(why: str) -> Callable[[Before], Carried]:
    def leave(before: Before) -> Carried:
        if before.is_planned:
            return _carry(before)
        value = before.value
        told = value if isinstance(value, str) else f"{len(value)} of them"
        return Carried((), (LeftOut(before.key, f"{told}; {why}"),))

    return leave


RULES: dict[str, Callable[[Before], Carried]] = {
    "design": _carry_design,
    "panel": _carry_panel,
    "gate": _carry,
    "corrections": _leave_out("each is of one cell of that file"),
    "licence": _leave_out("it is of those respondents; give this wave's own if it has one"),
    "assumed": _leave_out("they are about how those respondents were drawn"),
}


def _leave_raking(facts: Facts, like: Wave) -> tuple[LeftOut, ...]:
    rake = like.declaration.weight.rake
    if not rake or not (facts.weight_columns or facts.leaves(like)):
        return ()
    why = "this file brings a weight" if facts.weight_columns else f"that is of {like.population}"
    margins = ", ".join(rake.margins)
    return (LeftOut("weight.rake", f"to {margins} of {rake.population}; {why}"),)


def _leave_meets(facts: Facts, like: Wave) -> tuple[LeftOut, ...]:
    meets = like.declaration.weight.meets
    if not meets or facts.weight_columns:
        return ()
    return (LeftOut("weight.meets", f"{', '.join(meets)}; this file brings no such weight"),)


def _dump(key: str, value: Any, why: str) -> list[str]:
    plain = _plain(list(value) if isinstance(value, tuple) else value)
    text = yaml.safe_dump({key: plain}, sort_keys=False, allow_unicode=True, width=float("inf"))
    first, *rest = text.splitlines()
    return ["", f"{first}  # {why}", *rest]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return [_plain(one) for one in value] if isinstance(value, list) else value
