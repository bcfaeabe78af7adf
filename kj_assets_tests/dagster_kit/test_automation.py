"""What Dagster asks for on its own: what is missing or changed, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from kj_assets.dagster_kit.assembly import BUILD_JOB
from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.automation import (
    automation_sensor,
    report_sources,
    source_sensor,
    yearly_schedule,
)
from kj_assets.dagster_kit.run import AssetEvent, run_assets
from kj_assets_tests.dagster_kit.running import declare, define


class Clockwork:
    """The sums under Dagster's automation: tick, look at what is asked for, build it."""

    def __init__(self, folder: Path, instance: dg.DagsterInstance) -> None:
        self.file = folder / "numbers.txt"
        self.build_folder = folder / "build"
        self.instance = instance
        self.cursor: dg.AssetDaemonCursor | None = None
        self.write("1 2 3")
        self.declare()

    def declare(self, *, word: str = "positive", changed: str = "") -> None:
        """Load the code location; another word or tag is another version."""
        self.assets: list[Asset] = [
            replace(asset, tags={"provenance": "measured"}) if asset.key[1] == changed else asset
            for asset in declare(self.file, word=word)
        ]
        self.definitions = define(self.assets, self.build_folder)

    def write(self, numbers: str) -> None:
        self.file.write_text(numbers)

    def look_at_files(self) -> None:
        report_sources(self.instance, self.assets[0].sources)

    def tick(self) -> list[str]:
        """One evaluation of all conditions; names of what is asked for."""
        made = dg.evaluate_automation_conditions(
            defs=self.definitions, instance=self.instance, cursor=self.cursor
        )
        self.cursor = made.cursor
        return [key for key in NAMES if made.get_num_requested(dg.AssetKey(["sums", key]))]

    def build(self, *names: str, force: bool = False) -> list[AssetEvent]:
        keys = [("sums", name) for name in names]
        return run_assets(self.definitions, self.instance, keys, lambda event: None, force=force)

    def start_run(self, name: str) -> dg.DagsterRun:
        """Another run of an asset that has started and goes on for a while."""
        return self.instance.create_run_for_job(
            self.definitions.resolve_job_def(BUILD_JOB),
            status=dg.DagsterRunStatus.STARTED,
            asset_selection=frozenset({dg.AssetKey(["sums", name])}),
        )

    def run_until_quiet(self) -> list[list[str]]:
        """Build whatever is asked for until nothing is; what each tick asked."""
        asked = []
        while wanted := self.tick():
            asked.append(wanted)
            self.build(*wanted)
        return asked


NAMES = ("numbers", "total", "sign", "sentence")


@pytest.fixture
def clockwork(tmp_path: Path) -> Iterator[Clockwork]:
    """Dagster has started; its first evaluation only takes note of what there is."""
    with dg.DagsterInstance.ephemeral() as instance:
        started = Clockwork(tmp_path, instance)
        assert started.tick() == []
        yield started


@pytest.fixture
def built(clockwork: Clockwork) -> Clockwork:
    """Everything was built at once, and Dagster has taken note."""
    clockwork.look_at_files()
    clockwork.build(*NAMES)
    assert [clockwork.tick() for _ in range(2)] == [[], []]
    return clockwork


def test_what_is_missing_is_asked_for_in_one_run_as_soon_as_its_file_was_seen(clockwork):
    assert clockwork.tick() == []
    clockwork.look_at_files()
    assert clockwork.run_until_quiet() == [list(NAMES)]


def test_what_was_asked_for_is_not_asked_again_once_it_was_built(clockwork):
    clockwork.look_at_files()
    clockwork.build(*clockwork.tick())
    assert [clockwork.tick() for _ in range(3)] == [[], [], []]


def test_an_unchanged_data_version_asks_for_nothing(built):
    built.build("numbers", "total", force=True)
    assert built.tick() == []


def test_a_changed_file_is_followed_only_as_far_as_results_change(built):
    built.write("1 2 4")
    assert built.tick() == []
    built.look_at_files()
    assert built.run_until_quiet() == [["numbers"], ["total"], ["sign"]]


def test_a_changed_code_version_asks_for_its_asset_once(built):
    built.declare(word="greater than zero")
    assert built.run_until_quiet() == [["sentence"]]


def test_a_failed_asset_is_not_asked_for_again_until_something_changes(built):
    built.write("-9")
    built.look_at_files()
    assert built.run_until_quiet() == [["numbers"], ["total"]]
    assert [built.tick() for _ in range(3)] == [[], [], []]
    built.write("9")
    built.look_at_files()
    assert built.run_until_quiet() == [["numbers"], ["total"], ["sign"]]


def test_what_reads_a_table_whose_check_failed_waits_even_if_its_code_changed(built):
    built.write("-9")
    built.look_at_files()
    built.run_until_quiet()
    built.declare(changed="sign")
    assert [built.tick() for _ in range(2)] == [[], []]
    built.write("9")
    built.look_at_files()
    assert built.run_until_quiet() == [["numbers"], ["total", "sign"]]


@pytest.mark.parametrize(
    ("running", "changed"), [("numbers", "total"), ("total", "sign"), ("sign", "sign")]
)
def test_nothing_is_asked_for_while_it_or_what_it_reads_is_being_built(built, running, changed):
    run = built.start_run(running)
    built.declare(changed=changed)
    assert [built.tick() for _ in range(2)] == [[], []]
    built.instance.report_run_canceled(run)
    # A run that was cut off leaves a check without an outcome; asking again gives it one.
    if running != changed:
        assert [event.what for event in built.build(running)] == ["started", "reused"]
    assert built.run_until_quiet() == [[changed]]


def test_what_failed_at_its_first_try_waits_and_so_does_what_reads_it(clockwork):
    clockwork.write("-9")
    clockwork.look_at_files()
    assert clockwork.run_until_quiet() == [list(NAMES)]
    assert [clockwork.tick() for _ in range(3)] == [[], [], []]
    clockwork.write("9")
    clockwork.look_at_files()
    assert clockwork.run_until_quiet() == [[name] for name in NAMES]


def test_sensors_and_schedule_run_without_being_switched_on():
    sensor, watch, schedule = automation_sensor(), source_sensor([]), yearly_schedule("build")
    assert sensor.minimum_interval_seconds == 10
    assert watch.minimum_interval_seconds == 30
    for definition in (sensor, watch):
        assert definition.default_status == dg.DefaultSensorStatus.RUNNING
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.execution_timezone == "Asia/Seoul"
    assert schedule.cron_schedule.split()[3] == "9" and schedule.job_name == "build"


def test_the_file_sensor_reports_each_change_once_and_asks_for_no_run(clockwork):
    watch = source_sensor(clockwork.assets[0].sources)
    told = []
    for numbers in ("1 2 3", "1 2 3", "4"):
        clockwork.write(numbers)
        answer = watch(dg.build_sensor_context(instance=clockwork.instance))
        told.append(answer.skip_message)
    assert [line[:6] for line in told] == ["1 of 1", "0 of 1", "1 of 1"]
    seen = clockwork.instance.fetch_observations(dg.AssetKey(["sums", "file"]), limit=9).records
    versions = [record.asset_observation.tags["dagster/data_version"] for record in seen]
    assert versions == ["4", "1 2 3"]
    assert clockwork.instance.get_runs() == []
