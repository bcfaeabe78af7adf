"""Builds to be disturbed, each with the states before and after it, and ways to disturb them."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kj_assets.project import Project
from kj_assets_tests.e2e.small_project import copy_project
from kj_assets_tests.torture import builds
from kj_assets_tests.torture.states import State, read_state

KINDS = {
    "file": ("open", "os.", "shutil", "fsync"),
    "table": ("sql",),
    "dagster": ("dagster",),
}
# Any file of a store is larger than the largest of these, so one is cut there.
BYTES = (700, 9_000, 40_000, 90_000, 300_000, 1_000_000, 4_000_000, 12_000_000, 20_000_000)


@dataclass(frozen=True)
class Story:
    """A project about to be built, and what an undisturbed build makes of it."""

    start: Project
    old: State
    new: State
    writes: Sequence[str]
    seconds: float


@dataclass(frozen=True)
class Kill:
    """When to kill: at a kind of write, a byte or a moment, `share` of the way through.

    With ``power`` the files are copied in that moment, and the copy is all that is left.
    """

    story: str
    what: str
    share: float
    power: bool = False

    def __str__(self) -> str:
        """The name of the case."""
        return f"{self.story}-{self.what}-{self.share:.3f}{'-power' * self.power}"


def tell_story(start: Project, aside: Path, **chosen: bool) -> Story:
    """Build a copy undisturbed, listening to its writes."""
    calm = copy_project(start, aside)
    began = time.monotonic()
    writes = builds.count_writes(calm, **chosen)
    seconds = time.monotonic() - began
    old = read_state(start) if start.build.exists() else State({}, {}, {})
    return Story(start, old, read_state(calm), writes, seconds)


def disturb(story: Story, kill: Kill, folder: Path, **chosen: bool) -> Project:
    """Start the build of a copy and kill it; the project that is left."""
    if kill.what == "moment":
        return _die_at_moment(
            story.start, folder / "killed", kill.share, story.seconds, kill.power, chosen
        )
    project = copy_project(story.start, folder / "killed")
    snapshot = folder / "snapshot" if kill.power else None
    if kill.what == "byte":
        place = BYTES[int(kill.share * len(BYTES))]
        assert builds.run(project, largest_file=place, **chosen) == -signal.SIGXFSZ
    else:
        fatal = _number_of(story.writes, KINDS[kill.what], kill.share)
        code = builds.run(project, fatal=fatal, snapshot=snapshot, **chosen)
        assert code == -signal.SIGKILL, f"write {fatal} of {len(story.writes)}"
    return Project.at(snapshot) if snapshot else project


def _number_of(writes: Sequence[str], kinds: tuple[str, ...], share: float) -> int:
    numbers = [number for number, write in enumerate(writes, start=1) if write.startswith(kinds)]
    return numbers[int(share * len(numbers))]


def _die_at_moment(
    start: Project, folder: Path, share: float, seconds: float, power: bool, chosen: dict[str, bool]
) -> Project:
    """Kill by the clock; if the build was faster this time, another is killed earlier."""
    project = copy_project(start, folder)
    process = builds.start(project, **chosen)
    process.join(share * seconds)
    if process.exitcode is not None:
        assert process.exitcode == 0, builds.read_said(project)
        earlier = folder.with_name(folder.name + "_")
        return _die_at_moment(start, earlier, share, 0.8 * seconds, power, chosen)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    left = project
    if power:
        left = Project.at(shutil.copytree(project.root, folder.with_name("snapshot")))
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    return left
