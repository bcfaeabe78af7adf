"""A stored table that is gone or holds something else is found; looked at as closely as asked."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from kj_assets.dagster_kit import tables
from kj_assets.dagster_kit.files import lost_files, write_files
from kj_assets.dagster_kit.published import PUBLISHED, WORK
from kj_assets.dagster_kit.stamp import STAMP, leave_stamp, list_touched
from kj_assets.dagster_kit.tables import find_lost, print_table
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, session, store

ROWS = pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "한국"]})


@pytest.fixture
def connection():
    with duckdb.connect(":memory:") as opened:
        opened.execute("CREATE SCHEMA s")
        opened.register("incoming", ROWS)
        opened.execute("CREATE TABLE s.t AS FROM incoming")
        opened.execute("CREATE TABLE s.t__part AS FROM incoming LIMIT 1")
        yield opened


def test_a_print_tells_rows_and_content_and_no_order(connection):
    version, rows, total = print_table(connection, "s.t").split(" ")
    assert (version, rows) == (duckdb.__version__, "3")
    connection.execute("CREATE TABLE s.back AS FROM s.t ORDER BY a DESC")
    assert print_table(connection, "s.back").split(" ")[2] == total
    connection.execute("UPDATE s.back SET b = 'y' WHERE a = 1")
    assert print_table(connection, "s.back").split(" ")[2] != total
    connection.execute("CREATE TABLE s.none AS FROM s.t LIMIT 0")
    assert print_table(connection, "s.none") == f"{version} 0 0"


@pytest.fixture
def recorded(tmp_path):
    """The record of a table of three rows with a part, and an open store that holds both."""
    with session(tmp_path) as opened:
        store(opened, ROWS, "t", part=ONE_ROW)
        yield opened.records[KEY], opened.connection


HARM = {
    "nothing": ("SELECT 1", {}),
    "another cell": (
        "UPDATE s.t SET b = 'y' WHERE a = 1",
        {"content": ("t",)},
    ),
    "a row less": (
        "CREATE OR REPLACE TABLE s.t AS FROM s.t LIMIT 2",
        {"rows": ("t",), "content": ("t",)},
    ),
    "gone": ("DROP TABLE s.t", dict.fromkeys(("names", "rows", "content"), ("t",))),
    "a part gone": (
        "DROP TABLE s.t__part",
        dict.fromkeys(("names", "rows", "content"), ("t__part",)),
    ),
}


@pytest.mark.parametrize("depth", ["names", "rows", "content"])
@pytest.mark.parametrize("harm", HARM)
def test_what_was_lost_is_found_as_closely_as_is_looked(recorded, harm, depth):
    record, connection = recorded
    sql, found = HARM[harm]
    connection.execute(sql)
    lost = find_lost(connection, [record], depth)
    assert lost == ({KEY: found[depth]} if depth in found else {})


def test_another_duckdb_is_asked_for_rows_and_an_old_record_for_names(recorded, monkeypatch):
    record, connection = recorded
    connection.execute("UPDATE s.t SET b = 'y' WHERE a = 1")
    monkeypatch.setattr(tables.duckdb, "__version__", "another")
    assert find_lost(connection, [record], "content") == {}
    connection.execute("CREATE OR REPLACE TABLE s.t AS FROM s.t LIMIT 2")
    assert find_lost(connection, [record], "content") == {KEY: ("t",)}
    record.tables.update(dict.fromkeys(record.tables, ""))
    assert find_lost(connection, [record], "content") == {}


def test_tables_are_looked_for_where_they_are_said_to_be(recorded, tmp_path):
    record, connection = recorded
    connection.execute("ATTACH ':memory:' AS elsewhere")
    assert find_lost(connection, [record], "names", "elsewhere") == {KEY: ("t", "t__part")}
    name = connection.execute("SELECT current_database()").fetchall()[0][0]
    assert find_lost(connection, [record], "names", name) == {}


@pytest.fixture
def stamped(tmp_path: Path) -> Path:
    (tmp_path / PUBLISHED).write_bytes(b"the store")
    (tmp_path / WORK).write_bytes(b"the store")
    beside = write_files(tmp_path, {"sums/total.txt": b"6"})
    leave_stamp(tmp_path, beside)
    return tmp_path


def test_nothing_was_touched_right_after_a_publication(stamped):
    assert list_touched(stamped) == []
    assert list_touched(stamped / "nothing here") == []


def rewrite(path: Path, data: bytes) -> None:
    status = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("name", [WORK, PUBLISHED, "sums/total.txt"])
@pytest.mark.parametrize("data", [b"the stone", b"longer than it was", b""])
def test_other_content_is_seen_whatever_the_time_says(stamped, name, data):
    rewrite(stamped / name, data)
    assert list_touched(stamped) == [name]


def test_the_same_content_copied_or_touched_is_the_same(stamped, tmp_path_factory):
    os.utime(stamped / WORK, (0, 0))
    assert list_touched(stamped) == []
    copied = shutil.copytree(stamped, tmp_path_factory.mktemp("copied") / "build")
    assert list_touched(copied) == []


def test_the_private_file_may_be_gone_and_those_beside_may_not(stamped):
    (stamped / WORK).unlink()
    assert list_touched(stamped) == []
    (stamped / "sums/total.txt").unlink()
    assert list_touched(stamped) == ["sums/total.txt"]


@pytest.mark.parametrize("stamp", [None, b"no stamp", b"{}"])
def test_without_a_stamp_nothing_is_taken_for_what_it_was(stamped, stamp):
    (stamped / STAMP).unlink()
    if stamp is not None:
        (stamped / STAMP).write_bytes(stamp)
    assert list_touched(stamped) == [WORK, PUBLISHED]


def test_a_publication_with_nothing_beside_says_so(stamped):
    leave_stamp(stamped, None)
    assert json.loads((stamped / STAMP).read_bytes())["beside"] == {}
    (stamped / "sums/total.txt").unlink()
    assert list_touched(stamped) == []


def test_files_are_known_by_their_content_and_leave_no_halves(tmp_path):
    digests = write_files(tmp_path, {"a/b.txt": b"one", "c.txt": b"two"})
    assert set(digests) == {"a/b.txt", "c.txt"}
    assert lost_files(tmp_path, digests) == []
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == ["b.txt", "c.txt"]
    (tmp_path / "c.txt").write_bytes(b"three")
    (tmp_path / "a/b.txt").unlink()
    assert lost_files(tmp_path, digests) == ["a/b.txt", "c.txt"]
