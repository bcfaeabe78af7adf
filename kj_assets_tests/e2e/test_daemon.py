"""Dagster's daemon itself, on a small project: what it does on its own, seen from outside."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from kj_assets.dagster_kit.asset import show_key
from kj_assets.dagster_kit.develop import prepare_home
from kj_assets.planning import plan_project
from kj_assets.project import PROJECT_VARIABLE, Project
from kj_assets_tests.e2e.dagster_daemon import daemon, wait_until
from kj_assets_tests.e2e.small_project import deliver, interview_people, write_small_project

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = write_small_project(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv(PROJECT_VARIABLE, str(made.root))
    prepare_home(made.dagster_home)
    return made


def is_fresh(project: Project) -> bool:
    """Whether nothing is left to do, and no run goes on."""
    if not project.build.exists() or plan_project(project, None, ()).plan.steps:
        return False
    with dg.DagsterInstance.get() as instance:
        return all(run.is_finished for run in instance.get_runs())


def runs_with(tag: str) -> list[tuple[dg.DagsterRun, set[str]]]:
    """Successful runs with a tag, and the assets they were asked for."""
    with dg.DagsterInstance.get() as instance:
        runs = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]))
    return [
        (run, {key.to_user_string() for key in run.asset_selection or ()})
        for run in runs
        if tag in run.tags
    ]


def test_sensors_build_what_is_new_and_then_what_changed(project):
    with daemon(project, "kj_assets.definitions") as read_log:
        wait_until(lambda: is_fresh(project), read_log)
        first = len(runs_with("dagster/from_automation_condition"))
        assert first >= 1
        people = interview_people()
        people.loc[5, "Q1"] = 3 - people.loc[5, "Q1"]
        deliver(project, people)
        announced = {show_key(key) for key in plan_project(project, None, ()).plan.keys}
        assert {"wave_2031/responses", "wave_2031/clean", "wave_2031/toplines"} <= announced
        wait_until(lambda: is_fresh(project), read_log)
        later = runs_with("dagster/from_automation_condition")[:-first]
    assert set().union(*(keys for _, keys in later)) == announced


def test_the_schedule_builds_everything_as_kj_build_does(project):
    with daemon(project, "kj_assets_tests.e2e.every_minute") as read_log:
        wait_until(lambda: bool(runs_with("dagster/schedule_name")), read_log)
        run, _ = runs_with("dagster/schedule_name")[-1]
    assert run.tags["dagster/schedule_name"] == "yearly_build"
    assert plan_project(project, None, ()).plan.steps == ()
