"""Dagster's daemon itself, on a small project: what it does on its own, seen from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from kj_assets.dagster_kit.asset import show_key
from kj_assets.dagster_kit.develop import prepare_home
from kj_assets.planning import plan_project
from kj_assets.project import PROJECT_VARIABLE, Project
from kj_assets_tests.e2e.building import SHIPPED
from kj_assets_tests.e2e.small_project import deliver, interview_people, write_small_project

pytestmark = pytest.mark.slow
# A first build takes half a minute on two cores that have nothing else to do.
LONGEST_SECONDS = 400


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = write_small_project(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv(PROJECT_VARIABLE, str(made.root))
    prepare_home(made.dagster_home)
    return made


@contextmanager
def daemon(project: Project, module: str) -> Iterator[Callable[[], str]]:
    """The daemon at work on a module's definitions; gives a reader of its log."""
    log = project.root / "daemon.log"
    # Only the package itself is installed; the module may be one of the tests'.
    env = os.environ | {"PYTHONPATH": str(SHIPPED.root)}
    command = [str(Path(sys.executable).with_name("dagster-daemon")), "run", "-m", module]
    with log.open("w") as out:
        running = subprocess.Popen(command, cwd=project.root, env=env, stdout=out, stderr=out)
        try:
            yield log.read_text
        finally:
            running.send_signal(signal.SIGINT)
            try:
                running.wait(60)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait(10)


def wait_until(true: Callable[[], bool], read_log: Callable[[], str]) -> None:
    """Ask every other second; after the longest time fail with what the daemon said last."""
    end = time.monotonic() + LONGEST_SECONDS
    while not true():
        assert time.monotonic() < end, read_log()[-4000:]
        time.sleep(2)


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
