"""A build runs in passes, tells what becomes of each asset, and never ends in silence."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from kj_assets.dagster_kit import run
from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.run import AssetEvent
from kj_assets.dagster_kit.store import embedded
from kj_assets.errors import BuildError
from kj_assets_tests.dagster_kit.running import build_sums, declare

ALL = ["numbers", "total", "sign", "sentence"]


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    file = tmp_path / "numbers.txt"
    file.write_text("1 2 3")
    return file


def lonely() -> pd.DataFrame:
    return pd.DataFrame({"n": [1]})


def stumble(numbers: pd.DataFrame) -> pd.DataFrame:
    raise KeyError("a bug")


def test_a_build_runs_one_pass_and_a_second_one_nothing(tmp_path, numbers, instance):
    first = build_sums(declare(numbers), tmp_path / "build", instance)
    assert first.built == ALL and len(first.plans) == 1
    again = build_sums(declare(numbers), tmp_path / "build", instance)
    assert (again.built, again.result.reused, again.plans) == ([], [], [])
    assert len(instance.get_runs()) == 1


def test_each_asset_is_told_when_it_starts_and_what_became_of_it(tmp_path, numbers, instance):
    build_sums(declare(numbers), tmp_path / "build", instance)
    numbers.write_text("1 2 4")
    told = build_sums(declare(numbers), tmp_path / "build", instance).events
    assert [(event.what, event.key[1]) for event in told if event.key] == [
        ("started", "numbers"), ("built", "numbers"),
        ("started", "total"), ("built", "total"),
        ("started", "sign"), ("built", "sign"),
        ("started", "sentence"), ("reused", "sentence"),
    ]  # fmt: skip


def test_what_changes_during_a_build_is_built_in_another_pass(tmp_path, numbers, instance):
    def change_once(event: AssetEvent) -> None:
        if event.what == "built" and event.key == ("sums", "sentence"):
            numbers.write_text("1 2 9")

    done = build_sums(declare(numbers), tmp_path / "build", instance, change_once)
    assert len(done.plans) == 2
    assert done.built == [*ALL, "numbers", "total", "sign"]


def test_what_changes_for_ever_does_not_hold_a_build_for_ever(
    tmp_path, numbers, instance, monkeypatch
):
    def change(event: AssetEvent) -> None:
        if event.what == "built" and event.key == ("sums", "numbers"):
            numbers.write_text(numbers.read_text() + " 1")

    monkeypatch.setattr(run, "MOST_PASSES", 3)
    done = build_sums(declare(numbers), tmp_path / "build", instance, change)
    assert done.built.count("numbers") == 3


def test_a_failure_stops_only_what_reads_it_and_says_why(tmp_path, numbers, instance):
    numbers.write_text("-9")
    alone = Asset(("other", "lonely"), lonely, "reads nothing")
    done = build_sums([*declare(numbers), alone], tmp_path / "build", instance)
    assert sorted(done.built) == ["lonely", "numbers"]
    assert done.result.failed == {
        ("sums", "total"): "sums/total was not written.\nnot_negative: the sum is -9"
    }
    assert done.result.skipped == [("sums", "sign"), ("sums", "sentence")]
    assert len(done.plans) == 1


def test_a_failed_asset_is_not_asked_again_in_a_later_pass(tmp_path, numbers, instance):
    numbers.write_text("-9")
    other = tmp_path / "other.txt"
    other.write_text("1")
    more = [replace(asset, key=("more", asset.key[1])) for asset in declare(other)[:1]]

    def change_once(event: AssetEvent) -> None:
        if event.what == "built" and event.key == ("more", "numbers"):
            other.write_text("2")

    done = build_sums([*declare(numbers), *more], tmp_path / "build", instance, change_once)
    assert [plan.keys for plan in done.plans[1:]] == [(("more", "numbers"),)]
    assert len([event for event in done.events if event.what == "failed"]) == 1


def test_a_bug_is_told_with_its_type_and_place(tmp_path, numbers, instance):
    first, second = declare(numbers)[:2]
    done = build_sums(
        [first, replace(second, compute=stumble, settings={})], tmp_path / "build", instance
    )
    told = done.result.failed[("sums", "total")]
    assert told.startswith("KeyError") and "a bug" in told and "in stumble" in told


def test_force_builds_everything_again_once(tmp_path, numbers, instance):
    build_sums(declare(numbers), tmp_path / "build", instance)
    again = build_sums(declare(numbers), tmp_path / "build", instance, force=True)
    assert again.built == ALL and len(again.plans) == 1


def test_a_build_that_waits_says_for_whom(tmp_path, numbers, instance):
    may_end = threading.Event()
    started = threading.Event()

    def hold() -> None:
        with hold_lock(tmp_path / "build", "somebody's notebook", print):
            started.set()
            may_end.wait(20)

    def let_go(event: AssetEvent) -> None:
        if event.what == "waiting":
            may_end.set()

    other = threading.Thread(target=hold)
    other.start()
    started.wait(20)
    done = build_sums(declare(numbers), tmp_path / "build", instance, let_go)
    other.join()
    waiting = [event.message for event in done.events if event.what == "waiting"]
    assert len(waiting) == 1 and waiting[0].startswith("waiting for somebody's notebook (process ")
    assert done.built == ALL


def test_a_store_that_cannot_be_opened_is_told_and_not_tried_again(tmp_path, numbers, instance):
    build = tmp_path / "build"
    build_sums(declare(numbers), build, instance)
    (build / "work.duckdb").write_bytes(b"no database" * 1000)
    numbers.write_text("4 5 6")
    with pytest.raises(BuildError, match=r"B005.*not a valid DuckDB database.*\n.*from-scratch"):
        build_sums(declare(numbers), build, instance)
    assert len(instance.get_runs()) == 1
    with open_published(build) as store:
        assert store.sql("SELECT total FROM kj.totals").fetchall() == [(6.0,)]


def test_a_copy_that_could_not_be_published_is_told_and_made_up_for(
    tmp_path, numbers, instance, monkeypatch
):
    build = tmp_path / "build"

    def fail(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with (
        monkeypatch.context() as patched,
        pytest.raises(BuildError, match="M001.*disk is full"),
    ):
        patched.setattr(embedded, "publish", fail)
        build_sums(declare(numbers), build, instance)
    assert not (build / "kj.duckdb").exists()
    assert build_sums(declare(numbers), build, instance).built == []
    with open_published(build) as store:
        assert store.sql("SELECT total FROM kj.totals").fetchall() == [(6.0,)]
    assert build_sums(declare(numbers), build, instance).plans == []
