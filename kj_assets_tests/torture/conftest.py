"""The builds that are disturbed, told once for all files of this folder."""

from __future__ import annotations

import pytest

from kj_assets.project import Project
from kj_assets_tests.builders import text
from kj_assets_tests.e2e.small_project import (
    copy_project,
    deliver,
    interview_people,
    write_small_project,
)
from kj_assets_tests.e2e.waves_project import redeclare, write_waves_project
from kj_assets_tests.torture import builds
from kj_assets_tests.torture.stories import Story, tell_story


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The first build of a project of two waves."""
    folder = tmp_path_factory.mktemp("first")
    return tell_story(write_waves_project(folder / "start"), folder / "calm")


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of one wave, built with its pages and pictures: there is a release to keep."""
    project = write_small_project(tmp_path_factory.mktemp("drawn") / "project")
    assert builds.run(project, draws=True) == 0, builds.read_said(project)
    return project
