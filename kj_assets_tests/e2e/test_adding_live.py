"""docs/adding-a-wave.md in the Dagster UI: its daemon builds what `kj plan` announced, no more."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from kj_assets.planning import plan_project
from kj_assets.project import Project
from kj_assets_tests.e2e.chromium import COMMAND, environment
from kj_assets_tests.e2e.dagster_ui import ask, serve_dagster
from kj_assets_tests.e2e.practice import decide, draw_practice_file
from kj_assets_tests.e2e.small_project import copy_project

pytestmark = pytest.mark.torture
LONGEST_SECONDS = 600
# Two evaluations of the sensor and two looks at the files.
QUIET_SECONDS = 70
RUNS = """{runsOrError {... on Runs {results {
    runId status tags {key value} assetSelection {path}}}}}"""
BUILT = """query($run: ID!) {logsForRun(runId: $run) {... on EventConnection {events {
    ... on MaterializationEvent {assetKey {path} tags {key value}}}}}}"""


def call_kj(project: Project, *words: str) -> str:
    """What the command says in a process of its own, as it is typed."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=project.root,
        env=environment(),
        text=True,
        capture_output=True,
        check=True,
    ).stdout


def runs_of_the_sensor(address: str) -> list[dict[str, Any]]:
    asked_by = {"key": "dagster/sensor_name", "value": "rebuild_what_changed"}
    runs = ask(address, RUNS)["runsOrError"]["results"]
    return [run for run in runs if asked_by in run["tags"]]


def built_by(address: str, run: str) -> set[str]:
    """Assets the run computed; one that was only found unchanged is tagged otherwise."""
    reused = {"key": "kj/outcome", "value": "reused"}
    events = ask(address, BUILT, run=run)["logsForRun"]["events"]
    written = [event for event in events if event and reused not in event["tags"]]
    return {"/".join(event["assetKey"]["path"]) for event in written}


def test_a_new_wave_is_built_by_the_sensor_in_one_run_exactly_as_announced(
    project: Path, tmp_path: Path, browser: Browser
):
    practice = copy_project(Project.at(project), tmp_path / "practice")
    file = draw_practice_file(practice, practice.root)
    with serve_dagster(practice.root) as address:
        page = browser.new_page()
        page.goto(f"{address}/asset-groups")
        reload = page.get_by_text("Reload definitions").first
        call_kj(practice, "wave", "add", file.name, "--wave", "2026", "--like", "2025")
        reload.click()
        time.sleep(QUIET_SECONDS)
        assert runs_of_the_sensor(address) == [], "a draft is not built, and the rest is fresh"

        decide(practice.waves / "2026" / "wave.yaml")
        call_kj(practice, "wave", "check", "2026")
        announced = {s["asset"] for s in json.loads(call_kj(practice, "plan", "--json"))["steps"]}
        reload.click()
        end = time.monotonic() + LONGEST_SECONDS
        while not (runs := runs_of_the_sensor(address)) or runs[0]["status"] != "SUCCESS":
            assert time.monotonic() < end, runs
            time.sleep(2)
        time.sleep(QUIET_SECONDS)
        (run,) = runs_of_the_sensor(address)
        assert {"/".join(key["path"]) for key in run["assetSelection"]} == announced
        assert built_by(address, run["runId"]) == announced
    assert plan_project(practice, None, ()).plan.steps == ()
