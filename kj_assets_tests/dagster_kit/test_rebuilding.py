"""What is rebuilt and what is not: plan, guard and store together, without Dagster."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kj_assets.dagster_kit import meaning
from kj_assets.dagster_kit.asset import Asset, CheckFailedError, Sieve
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.plan import make_plan, sort_assets
from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.reasons import Reason
from kj_assets.dagster_kit.storage import open_session, read_stored_records
from kj_assets_tests.dagster_kit.caches import clear_caches
from kj_assets_tests.dagster_kit.running import VIEWS
from kj_assets_tests.dagster_kit.sums import declare_sums, hide_large


@pytest.fixture(autouse=True)
def _the_sums_are_the_project(monkeypatch):
    clear_caches()
    monkeypatch.setattr(meaning, "PACKAGE", "kj_assets_tests")
    yield
    clear_caches()


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    file = tmp_path / "numbers.txt"
    file.write_text("1 2 3")
    return file


@contextmanager
def session(folder: Path, assets=()):
    with open_session(
        folder / "build", "a test", print, Catalogue(VIEWS, {}, tuple(assets))
    ) as opened:
        yield opened


def build(folder: Path, assets) -> list[str]:
    """Build what the plan asks for; names of what was really built."""
    plan = make_plan(assets, read_stored_records(folder / "build"), folder / "build")
    built = []
    with session(folder, assets) as opened:
        for asset in sort_assets(assets):
            if asset.key in plan.keys and not build_or_reuse(asset, opened, "run").reused:
                built.append(asset.key[1])
    return built


def test_everything_is_built_once_and_then_nothing(tmp_path, numbers):
    assets = declare_sums(numbers)
    assert build(tmp_path, assets) == ["numbers", "total", "sign", "sentence"]
    assert make_plan(assets, read_stored_records(tmp_path / "build"), tmp_path / "build").keys == ()
    with session(tmp_path) as opened:
        assert all(build_or_reuse(asset, opened, "again").reused for asset in sort_assets(assets))


def test_a_changed_number_stops_where_the_result_is_the_same(tmp_path, numbers):
    build(tmp_path, declare_sums(numbers))
    numbers.write_text("1 2 4")
    plan = make_plan(
        declare_sums(numbers), read_stored_records(tmp_path / "build"), tmp_path / "build"
    )
    assert [(step.key[1], step.certain) for step in plan.steps] == [
        ("numbers", True),
        ("total", False),
        ("sign", False),
        ("sentence", False),
    ]
    assert plan.steps[0].reasons == (Reason("source", "sums/file"),)
    assert build(tmp_path, declare_sums(numbers)) == ["numbers", "total", "sign"]


def test_a_changed_setting_rebuilds_its_own_asset_and_says_which_setting(tmp_path, numbers):
    build(tmp_path, declare_sums(numbers))
    changed = declare_sums(numbers, word="greater than zero")
    plan = make_plan(changed, read_stored_records(tmp_path / "build"), tmp_path / "build")
    assert [(step.key[1], step.reasons) for step in plan.steps] == [
        ("sentence", (Reason("setting", "word"),))
    ]
    assert build(tmp_path, changed) == ["sentence"]


def test_what_a_sieve_holds_back_reaches_no_function_and_its_settings_count(tmp_path, numbers):
    def sift(most: int) -> list[Asset]:
        sieve = Sieve(hide_large, {"most": most})
        first, total, *rest = declare_sums(numbers)
        return [first, replace(total, sieve=sieve), *rest]

    build(tmp_path, sift(2))
    with open_published(tmp_path / "build") as connection:
        assert connection.sql("SELECT total FROM sums.total").fetchall() == [(5.0,)]
        assert connection.sql("SELECT max(number) FROM sums.numbers").fetchall() == [(3.0,)]
    plan = make_plan(sift(3), read_stored_records(tmp_path / "build"), tmp_path / "build")
    assert plan.steps[0].reasons == (Reason("setting", "sieve.most"),)
    assert build(tmp_path, sift(3)) == ["total", "sign"]


def test_a_changed_library_rebuilds_what_uses_it(tmp_path, numbers, monkeypatch):
    build(tmp_path, declare_sums(numbers))
    monkeypatch.setattr("kj_assets.dagster_kit.versions.library_version", lambda name: "99")
    plan = make_plan(
        declare_sums(numbers), read_stored_records(tmp_path / "build"), tmp_path / "build"
    )
    assert {step.key[1] for step in plan.steps if step.certain} == {
        "numbers",
        "total",
        "sign",
        "sentence",
    }
    assert ("library", "pandas") in [(r.kind, r.name) for r in plan.steps[0].reasons]


def test_a_blocking_check_leaves_the_last_good_table_and_its_record(tmp_path, numbers):
    build(tmp_path, declare_sums(numbers))
    numbers.write_text("-9")
    with pytest.raises(CheckFailedError, match=r"not_negative: the sum is -9"):
        build(tmp_path, declare_sums(numbers))
    with open_published(tmp_path / "build") as connection:
        assert connection.sql("SELECT total FROM sums.total").fetchall() == [(6.0,)]
        assert connection.sql("SELECT total FROM kj.totals").fetchall() == [(6.0,)]
    assert (tmp_path / "build/sums/total.txt").read_text() == "6\n"


def test_a_lost_or_changed_file_is_made_again(tmp_path, numbers):
    build(tmp_path, declare_sums(numbers))
    (tmp_path / "build/sums/total.txt").unlink()
    assert build(tmp_path, declare_sums(numbers)) == ["total"]
    (tmp_path / "build/sums/total.txt").write_text("7\n")
    assert build(tmp_path, declare_sums(numbers)) == ["total"]
    assert (tmp_path / "build/sums/total.txt").read_text() == "6\n"


def test_tables_and_columns_carry_their_descriptions_and_tags(tmp_path, numbers):
    build(tmp_path, declare_sums(numbers))
    with open_published(tmp_path / "build") as connection:
        tables = connection.sql(
            "SELECT comment FROM duckdb_tables() WHERE table_name = 'total'"
        ).fetchall()
        columns = connection.sql(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'total'"
        ).fetchall()
    assert tables == [("their sum [provenance: made up]",)]
    assert columns == [('the sum\'s "own" column',)]


def test_a_part_belongs_to_its_asset_and_goes_with_it(tmp_path, numbers):
    build(tmp_path, declare_sums(numbers))
    with open_published(tmp_path / "build") as connection:
        assert connection.sql("SELECT n FROM sums.total__count").fetchall() == [(3,)]


def test_something_never_built_is_named(tmp_path, numbers):
    total = declare_sums(numbers)[1]
    with session(tmp_path) as opened, pytest.raises(ValueError, match="B001.*sums/numbers"):
        build_or_reuse(total, opened, "run")
