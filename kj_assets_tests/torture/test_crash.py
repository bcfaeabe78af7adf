"""kill -9 at any write and any moment: nothing stored is lost, and `kj build` finishes the job.

A build is killed as it is about to make a chosen write, at a byte of a file it is writing, or at
a moment by the clock. In half of the cases the power goes: the files as they are in that moment,
logs of databases included, are all that is left.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kj_assets_tests.builders import text
from kj_assets_tests.e2e.small_project import copy_project, deliver, interview_people
from kj_assets_tests.e2e.waves_project import redeclare, write_waves_project
from kj_assets_tests.torture import builds
from kj_assets_tests.torture.states import Hashes, State, read_state
from kj_assets_tests.torture.stories import Kill, Story, disturb, tell_story

FEW = [
    Kill("first", "file", 0.5, power=True),
    Kill("first", "table", 0.6),
    Kill("change", "file", 0.2),
    Kill("change", "file", 0.999, power=True),
    Kill("change", "table", 0.3, power=True),
    Kill("change", "table", 0.999),
    Kill("change", "dagster", 0.7),
    Kill("change", "byte", 0.4),
    Kill("change", "byte", 0.999),
    Kill("change", "moment", 0.5, power=True),
]
# So many kills of each kind, spread evenly over a build, every second with a power cut.
MANY = {"file": 40, "table": 32, "dagster": 8, "moment": 14, "byte": 9}


def spread_kills() -> list[Kill]:
    return [
        Kill(story, what, (i + 0.5) / count, power=bool(i % 2) and what != "byte")
        for story in ("first", "change")
        for what, count in MANY.items()
        for i in range(count)
    ]


CASES = [
    *(pytest.param(kill, marks=[pytest.mark.slow, pytest.mark.torture]) for kill in FEW),
    *(pytest.param(kill, marks=pytest.mark.torture) for kill in spread_kills()),
]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The first build of a project of two waves."""
    folder = tmp_path_factory.mktemp("first")
    return tell_story(write_waves_project(folder / "start"), folder / "calm")


@pytest.fixture(scope="module")
def change(first: Story, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The build after a wave came anew, an item was reworded and a model was changed."""
    folder = tmp_path_factory.mktemp("change")
    start = copy_project(first.start, folder / "start")
    assert builds.run(start) == 0
    rows = interview_people()
    deliver(start, rows.assign(Q2=rows["Q2"].to_numpy()[::-1]))
    redeclare(start.codebook, "items", "threat", "label", en="Threat felt")
    redeclare(start.models, "models", "threat", label=text("Threat"))
    return tell_story(start, folder / "calm")


@pytest.mark.parametrize("kill", CASES, ids=str)
def test_a_killed_build_leaves_old_or_new_and_the_next_one_finishes(
    kill: Kill, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    story: Story = request.getfixturevalue(kill.story)
    left = disturb(story, kill, tmp_path)
    assert find_harm(read_state(left), story) == []
    assert builds.run(left, must_be_fresh=True) == 0, builds.read_said(left)
    assert read_state(left) == story.new


def find_harm(left: State, story: Story) -> list[str]:
    """What is neither the old nor the new version, or does not fit its record."""
    old, new = story.old, story.new
    harm = [
        *_neither(left.work, old.work, new.work),
        *_neither(left.files, old.files, new.files),
        *_torn(left.work, old.work, new.work),
    ]
    return harm if left.published in (old.published, new.published) else [*harm, "published"]


def _neither(left: Hashes, old: Hashes, new: Hashes) -> list[str]:
    # Comments come last, in one go: the tables they speak of are stored one by one before.
    names = {
        name
        for name in (left | old | new)
        if not (name.endswith(".incoming") or name.startswith("comment "))
    }
    return sorted(n for n in names if left.get(n) not in (old.get(n), new.get(n)))


def _torn(left: Hashes, old: Hashes, new: Hashes) -> list[str]:
    """Records of the new version beside tables that are not."""
    return [
        table
        for name in left
        if name.startswith("record ") and left[name] == new[name] != old.get(name)
        for table in new
        if (table + "__").startswith(name.removeprefix("record ") + "__")
        and left.get(table) != new[table]
    ]
