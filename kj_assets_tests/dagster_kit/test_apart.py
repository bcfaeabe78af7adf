"""Dagster's multiprocess executor: steps that run at once wait for each other and are told."""

from __future__ import annotations

import dagster as dg
import pytest

from kj_assets_tests.dagster_kit.apart import COUNT, FOLDER, make_job
from kj_assets_tests.dagster_kit.stored import read


@pytest.mark.slow
def test_steps_in_processes_of_their_own_wait_for_each_other_and_lose_nothing(
    tmp_path, monkeypatch
):
    build = tmp_path / "build"
    monkeypatch.setenv(FOLDER, str(build))
    (tmp_path / "home").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "home")) as instance:
        result = dg.execute_job(dg.reconstructable(make_job), instance=instance)
        assert result.success
        processes = {
            event.event_specific_data.metadata["pid"].value
            for event in result.all_events
            if event.event_type_value == "STEP_WORKER_STARTED"
        }
        said = [entry.user_message for entry in instance.all_logs(result.run_id)]
    assert len(processes) == COUNT + 1
    assert any(line.startswith("waiting for run") for line in said)
    assert read(build, "apart.total")["rows"].tolist() == [1000 * sum(range(COUNT + 1))]
