"""kill -9 at any write and any moment: nothing stored is lost, and `kj build` finishes the job.

A build is killed as it is about to make a chosen write, at a byte of a file it is writing, or at
a moment by the clock. In half of the cases the power goes: the files as they are in that moment,
logs of databases included, are all that is left.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kj_assets_tests.torture import builds
from kj_assets_tests.torture.harm import find_harm
from kj_assets_tests.torture.states import read_state
from kj_assets_tests.torture.stories import Kill, Story, disturb

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


@pytest.mark.parametrize("kill", CASES, ids=str)
def test_a_killed_build_leaves_old_or_new_and_the_next_one_finishes(
    kill: Kill, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    story: Story = request.getfixturevalue(kill.story)
    left = disturb(story, kill, tmp_path)
    assert find_harm(read_state(left), story) == []
    assert builds.run(left, must_be_fresh=True) == 0, builds.read_said(left)
    assert read_state(left) == story.new
