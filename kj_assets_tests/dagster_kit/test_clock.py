"""A clock that goes back: what is built, kept, found and sent does not depend on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
import time_machine

from kj_assets.dagster_kit.alerts.channels import NotDeliveredError
from kj_assets.dagster_kit.alerts.outbox import LONGEST_WAIT, Alert, Outbox
from kj_assets.dagster_kit.alerts.sensors import alert_sensors
from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.dagster_kit.develop import prepare_home
from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.retention import prune_history
from kj_assets.dagster_kit.storage import read_stored_records
from kj_assets_tests.dagster_kit.running import build_sums, declare

NOON = datetime(2031, 3, 1, 12, tzinfo=UTC)
A_YEAR_BACK = NOON - timedelta(days=365)
ALERT = Alert("run 1", "A scheduled run failed", "why")


class Line:
    """A channel that is cut at first."""

    name = "line"

    def __init__(self) -> None:
        self.cut, self.sent = True, 0

    def send(self, title: str, text: str) -> None:
        if self.cut:
            raise NotDeliveredError("cut")
        self.sent += 1


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """Dagster with its history on the disk, as a project has it."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    prepare_home(tmp_path / "home")
    with open_instance(tmp_path / "home") as made:
        yield made


def known_total(instance: dg.DagsterInstance) -> str:
    event = instance.get_latest_materialization_event(dg.AssetKey(["sums", "total"]))
    assert event and event.asset_materialization and event.asset_materialization.tags
    return event.asset_materialization.tags["dagster/data_version"]


@pytest.mark.slow
def test_builds_go_on_as_if_the_clock_had_not_gone_back(tmp_path, instance):
    numbers, build = tmp_path / "numbers.txt", tmp_path / "build"

    def build_at(when: datetime, text: str) -> list[str]:
        numbers.write_text(text)
        os.utime(numbers, (when.timestamp(), when.timestamp()))
        with time_machine.travel(when):
            done = build_sums(declare(numbers), build, instance)
        assert done.result.failed == {}
        (record,) = (r for key, r in read_stored_records(build).items() if key[1] == "total")
        assert known_total(instance) == record.data_version
        with open_published(build) as store:
            total = store.sql("FROM sums.total").fetchall()[0][0]
        assert total == sum(float(number) for number in text.split())
        return done.built

    assert build_at(NOON, "1 2 3") == ["numbers", "total", "sign", "sentence"]
    assert build_at(A_YEAR_BACK, "1 2 4") == ["numbers", "total", "sign"]
    # Of the same size and, by the clock, of the same moment.
    assert build_at(A_YEAR_BACK, "1 2 5") == ["numbers", "total", "sign"]
    assert build_at(NOON, "1 2 5") == []
    newest = known_total(instance)
    assert prune_history(instance, runs_kept=1, now=NOON) > 0
    assert known_total(instance) == newest
    assert build_at(A_YEAR_BACK, "1 2 5") == []


def test_an_alert_waits_no_longer_than_an_hour_by_any_clock(tmp_path):
    outbox, line = Outbox(tmp_path), Line()
    outbox.put(ALERT)
    assert "1 wait" in outbox.deliver([line], NOON)
    line.cut = False
    assert outbox.deliver([line], NOON - LONGEST_WAIT - timedelta(seconds=1)) == "1 alerts sent"


@pytest.mark.slow
def test_checks_that_fail_after_the_clock_went_back_are_told(tmp_path, instance):
    numbers, outbox = tmp_path / "numbers.txt", Outbox(tmp_path / "outbox")
    numbers.write_text("-9")
    _, send = alert_sensors(outbox, [], lambda now: [])
    with time_machine.travel(NOON):
        send(seen := dg.build_sensor_context(instance=instance))
    with time_machine.travel(A_YEAR_BACK):
        build_sums(declare(numbers), tmp_path / "build", instance)
    with time_machine.travel(A_YEAR_BACK + timedelta(minutes=10)):
        send(dg.build_sensor_context(instance=instance, cursor=seen.cursor))
    sent = [waiting.alert.title for waiting in outbox.list().values()]
    sent += [path.read_text() for path in outbox.sent.glob("*.json")]
    assert len(sent) == 1 and "not_negative" in sent[0]
