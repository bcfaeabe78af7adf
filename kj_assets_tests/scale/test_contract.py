"""What every back end of the store promises; each test runs on both."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from kj_assets.dagster_kit.asset import Asset, Product, Stream
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.removal import remove_assets
from kj_assets.dagster_kit.storage import choose_backend, open_session, read_stored_records
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store, store_alone

EVERY_TYPE = pd.DataFrame(
    {
        "integer": [1, -2],
        "float": [0.1, np.nan],
        "boolean": [True, False],
        "boolean or not": pd.array([True, None], dtype="boolean"),
        "integer or not": pd.array([1, None], dtype="Int64"),
        "text": ["한국", None],
        "picture": [b"\x89PNG\x00", b""],
        "day": pd.to_datetime(["2025-08-01", None]),
        'A "quoted"; name': ["x", "y"],
    }
)


def test_what_was_stored_is_read_and_published(build):
    with session(build) as opened:
        store(opened, EVERY_TYPE)
        found = opened.read(KEY)
    pd.testing.assert_frame_equal(found, EVERY_TYPE, check_dtype=False)
    pd.testing.assert_frame_equal(read(build), EVERY_TYPE, check_dtype=False)
    assert set(read_stored_records(build)) == {KEY}


def test_rows_keep_their_order(build):
    # More than DuckDB's row group, so that several threads write and read.
    shuffled = pd.DataFrame({"a": range(300_000)}).sample(frac=1, random_state=3)
    with session(build) as opened:
        store(opened, shuffled)
        assert opened.read(KEY)["a"].tolist() == shuffled["a"].tolist()
    assert read(build)["a"].tolist() == shuffled["a"].tolist()


def test_rows_put_together_from_many_pieces_keep_their_order(build):
    # Pieces stay apart in memory, and threads take one each.
    pieces = pd.concat(
        [pd.DataFrame({"a": [f"{i:03}-{j}" for j in range(120)]}) for i in range(40)],
        ignore_index=True,
    )
    for again in range(3):
        changed = pieces.assign(again=again)
        with session(build) as opened:
            store(opened, changed)
            assert opened.read(KEY)["a"].tolist() == pieces["a"].tolist()
        assert read(build)["a"].tolist() == pieces["a"].tolist()


def test_a_table_drawn_in_chunks_is_read_in_their_order_and_the_same_as_whole(build):
    frame = pd.DataFrame({"a": [f"{i:05}" for i in range(3_000)]})
    pieces = [frame[i : i + 250] for i in range(0, 3_000, 250)]
    drawn = Asset(("s", "t"), lambda: Stream(chunks=lambda: iter(pieces)), "in chunks")
    whole = Asset(("s", "whole"), lambda: Product(frame), "whole")
    with session(build) as opened:
        records = [build_or_reuse(asset, opened, "run").record for asset in (drawn, whole)]
        assert opened.read(KEY)["a"].tolist() == frame["a"].tolist()
        chunks = opened.rows(KEY).chunks(size=700)
        assert pd.concat(chunks)["a"].tolist() == frame["a"].tolist()
    assert read(build)["a"].tolist() == frame["a"].tolist()
    assert [record.rows for record in records] == [3_000, 3_000]


def test_a_failed_write_leaves_tables_and_record(build):
    store_alone(build, ONE_ROW)
    with session(build) as opened:
        unstorable = pd.DataFrame({"a": [1, "one"]}, dtype=object)
        with pytest.raises(Exception, match="one"):
            store(opened, ONE_ROW.assign(a=2), part=unstorable)
        assert opened.read(KEY)["a"].tolist() == [1]
    assert read(build)["a"].tolist() == [1]


def test_a_table_of_another_shape_replaces_the_old_one_and_parts_go(build):
    with session(build) as opened:
        store(opened, ONE_ROW, part=ONE_ROW)
    changed = ONE_ROW[["b"]].assign(c=[2.5])
    store_alone(build, changed)
    pd.testing.assert_frame_equal(read(build), changed, check_dtype=False)
    with pytest.raises(duckdb.CatalogException):
        read(build, "s.t__part")


def test_what_stands_is_found_and_not_built_again(build):
    asset = Asset(("s", "t"), lambda: Product(ONE_ROW), "a table")
    with session(build) as opened:
        assert not build_or_reuse(asset, opened, "first").reused
        assert build_or_reuse(asset, opened, "first").reused
    with session(build) as opened:
        assert build_or_reuse(asset, opened, "second").reused
    assert read_stored_records(build)[KEY].run_id == "first"


def test_a_lost_table_is_built_again(build):
    asset = Asset(("s", "t"), lambda: Product(ONE_ROW), "a table")
    with session(build) as opened:
        build_or_reuse(asset, opened, "first")
        opened.connection.execute("DROP TABLE s.t")
        assert not build_or_reuse(asset, opened, "second").reused


def test_an_open_store_publishes_when_it_is_closed_and_then_nothing_is_ahead(build):
    with session(build) as opened:
        store(opened, ONE_ROW)
        assert not (build / "kj.duckdb").exists()
    assert not choose_backend(build).is_ahead()
    before = (build / "kj.duckdb").stat()
    with session(build) as opened:
        pass
    assert (build / "kj.duckdb").stat() == before


def test_a_change_is_published_and_the_rest_stays(build):
    with session(build) as opened:
        store(opened, ONE_ROW)
        store(opened, ONE_ROW, name="new")
    store_alone(build, ONE_ROW.assign(a=2))
    assert read(build)["a"].tolist() == [2]
    assert read(build, "s.new")["a"].tolist() == [1]
    assert read(build, "all_t")["a"].tolist() == [2]


def test_what_is_taken_out_is_gone_everywhere(build):
    with session(build) as opened:
        store(opened, ONE_ROW)
        store(opened, ONE_ROW, name="new")
    remove_assets(build, [KEY], print, Catalogue())
    assert set(read_stored_records(build)) == {("s", "new")}
    with pytest.raises(duckdb.CatalogException):
        read(build)


def test_what_follows_publishing_is_told_every_record(build):
    told: list[tuple[Path, set]] = []
    follow = lambda folder, records: told.append((folder, set(records)))  # noqa: E731
    with open_session(build, "a test", print, Catalogue(), follow) as opened:
        store(opened, ONE_ROW)
    assert told == [(build, {KEY})]
