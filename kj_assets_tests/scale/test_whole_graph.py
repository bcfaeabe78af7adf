"""The whole small graph of three waves on DuckLake: what comes out is what the files give."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import dagster as dg
import pytest

from kj_assets.planning import plan_project
from kj_assets.project import Project
from kj_assets_tests.builders import text
from kj_assets_tests.e2e.building import Built, build_project
from kj_assets_tests.e2e.small_project import copy_project, deliver, interview_people
from kj_assets_tests.e2e.waves_project import (
    add_wave,
    draw_nothing,
    redeclare,
    write_waves_project,
)
from kj_assets_tests.torture.states import State, read_state

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures and pages are hashes of what they read."""
    draw_nothing(monkeypatch)


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, instance: dg.DagsterInstance
) -> Iterator[Built]:
    """Three waves, built with the embedded store; not to be changed."""
    project = write_waves_project(tmp_path_factory.mktemp("embedded"))
    add_wave(project, "2029")
    with pytest.MonkeyPatch.context() as patch:
        draw_nothing(patch)
        yield build_project(project, instance)


def plan_of(project: Project) -> list[str]:
    return ["/".join(step.key) for step in plan_project(project, None, ()).plan.steps]


def files_and_tables(state: State) -> dict[str, str]:
    return state.published | state.files


def change(project: Project) -> None:
    """A wave comes anew, and a label is reworded that no estimate reads."""
    rows = interview_people()
    deliver(project, rows.assign(Q2=rows["Q2"].to_numpy()[::-1]))
    redeclare(project.codebook, "items", "threat", "label", en="Threat felt")
    redeclare(project.models, "models", "threat", label=text("Threat"))


def test_ducklake_gives_what_the_files_give_byte_by_byte(built, tmp_path, instance, declare_lake):
    files, lake = (copy_project(built.project, tmp_path / name) for name in ("files", "lake"))
    shutil.rmtree(lake.build)
    declare_lake(lake.data)
    first = build_project(lake, instance).result
    assert first.failed == {}
    assert first.built == built.result.built
    assert files_and_tables(read_state(lake)) == files_and_tables(read_state(files))
    assert plan_of(lake) == []
    assert build_project(lake, instance).result.built == []
    for place in (files, lake):
        change(place)
    by_files, by_lake = (build_project(place, instance).result for place in (files, lake))
    assert 0 < len(by_lake.built) < len(first.built)
    assert by_lake.built == by_files.built
    assert files_and_tables(read_state(lake)) == files_and_tables(read_state(files))


def test_a_project_moves_to_the_lake_and_back_without_building_anything(
    built, tmp_path, instance, declare_lake
):
    project = copy_project(built.project, tmp_path / "moved")
    before = files_and_tables(read_state(project))
    declare_lake(project.data)
    assert plan_of(project) == []
    assert build_project(project, instance).result.built == []
    (project.data / "store.yaml").unlink()
    assert plan_of(project) == []
    assert build_project(project, instance).result.built == []
    assert files_and_tables(read_state(project)) == before
