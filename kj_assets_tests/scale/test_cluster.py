"""Steps on two workers of Dask: the whole graph, a worker that dies, a step that fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.dagster_kit.removal import remove_assets
from kj_assets.dagster_kit.run import AssetEvent, Progress, build_until_fresh
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store
from kj_assets_tests.e2e.building import build_project
from kj_assets_tests.e2e.small_project import copy_project
from kj_assets_tests.e2e.waves_project import add_wave, draw_nothing, redeclare, write_waves_project
from kj_assets_tests.scale.dask_cluster import DaskCluster, start_cluster
from kj_assets_tests.scale.small_graph import declare, load
from kj_assets_tests.scale.test_two_builders import wait_for
from kj_assets_tests.scale.test_whole_graph import files_and_tables
from kj_assets_tests.torture.states import read_state

pytestmark = pytest.mark.slow
SCHEDULER = "KJ_TEST_DASK"
DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture
def on_postgres(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dg.DagsterInstance]:
    """Dagster as it is deployed: its storage in PostgreSQL, which the run and all workers reach."""
    address = postgres.replace("postgresql:", "postgresql+psycopg2:")
    monkeypatch.setenv("KJ_DAGSTER_STORAGE", f"{address}/dagster")
    home = tmp_path / "dagster_home"
    home.mkdir()
    shutil.copy(DEPLOY / "dagster.yaml", home)
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    with open_instance(home) as made:
        assert "postgres" in type(made.event_log_storage).__module__
        yield made


@pytest.fixture
def cluster(
    on_postgres: dg.DagsterInstance, declare_lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DaskCluster]:
    """Started last, for workers have the environment they are started in."""
    with start_cluster(tmp_path, preload="kj_assets_tests.scale.undrawn") as started:
        monkeypatch.setenv(SCHEDULER, started.address)
        yield started


def kill_a_worker(cluster: DaskCluster, after: int) -> Progress:
    """Follow a build, and kill a worker once some assets are built."""
    built: list[AssetEvent] = []

    def follow(event: AssetEvent) -> None:
        if event.what == "built":
            built.append(event)
            if len(built) == after:
                cluster.workers[0].kill()

    return follow


def test_two_workers_of_whom_one_is_killed_give_what_one_process_gives_byte_by_byte(
    cluster, on_postgres, declare_lake, tmp_path, monkeypatch
):
    draw_nothing(monkeypatch)
    project = write_waves_project(tmp_path / "embedded")
    add_wave(project, "2029")
    spread = copy_project(project, tmp_path / "spread")
    declare_lake(spread.data, dask={"address_from": SCHEDULER})
    with dg.DagsterInstance.ephemeral() as alone:
        here = build_project(project, alone).result
    there = build_project(spread, on_postgres, kill_a_worker(cluster, after=30)).result
    assert cluster.workers[0].poll() is not None
    assert there.failed == {}
    # What the killed worker had committed and not told of is found, and not made again.
    assert {*there.built, *there.reused} == set(here.built)
    assert files_and_tables(read_state(spread)) == files_and_tables(read_state(project))
    # The worker that is left has kept nothing of the first run's declarations.
    redeclare(spread.codebook, "items", "threat", "label", en="Threat felt")
    again = build_project(spread, on_postgres).result
    assert again.failed == {}
    assert 0 < len(again.built) < len(here.built)
    assert build_project(spread, on_postgres).result.built == []


def test_what_is_taken_out_is_gone_from_what_is_published(declare_lake, tmp_path):
    data = tmp_path / "data"
    declare_lake(data)
    with session(data / "build") as opened:
        store(opened, ONE_ROW)
        store(opened, ONE_ROW, name="new")
    # Now a session is a step, which publishes nothing.
    declare_lake(data, dask={"address_from": SCHEDULER})
    remove_assets(data / "build", [KEY], print, Catalogue())
    with pytest.raises(duckdb.CatalogException):
        read(data / "build")
    assert read(data / "build", "s.new")["a"].tolist() == [1]


def kill_who_begins(cluster: DaskCluster, signals: Path) -> list[int]:
    """Kill the worker that begins the slow asset, and let another end it; both, by process."""
    workers = {worker.pid: worker for worker in cluster.workers}
    wait_for(signals, "begun_*", 1)
    (first,) = find_begun(signals)
    workers[first].kill()
    wait_for(signals, "begun_*", 2)
    (signals / "go").touch()
    return [first, *find_begun(signals) - {first}]


def find_begun(signals: Path) -> set[int]:
    return {int(path.name.removeprefix("begun_")) for path in signals.glob("begun_*")}


def test_a_step_whose_worker_dies_is_done_by_another_and_below_a_failed_one_nothing_is_done(
    cluster, on_postgres, declare_lake, tmp_path
):
    data = tmp_path / "small" / "data"
    declare_lake(data, dask={"address_from": SCHEDULER})
    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kill_who_begins, cluster, tmp_path)
        result = build_until_fresh(
            declare(tmp_path),
            load(data / "build", tmp_path),
            on_postgres,
            data / "build",
            lambda plan: None,
            lambda event: None,
        )
    first, second = killing.result()
    assert first != second
    assert result.built == [("small", "slow")]
    assert {key: told[:4] for key, told in result.failed.items()} == {("small", "refused"): "F001"}
    assert result.skipped == [("small", "below")]
