"""A run started in the Dagster UI and `kj build` at once: both wait their turn and end well."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.planning import plan_project
from kj_assets_tests.e2e.building import SHIPPED
from kj_assets_tests.e2e.chromium import COMMAND, environment
from kj_assets_tests.e2e.dagster_ui import ask, serve_dagster
from kj_assets_tests.e2e.small_project import write_small_project

LONGEST_SECONDS = 400
PLACE = "{repositoriesOrError{... on RepositoryConnection{nodes{name location{name}}}}}"
LAUNCH = """mutation($run: ExecutionParams!) {launchRun(executionParams: $run) {
    __typename ... on LaunchRunSuccess {run {runId}}}}"""
LOGS = """query($run: ID!) {logsForRun(runId: $run) {
    ... on EventConnection {events {... on MessageEvent {message}}}}}"""
RUNS = "{runsOrError{... on Runs{results{runId}}}}"
STATUS = "query($run: ID!) {runOrError(runId: $run) {... on Run {status}}}"


def materialize_all(address: str) -> str:
    """Press the button; the run's id."""
    (node,) = ask(address, PLACE)["repositoriesOrError"]["nodes"]
    selector = {
        "repositoryName": node["name"],
        "repositoryLocationName": node["location"]["name"],
        "jobName": "build",
    }
    launched = ask(address, LAUNCH, run={"selector": selector, "runConfigData": {}})["launchRun"]
    return launched["run"]["runId"]


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.5)


@pytest.mark.slow
def test_a_run_of_the_ui_and_the_command_wait_are_told_and_both_end_well(tmp_path: Path) -> None:
    project = write_small_project(tmp_path / "project")
    shutil.copy(SHIPPED.root / "workspace.yaml", project.root)
    said = tmp_path / "said"
    with serve_dagster(project.root) as address, said.open("w") as out:

        def list_runs() -> list[str]:
            return [one["runId"] for one in ask(address, RUNS)["runsOrError"]["results"]]

        def logs(one: str) -> str:
            events = ask(address, LOGS, run=one)["logsForRun"]["events"]
            return "\n".join(event["message"] for event in events)

        def status() -> str:
            return ask(address, STATUS, run=run)["runOrError"]["status"]

        with hold_lock(project.build, "somebody", print):
            run = materialize_all(address)
            # The daemon may have asked for a run before; ours is then queued behind it.
            wait_until(lambda: any("waiting for somebody" in logs(one) for one in list_runs()))
            command = subprocess.Popen(
                [*COMMAND, "build"], cwd=project.root, env=environment(), stdout=out, stderr=out
            )
            wait_until(lambda: "waiting for somebody" in said.read_text())
        assert command.wait(LONGEST_SECONDS) == 0, said.read_text()
        wait_until(lambda: status() in ("SUCCESS", "FAILURE"))
        assert status() == "SUCCESS", logs(run)
    assert plan_project(project, None, ()).plan.steps == ()
