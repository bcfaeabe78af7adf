"""A record comes back from the store as it was written, and a check keeps its first rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kj_assets.dagster_kit.asset import Asset, CheckFailedError, CheckReport, Product
from kj_assets.dagster_kit.guard import build_or_reuse, refuse_if_blocked
from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.record import (
    FAILING,
    delete_record,
    pack_check,
    read_records,
    unpack_check,
    write_record,
)
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, session, store

ROWS = pd.DataFrame({"row": range(60), "why": ["x"] * 60})


def test_a_check_keeps_the_first_fifty_rows_and_how_many_there_were():
    kept = unpack_check(pack_check(CheckReport("rows", False, "wrong", failing=ROWS)))
    assert kept.failing is not None
    assert kept.failing.to_dict("list") == {
        "row": [str(row) for row in range(50)],
        "why": ["x"] * 50,
    }
    assert kept.numbers == {FAILING: 60}
    assert (kept.name, kept.passed, kept.description, kept.blocking) == (
        "rows",
        False,
        "wrong",
        False,
    )


def test_a_check_that_counted_its_rows_itself_is_believed():
    report = CheckReport("rows", False, "wrong", failing=ROWS, numbers={FAILING: 1000, "n": 2})
    assert pack_check(report)["numbers"] == {FAILING: 1000, "n": 2}


def test_a_check_without_rows_has_none():
    report = CheckReport("rows", True, "fine", blocking=True, numbers={"n": 2})
    assert unpack_check(pack_check(report)) == report


def make_product() -> Product:
    return Product(
        ONE_ROW,
        parts={"more": ONE_ROW},
        files={"told.txt": b"told"},
        checks=(CheckReport("fine", True, "all is well"),),
        numbers={"n": np.int64(3), "share": np.float64(0.5)},
        notes={"note": "한국"},
    )


def test_a_record_is_read_as_it_was_written(tmp_path):
    asset = Asset(KEY, make_product, "a table", settings={})
    with session(tmp_path) as opened:
        built = build_or_reuse(asset, opened, "a run").record
        code = {"version_parts": built.version_parts | {"code": "c"}, "definitions": {"f": "1"}}
        written = replace(built, **code)
        opened.commit(lambda: write_record(opened.connection, written))
        store(opened, ONE_ROW, "other")
    with open_published(tmp_path) as connection:
        records = read_records(connection)
        bare = read_records(connection, with_code=False)
    assert set(records) == {KEY, ("s", "other")}
    found = records[KEY]
    assert found == written
    assert (found.rows, found.run_id, found.inputs) == (1, "a run", {})
    assert list(found.tables) == ["t", "t__more"]
    assert found.numbers == {"n": 3, "share": 0.5}
    assert found.notes == {"note": "한국"}
    assert [check["name"] for check in found.checks] == ["fine"]
    assert found.code_version == asset.version.digest
    assert found.definitions == {"f": "1"}
    assert bare[KEY].definitions == records["s", "other"].definitions == {}


def test_records_of_a_query_are_those_it_finds(tmp_path):
    with session(tmp_path) as opened:
        for name in ("t", "other"):
            store(opened, ONE_ROW, name)
    query = "SELECT * FROM kj_meta.build WHERE table_name = ?"
    with open_published(tmp_path) as connection:
        assert set(read_records(connection, query, ["other"])) == {("s", "other")}


def test_one_record_is_forgotten_and_the_others_stay(tmp_path):
    with session(tmp_path) as opened:
        for name in ("t", "other"):
            store(opened, ONE_ROW, name)
        delete_record(opened.connection, KEY)
        assert set(read_records(opened.connection)) == {("s", "other")}


def test_what_json_cannot_hold_is_no_number_of_a_record(tmp_path):
    asset = Asset(KEY, lambda: Product(ONE_ROW, numbers={"n": object()}), "a table")
    with session(tmp_path) as opened, pytest.raises(TypeError, match="object cannot be kept"):
        build_or_reuse(asset, opened, "a run")


def test_a_blocking_check_that_failed_is_told_with_all_reports():
    checks = (
        CheckReport("one", False, "is wrong", blocking=True),
        CheckReport("two", False, "is odd"),
        CheckReport("three", True, "is fine", blocking=True),
        CheckReport("four", False, "is wrong too", blocking=True),
    )
    asset = Asset(KEY, make_product, "a table")
    with pytest.raises(CheckFailedError) as refusal:
        refuse_if_blocked(asset, Product(ONE_ROW, checks=checks))
    assert str(refusal.value) == "s/t was not written.\none: is wrong\nfour: is wrong too"
    assert refusal.value.checks == checks
    refuse_if_blocked(asset, Product(ONE_ROW, checks=checks[1:3]))
