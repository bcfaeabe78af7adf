"""What Dagster asks for on its own: what is missing or changed, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from kj_assets.dagster_kit.assembly import BUILD_JOB
from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.automation import (
    automation_sensor,
    report_sources,
    source_sensor,
    yearly_schedule,
)
from kj_assets.dagster_kit.run import run_assets
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

    def declare(
        self, *, word: str = "positive", changed: str = "", more: tuple[Asset, ...] = ()
    ) -> None:
        """Load the code location; another word or tag is another version."""
        self.assets: list[Asset] = [
            replace(asset, tags={"provenance": "measured"}) if asset.key[1] == changed else asset
            for asset in (*declare(self.file, word=word), *more)
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
        keys = [asset.key for asset in self.assets]
        return [key[1] for key in keys if made.get_num_requested(dg.AssetKey(key))]

    def build(self, *names: str, force: bool = False) -> list[str]:
        """Run some assets; what became of each, in order."""
        keys = [("sums", name) for name in names]
        events = run_assets(self.definitions, self.instance, keys, lambda event: None, force=force)
        return [f"{event.key[1]} {event.what}" for event in events if event.what != "started"]

    def start_run(self, *names: str) -> dg.DagsterRun:
        """Another run of some assets that has started and goes on for a while."""
        return self.instance.create_run_for_job(
            self.definitions.resolve_job_def(BUILD_JOB),
            status=dg.DagsterRunStatus.STARTED,
            asset_selection=frozenset(dg.AssetKey(["sums", name]) for name in names),
        )

    def sees_as_stale(self) -> list[str]:
        """What Dagster shows as out of date."""
        graph = self.definitions.resolve_asset_graph()
        ask = CachingStaleStatusResolver(self.instance, graph, LoadingContextForTest(self.instance))
        return [
            name
            for name in NAMES
            if ask.get_status(dg.AssetKey(["sums", name])) != StaleStatus.FRESH
        ]

    def run_until_quiet(self) -> list[list[str]]:
        """Build whatever is asked for until nothing is; what each run did."""
        runs = []
        while wanted := self.tick():
            runs.append(self.build(*wanted))
        return runs


NAMES = ("numbers", "total", "sign", "sentence")


def say_more(sign: pd.DataFrame) -> pd.DataFrame:
    """What nobody asked for before."""
    return sign.assign(more=True)


def each(what: str, *names: str) -> list[str]:
    """The same outcome of several assets."""
    return [f"{name} {what}" for name in names]


@pytest.fixture
def clockwork(tmp_path: Path) -> Iterator[Clockwork]:
    """Dagster has started and seen nothing yet."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield Clockwork(tmp_path, instance)


@pytest.fixture
def built(clockwork: Clockwork) -> Clockwork:
    """Everything was built at once, and Dagster has taken note."""
    clockwork.look_at_files()
    clockwork.build(*NAMES)
    assert [clockwork.tick() for _ in range(2)] == [[], []]
    return clockwork


def test_what_is_missing_is_asked_for_at_once_in_one_run(clockwork):
    assert clockwork.run_until_quiet() == [each("built", *NAMES)]


def test_a_file_first_seen_by_a_run_is_no_change(clockwork):
    clockwork.run_until_quiet()
    clockwork.look_at_files()
    assert [clockwork.tick() for _ in range(2)] == [[], []]
    assert clockwork.sees_as_stale() == []


def test_a_file_seen_while_what_reads_it_waits_to_run_asks_for_nothing(clockwork):
    assert clockwork.tick() == list(NAMES)
    run = clockwork.start_run(*NAMES)
    assert [clockwork.tick() for _ in range(3)] == [[], [], []]
    clockwork.look_at_files()
    assert [clockwork.tick() for _ in range(2)] == [[], []]
    clockwork.instance.report_run_canceled(run)


def test_what_was_asked_for_is_not_asked_again_once_it_was_built(clockwork):
    clockwork.look_at_files()
    clockwork.build(*clockwork.tick())
    assert [clockwork.tick() for _ in range(3)] == [[], [], []]


def test_an_unchanged_data_version_asks_for_nothing(built):
    built.build("numbers", "total", force=True)
    assert built.tick() == []


