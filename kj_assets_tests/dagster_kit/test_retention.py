"""Old runs go, with their events and logs; what Dagster knows of each asset stays."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.dagster_kit.develop import prepare_home
from kj_assets.dagster_kit.retention import history_sensor, prune_history
from kj_assets_tests.dagster_kit.running import build_sums, declare

BUILDS = 4


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A home of some builds; the sums come out differently each time, the sign does not."""
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DAGSTER_HOME", "")
        prepare_home(folder / "home")
        with open_instance(folder / "home") as made:
            for last in range(BUILDS):
                (folder / "numbers.txt").write_text(f"1 2 {last}")
                build_sums(declare(folder / "numbers.txt"), folder / "build", made)
    return folder


@pytest.fixture
def instance(built, tmp_path, monkeypatch):
    """Dagster in a copy of that home."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    with open_instance(tmp_path / "home") as made:
        assert len(made.get_runs()) == BUILDS
        yield made


def known(instance: dg.DagsterInstance) -> dict[str, str | None]:
    """Data version of each asset, as Dagster knows it."""
    found = {}
    for record in instance.get_asset_records():
        event = record.asset_entry.last_materialization
        if event:
            found[record.asset_entry.asset_key.to_string()] = event.tags["dagster/data_version"]
    return found


def files_of(instance: dg.DagsterInstance, run_id: str) -> list[Path]:
    return list(Path(instance.root_directory).rglob(f"{run_id}*"))


def test_only_the_newest_runs_stay_and_nothing_is_left_of_the_others(instance):
    newest_first = [run.run_id for run in instance.get_runs()]
    before = known(instance)
    assert len(before) == 4
    old = newest_first[3]
    assert files_of(instance, old)
    assert prune_history(instance, runs_kept=2) == BUILDS - 2
    assert [run.run_id for run in instance.get_runs()] == newest_first[:2]
    assert files_of(instance, old) == []
    assert known(instance) == before
    assert prune_history(instance, runs_kept=2) == 0


def test_a_run_that_holds_the_latest_of_an_asset_stays_however_old(instance, tmp_path):
    numbers = tmp_path / "numbers.txt"
    numbers.write_text("7 7 7")
    some = declare(numbers)[:2]
    latest_of_all = instance.get_runs(limit=1)[0].run_id
    for last in range(2):
        numbers.write_text(f"7 7 {last}")
        build_sums(some, tmp_path / "build", instance)
    before = known(instance)
    prune_history(instance, runs_kept=1)
    left = [run.run_id for run in instance.get_runs()]
    assert left[-1] == latest_of_all and len(left) == 2
    assert known(instance) == before


def test_years_later_all_but_what_is_needed_goes(instance):
    later = datetime.now(UTC) + timedelta(days=400)
    assert prune_history(instance, now=later) == BUILDS - 1
    assert prune_history(instance, now=datetime.now(UTC)) == 0


def test_a_run_that_is_not_finished_is_left_alone(instance):
    run = instance.create_run_for_job(dg.job(name="j")(lambda: None))
    prune_history(instance, runs_kept=0)
    assert instance.has_run(run.run_id)


def test_the_sensor_does_it_without_a_run(instance):
    with dg.build_sensor_context(instance=instance) as context:
        told = history_sensor()(context)
    assert isinstance(told, dg.SkipReason) and "0 old runs" in str(told.skip_message)
    assert len(instance.get_runs()) == BUILDS
