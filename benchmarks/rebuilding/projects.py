"""Projects of K waves to build and change.

Here: waves as `kj reconstruct` draws them, copied, without models and figures: how many steps
a wave has does not depend on K, and fifty waves are built in minutes.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from kj_assets.project import Project
from kj_assets.waves.sources import hash_file

SHIPPED = Project.at(Path(__file__).parents[2])
FIRST = 1950
DAY = re.compile(r"^(  (?:start|end): )\d{4}", re.MULTILINE)
Change = Callable[[Project], None]


def make_project(folder: Path, waves: int) -> Project:
    """A project with so many waves, nothing built."""
    shutil.copytree(SHIPPED.data, folder / "data", ignore=shutil.ignore_patterns("build", "waves"))
    project = Project.at(folder)
    project.models.write_text("models: {}\n", encoding="utf-8")
    for place in range(waves):
        _add(project, FIRST + place)
    return project


def add_wave(project: Project) -> None:
    """One wave more."""
    _add(project, FIRST + sum(1 for _ in project.waves.iterdir()))


def _add(project: Project, name: int) -> None:
    folder = project.waves / str(name)
    shutil.copytree(SHIPPED.waves / "2025", folder)
    # A wave is named after the year it was asked in.
    declared = folder / "wave.yaml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(DAY.sub(rf"\g<1>{name}", text), encoding="utf-8")


def deliver_again(project: Project) -> None:
    """The same bytes, written anew."""
    file = project.waves / str(FIRST) / "responses.csv"
    file.write_bytes(file.read_bytes())


def add_unused_column(project: Project) -> None:
    """The file comes with a column no crosswalk names; the clean table is as it was."""
    _rewrite(project, lambda number, line: f"{line},{'phone' if number else 'DEVICE'}")


def correct_answer(project: Project) -> None:
    """The first respondent turns out to be a year older."""
    change_age(project, by=1)


def change_age(project: Project, by: int) -> None:
    """Another age for the first respondent."""

    def correct(number: int, line: str) -> str:
        cells = line.split(",")
        return ",".join([*cells[:2], str(int(cells[2]) + by), *cells[3:]]) if number == 1 else line

    _rewrite(project, correct)


def reword_label(project: Project) -> None:
    """An item's label is translated otherwise."""
    text = project.codebook.read_text(encoding="utf-8")
    changed = text.replace("ko: 한일 안보 협력}", "ko: 한일 안보협력}", 1)
    project.codebook.write_text(changed, encoding="utf-8")


def _rewrite(project: Project, rewrite: Callable[[int, str], str]) -> None:
    """Change the first wave's file line by line, and accept it."""
    folder = project.waves / str(FIRST)
    file, declared = folder / "responses.csv", folder / "wave.yaml"
    before, lines = hash_file(file), file.read_text(encoding="utf-8").splitlines()
    text = "\n".join(rewrite(number, line) for number, line in enumerate(lines)) + "\n"
    file.write_text(text, encoding="utf-8")
    wave = declared.read_text(encoding="utf-8")
    declared.write_text(wave.replace(before, hash_file(file)), encoding="utf-8")
