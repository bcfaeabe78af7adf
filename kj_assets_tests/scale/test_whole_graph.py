"""The whole small graph of three waves on DuckLake: what comes out is what the files give."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from kj_assets.dagster_kit.plan import make_plan
from kj_assets.dagster_kit.storage import read_stored_records
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


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Three waves, nothing built; pictures and pages are hashes of what they read."""
    draw_nothing(monkeypatch)
    project = write_waves_project(tmp_path / "embedded")
    add_wave(project, "2029")
    return project


def plan_of(built: Built) -> list[str]:
    records = read_stored_records(built.project.build)
    plan = make_plan(built.assets, records, built.project.build)
    return ["/".join(step.key) for step in plan.steps]


def files_and_tables(state: State) -> dict[str, str]:
    return state.published | state.files


def change(project: Project) -> None:
    """A wave comes anew, and a label is reworded that no estimate reads."""
    rows = interview_people()
    deliver(project, rows.assign(Q2=rows["Q2"].to_numpy()[::-1]))
    redeclare(project.codebook, "items", "threat", "label", en="Threat felt")
    redeclare(project.models, "models", "threat", label=text("Threat"))


def test_ducklake_gives_what_the_files_give_byte_by_byte(project, tmp_path, instance, declare_lake):
    lake = copy_project(project, tmp_path / "lake")
    declare_lake(lake.data)
    first = [build_project(place, instance) for place in (project, lake)]
    assert first[1].result.failed == {}
    assert first[1].result.built == first[0].result.built
    assert files_and_tables(read_state(lake)) == files_and_tables(read_state(project))
    assert plan_of(first[1]) == []
    assert build_project(lake, instance).result.built == []
    for place in (project, lake):
        change(place)
    second = [build_project(place, instance) for place in (project, lake)]
    assert 0 < len(second[1].result.built) < len(first[1].result.built)
    assert second[1].result.built == second[0].result.built
    assert files_and_tables(read_state(lake)) == files_and_tables(read_state(project))


def test_a_project_moves_to_the_lake_and_back_without_building_anything(
    project, instance, declare_lake
):
    built = build_project(project, instance)
    before = files_and_tables(read_state(project))
    declare_lake(project.data)
    assert plan_of(built) == []
    assert build_project(project, instance).result.built == []
    (project.data / "store.yaml").unlink()
    assert plan_of(built) == []
    assert build_project(project, instance).result.built == []
    assert files_and_tables(read_state(project)) == before
