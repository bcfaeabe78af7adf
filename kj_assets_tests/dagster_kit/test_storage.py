"""A table is stored as it is, replaced whole or not at all; readers see whole states only."""

from __future__ import annotations

import stat
import subprocess
import sys

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.storage import read_stored_records
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store, store_alone


def test_a_failed_write_leaves_the_old_tables_and_record(tmp_path):
    with session(tmp_path) as opened:
        store(opened, ONE_ROW, part=ONE_ROW)
        before = opened.records[KEY]
        unstorable = pd.DataFrame({"a": [1, "one"]}, dtype=object)
        with pytest.raises(pa.ArrowException):
            store(opened, ONE_ROW.assign(a=2), part=unstorable)
        assert opened.records[KEY] is before
        store(opened, ONE_ROW, name="another")
    for table in ("s.t", "s.t__part", "s.another"):
        assert read(tmp_path, table).to_dict("list") == {"a": [1], "b": ["x"]}
    assert read_stored_records(tmp_path)[KEY].data_version == before.data_version


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (ONE_ROW.assign(c=[2.5]), "a new column"),
        (ONE_ROW[["b", "a"]], "columns in another order"),
        (ONE_ROW[["b"]], "a column less"),
        (ONE_ROW.assign(a=["one"]), "a column of another type"),
        (ONE_ROW.rename(columns={"a": 'A "quoted"; name', "b": "한국"}), "strange names"),
        (ONE_ROW.head(0), "no rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_of_another_shape_replaces_the_old_one(tmp_path, changed, why):
    store_alone(tmp_path, ONE_ROW)
    store_alone(tmp_path, changed)
    pd.testing.assert_frame_equal(read(tmp_path), changed, check_dtype=False)


def test_a_part_that_is_no_longer_made_goes(tmp_path):
    with session(tmp_path) as opened:
        store(opened, ONE_ROW, part=ONE_ROW)
    store_alone(tmp_path, ONE_ROW)
    with pytest.raises(duckdb.CatalogException):
        read(tmp_path, "s.t__part")


def test_rows_keep_their_order(tmp_path):
    shuffled = pd.DataFrame({"a": range(50_000)}).sample(frac=1, random_state=3)
    with session(tmp_path) as opened:
        store(opened, shuffled)
        assert opened.read(KEY)["a"].tolist() == shuffled["a"].tolist()


def test_the_published_file_is_for_reading_only(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    assert stat.S_IMODE((tmp_path / "kj.duckdb").stat().st_mode) == 0o444


def test_the_published_file_is_replaced_whole_and_a_stale_log_goes(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    first = (tmp_path / "kj.duckdb").stat().st_ino
    (tmp_path / "kj.duckdb.wal").write_bytes(b"of another file")
    store_alone(tmp_path, ONE_ROW.assign(a=2))
    assert (tmp_path / "kj.duckdb").stat().st_ino != first
    assert sorted(path.name for path in tmp_path.iterdir() if "lock" not in path.name) == [
        "kj.duckdb",
        "work.duckdb",
    ]
    assert read(tmp_path)["a"].tolist() == [2]


def test_a_session_without_a_change_publishes_nothing(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    before = (tmp_path / "kj.duckdb").stat()
    with session(tmp_path) as opened:
        assert opened.read(KEY)["a"].tolist() == [1]
    assert (tmp_path / "kj.duckdb").stat() == before


def test_a_reader_keeps_its_state_while_a_new_one_is_published(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    with open_published(tmp_path) as early:
        store_alone(tmp_path, ONE_ROW.assign(a=2))
        assert early.sql("SELECT a FROM s.t").fetchall() == [(1,)]
        assert read(tmp_path)["a"].tolist() == [2]


def test_another_program_opens_the_published_file_while_a_run_writes(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    query = f"duckdb.connect({str(tmp_path / 'kj.duckdb')!r}, read_only=True).sql('FROM s.t')"
    with session(tmp_path) as opened:
        store(opened, pd.concat([ONE_ROW, ONE_ROW]))
        program = [sys.executable, "-c", f"import duckdb; print(len({query}.fetchall()))"]
        during = subprocess.run(program, capture_output=True, text=True, check=True).stdout
    after = subprocess.run(program, capture_output=True, text=True, check=True).stdout
    assert (during, after) == ("1\n", "2\n")
