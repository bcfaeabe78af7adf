"""What can be wrong with what an agency delivers or a person declares: one case each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyreadstat

from kj_assets.project import Project
from kj_assets_tests.e2e.small_project import (
    accept,
    declare_wave,
    deliver,
    interview_people,
    read_wave,
    wave_folder,
)

Damage = Callable[[Project], None]


@dataclass(frozen=True)
class Case:
    """What goes wrong, who notices, what is told, and which assets are written all the same."""

    reason: str
    damage: Damage
    fails: str
    told: tuple[str, ...]
    written: frozenset[str] = frozenset()


def change_cells(column: str, **cells: Any) -> Damage:
    """The agency delivers the file again; some cells (``P001=value``) hold something else."""

    def damage(project: Project) -> None:
        rows = interview_people().set_index("ID", drop=False)
        rows[column] = rows[column].astype(object)
        for person, value in cells.items():
            rows.loc[person, column] = value
        deliver(project, rows)

    return damage


def lose_file(project: Project) -> None:
    (wave_folder(project) / "responses.csv").unlink()


def change_a_byte(project: Project) -> None:
    file = wave_folder(project) / "responses.csv"
    file.write_bytes(file.read_bytes().replace(b"P120", b"P121"))


def empty_file(project: Project) -> None:
    (wave_folder(project) / "responses.csv").write_bytes(b"")
    accept(project, "responses.csv")


def truncate_sav(project: Project) -> None:
    file = wave_folder(project) / "responses.sav"
    pyreadstat.write_sav(interview_people(), str(file))
    file.write_bytes(file.read_bytes()[:-900])
    accept(project, file.name)


def lose_column(project: Project) -> None:
    deliver(project, interview_people().rename(columns={"Q2": "Q_2"}))


def lose_rows(project: Project) -> None:
    deliver(project, interview_people().head(100))


def map_a_code_nobody_gave(project: Project) -> None:
    declared = read_wave(project)
    declared["crosswalk"]["support"]["codes"]["3"] = "no"
    declare_wave(project, declared)


DELIVERED = frozenset({"responses"})
JUDGED = frozenset({"responses", "clean", "rejected"})
CASES = [
    Case("missing file", lose_file, "responses", ("F001", "waves/2031/responses.csv", "no such")),
    Case("wrong hash", change_a_byte, "responses", ("F002", "wave 2031", "sha256", "put the old")),
    Case("empty file", empty_file, "responses", ("F004", "waves/2031/responses.csv", "0 bytes")),
    Case(
        "truncated .sav",
        truncate_sav,
        "responses",
        ("F003", "responses.sav", "header says 120", "97 are there"),
    ),
    Case(
        "unknown code",
        change_cells("Q1", P007=7, P008=7, P009=8),
        "clean",
        ("K002", "wave 2031", "item support, column 'Q1'", "3 cells", "'7' × 2, '8' × 1"),
        DELIVERED,
    ),
    Case(
        "unused mapping",
        map_a_code_nobody_gave,
        "clean",
        ("K003", "wave 2031", "item support, column 'Q1'", "'3'", "0 of 120 cells"),
    ),
    Case(
        "missing column",
        lose_column,
        "clean",
        ("K001", "wave 2031", "item threat: no column 'Q2'", "near names: ['Q_2'"),
        DELIVERED,
    ),
    Case(
        "a number that is text",
        change_cells("AGE", P001="old"),
        "clean",
        ("K006", "wave 2031", "item age, column 'AGE'", "1 cells", "'old' × 1"),
        DELIVERED,
    ),
    Case(
        "duplicate respondent id",
        change_cells("ID", P002="P001"),
        "validated",
        ("G006 wave 2031: 2 rows rejected, 0 allowed", "G001 respondent_id: the same id"),
        JUDGED,
    ),
    Case(
        "impossible age",
        change_cells("AGE", P004=199, P005=2),
        "validated",
        ("G006 wave 2031: 2 rows rejected", "G002 age: outside its range 18 to 110 (2 rows)"),
        JUDGED,
    ),
    Case(
        "negative weight",
        change_cells("W", P006=-0.5),
        "validated",
        ("G006 wave 2031: 1 rows rejected", "G003 weight_given: is negative (1 rows)"),
        JUDGED,
    ),
    Case(
        "rows lost on the way",
        lose_rows,
        "validated",
        ("G005 wave 2031: 100 respondents in the file, 120 declared",),
        JUDGED,
    ),
]
