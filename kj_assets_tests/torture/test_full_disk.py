"""A disk that is full or may not be written, for real: a coded message, and nothing is harmed.

The project is on a disk of its own. It is filled until little is left, so that a command stops
at its first, a middle or its last write, and works once there is room again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kj_assets.dagster_kit.settled import NOTE
from kj_assets.project import Project
from kj_assets_tests.e2e.small_project import copy_project
from kj_assets_tests.torture import builds
from kj_assets_tests.torture.harm import find_harm
from kj_assets_tests.torture.small_disk import SmallDisk, small_disk
from kj_assets_tests.torture.states import read_state
from kj_assets_tests.torture.stories import Story

MEGABYTES = 256
SHORT = [pytest.mark.slow, pytest.mark.torture]
# KB that are left: for nothing, Dagster's first run, some tables, all but the published copy.
ROOMS = [
    *(pytest.param(room, marks=SHORT) for room in (2_000,)),
    *(pytest.param(room, marks=pytest.mark.torture) for room in (0, 40, 400, 1_000, 4_000, 20_000)),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", MEGABYTES) as mounted:
        yield mounted


def told(project: Project) -> str:
    """What the commands so far said: never a traceback."""
    said = builds.read_said(project)
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("room", ROOMS)
def test_a_build_that_runs_out_of_disk_is_told_and_finishes_when_there_is_room(
    change: Story, disk: SmallDisk, room: int
) -> None:
    project = copy_project(change.start, disk.root)
    disk.fill(leave=room)
    assert builds.run(project) in (1, 2)
    assert "M001" in told(project) or "B008" in told(project)
    assert find_harm(read_state(project), change) == []
    assert builds.run(project, words=["doctor"]) == 1
    assert "free space" in told(project) and "--from-scratch" not in told(project)
    disk.free()
    assert builds.run(project, must_be_fresh=True) == 0, told(project)
    assert read_state(project) == change.new


def list_files(folder: Path) -> set[str]:
    """Everything but the filler and what Dagster and the lock need to start."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("filler", "work.lock", "opening.lock")
        if "dagster_home" not in path.parts
    }


COMMANDS = {
    "wave add": (["wave", "add", "{new}", "--wave", "2032"], "data/waves/2032/wave.yaml"),
    "backup": (["backup", "{root}/kept.zip"], "kept.zip"),
    "release": (["release"], "data/releases/0.0.0/SHA256SUMS"),
}


@pytest.mark.parametrize("room", [0, 4, pytest.param(60, marks=[pytest.mark.slow])])
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.torture
def test_a_command_that_runs_out_of_disk_leaves_nothing_and_works_later(
    drawn: Project, disk: SmallDisk, tmp_path: Path, name: str, room: int
) -> None:
    project = copy_project(drawn, disk.root)
    new = tmp_path / "new.csv"
    new.write_bytes((project.waves / "2031" / "responses.csv").read_bytes() + b"\n" * 80_000)
    words = [word.format(new=new, root=disk.root) for word in COMMANDS[name][0]]
    before = list_files(disk.root)
    disk.fill(leave=room)
    assert builds.run(project, words=words) == 2
    assert "M001" in told(project)
    assert list_files(disk.root) == before
    disk.free()
    assert builds.run(project, words=words) == 0, told(project)
    assert (disk.root / COMMANDS[name][1]).exists()


@pytest.mark.parametrize("room", [0, 100, pytest.param(3_000, marks=pytest.mark.slow)])
@pytest.mark.torture
def test_a_restore_that_runs_out_of_disk_leaves_nothing_and_works_later(
    drawn: Project, disk: SmallDisk, tmp_path: Path, room: int
) -> None:
    kept, project = tmp_path / "kept.zip", Project.at(disk.root)
    assert builds.run(drawn, words=["backup", str(kept)]) == 0
    disk.fill(leave=room)
    assert builds.run(project, words=["restore", str(kept)]) == 2
    assert "A005" in told(project) and "No space left" in told(project)
    assert list_files(disk.root) == set()
    disk.free()
    assert builds.run(project, words=["restore", str(kept)]) == 0, told(project)
    left_out = {"build/work.duckdb", f"build/{NOTE}"}
    assert list_files(project.data) == list_files(drawn.data) - left_out


@pytest.mark.slow
@pytest.mark.torture
def test_a_folder_that_may_not_be_written_can_be_looked_at_and_is_refused_to_builds(
    change: Story, disk: SmallDisk, tmp_path: Path
) -> None:
    project = copy_project(change.start, disk.root)
    survey = str(project.waves / "2031" / "responses.csv")
    disk.close()
    for words in (["plan"], ["wave", "list"]):
        assert builds.run(project, words=words) == 0, told(project)
    assert builds.run(project, words=["doctor"]) == 1
    assert re.search(r"kj\.duckdb +[1-9]\d* tables, [\d.]+ MB", told(project)), "what can be read"
    for words in (
        ["build"],
        ["build", "--from-scratch"],
        ["backup", str(tmp_path / "kept.zip")],
        ["wave", "add", survey, "--wave", "2032"],
        ["wave", "remove", "2030", "--yes"],
    ):
        before = told(project).count("M002")
        assert builds.run(project, words=words) == 2
        assert told(project).count("M002") == before + 1, words
    disk.close("rw")
    assert read_state(project).published == change.old.published
    assert builds.run(project, must_be_fresh=True) == 0, told(project)
    assert read_state(project) == change.new