def test_a_changed_file_is_followed_in_one_run_only_as_far_as_results_change(built):
    built.write("1 2 4")
    assert built.tick() == []
    built.look_at_files()
    followed = [*each("built", "numbers", "total", "sign"), "sentence reused"]
    assert built.run_until_quiet() == [followed]


def test_a_changed_code_version_asks_for_its_asset_once_and_for_nothing_above(built):
    built.declare(word="greater than zero")
    assert built.run_until_quiet() == [["sentence built"]]


def test_what_is_new_waits_for_all_that_changes_above_it_however_far(built):
    summary = Asset(("sums", "summary"), say_more, "new", inputs={"sign": ("sums", "sign")})
    built.declare(changed="numbers", more=(summary,))
    run = ["numbers built", *each("reused", "total", "sign", "sentence"), "summary built"]
    assert [sorted(did) for did in built.run_until_quiet()] == [sorted(run)]


def test_a_change_from_another_run_is_followed(built):
    built.write("1 2 4")
    built.build("numbers")
    assert built.run_until_quiet() == [[*each("built", "total", "sign"), "sentence reused"]]


def test_a_failed_asset_is_not_asked_for_again_until_something_changes(built):
    built.write("-9")
    built.look_at_files()
    failed = ["numbers built", "total failed", *each("skipped", "sign", "sentence")]
    assert built.run_until_quiet() == [failed]
    assert [built.tick() for _ in range(3)] == [[], [], []]
    built.write("9")
    built.look_at_files()
    healed = [*each("built", "numbers", "total", "sign"), "sentence reused"]
    assert built.run_until_quiet() == [healed]


def test_a_failure_in_a_long_run_is_not_asked_for_again_because_the_run_changed_something(built):
    built.write("-9")
    built.look_at_files()
    asked = built.tick()
    assert built.tick() == []
    assert "total failed" in built.build(*asked)
    assert [built.tick() for _ in range(2)] == [[], []]


def test_what_changed_behind_a_failure_is_built_once_the_failure_is_mended(built):
    built.write("-9")
    built.declare(word="greater than zero", changed="numbers")
    built.look_at_files()
    failed = ["numbers built", "total failed", *each("skipped", "sign", "sentence")]
    assert built.run_until_quiet() == [failed]
    built.write("1 2 3")
    built.look_at_files()
    assert built.run_until_quiet() == [
        ["numbers built", *each("reused", "total", "sign"), "sentence built"]
    ]


def test_what_reads_a_table_whose_check_failed_waits_even_if_its_code_changed(built):
    built.write("-9")
    built.look_at_files()
    built.run_until_quiet()
    built.declare(changed="sign")
    assert [built.tick() for _ in range(2)] == [[], []]
    built.write("9")
    built.look_at_files()
    healed = [*each("built", "numbers", "total", "sign"), "sentence reused"]
    assert built.run_until_quiet() == [healed]


@pytest.mark.parametrize("changed", ["numbers", "total", "sentence"])
def test_what_changes_while_a_run_goes_on_is_asked_for_once_and_waits_in_the_queue(built, changed):
    built.start_run(*NAMES)
    built.declare(changed=changed)
    asked = list(NAMES[NAMES.index(changed) :])
    assert [built.tick() for _ in range(3)] == [asked, [], []]


def test_what_reads_a_table_waits_while_a_run_is_still_to_check_it(built):
    run = built.start_run("total")
    built.declare(changed="sign")
    assert [built.tick() for _ in range(2)] == [[], []]
    built.instance.report_run_canceled(run)
    # The run was cut off and leaves a check without an outcome; asking again gives it one.
    assert built.build("total") == ["total reused"]
    assert built.run_until_quiet() == [["sign built", "sentence reused"]]


def test_what_failed_at_its_first_try_waits_and_so_does_what_reads_it(clockwork):
    clockwork.write("-9")
    clockwork.look_at_files()
    failed = ["numbers built", "total failed", *each("skipped", "sign", "sentence")]
    assert clockwork.run_until_quiet() == [failed]
    clockwork.declare(word="greater than zero")
    assert [clockwork.tick() for _ in range(3)] == [[], [], []]
    clockwork.write("9")
    clockwork.look_at_files()
    assert clockwork.run_until_quiet() == [each("built", *NAMES)]


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
