"""A store or a history that cannot be used is told of with a way out, and set aside for good."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from kj_assets.dagster_kit.dagster_files import find_damaged, open_instance, set_damaged_aside
from kj_assets.dagster_kit.develop import prepare_home
from kj_assets.dagster_kit.set_aside import set_store_aside
from kj_assets.dagster_kit.storage import read_stored_records
from kj_assets.errors import BuildError
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store, store_alone


def written_by(version: str) -> bytes:
    """A table of one row as another DuckDB stored it."""
    return gzip.decompress(Path(__file__).with_name(f"duckdb_{version}.gz").read_bytes())


DAMAGES = [
    ("of another program", lambda data: b"no database" * 2000, "is damaged"),
    ("cut off", lambda data: data[: len(data) // 2], "is damaged"),
    ("only its first bytes", lambda data: data[:100], "is damaged"),
    ("a wrong header", lambda data: data[:9] + b"\xff" * 8 + data[17:], "is damaged"),
    ("all blocks wrong", lambda data: data[:12288] + b"\x55" * (len(data) - 12288), "is damaged"),
    ("of a later DuckDB", lambda data: written_by("2_0_1"), "cannot read"),
    ("of an early DuckDB", lambda data: written_by("0_8_1"), "cannot read"),
]


def damage_quietly(path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Change a file and leave its time, as a disk does that goes bad."""
    times = path.stat()
    path.chmod(0o644)
    path.write_bytes(damage(path.read_bytes()))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize(
    ("damage", "told"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES]
)
@pytest.mark.parametrize("file", ["work.duckdb", "kj.duckdb"])
def test_a_damaged_file_is_named_with_a_way_out(tmp_path, file, damage, told):
    store_alone(tmp_path, ONE_ROW)
    path = tmp_path / file
    damage_quietly(path, damage)
    with pytest.raises(BuildError, match=rf"(?s)B005: {file}.* {told}.*--from-scratch"):
        read_stored_records(tmp_path) if file == "kj.duckdb" else session(tmp_path).__enter__()


@pytest.mark.parametrize("version", ["v0.10.2", "v1.2.0", "v1.4.0", "latest"])
def test_a_file_of_any_format_this_duckdb_reads_is_gone_on_with(tmp_path, version):
    store_alone(tmp_path, ONE_ROW)
    work, other = tmp_path / "work.duckdb", tmp_path / "other.duckdb"
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"ATTACH '{other}' AS other (STORAGE_VERSION '{version}')")
        connection.execute(f"ATTACH '{work}' AS work (READ_ONLY)")
        connection.execute("COPY FROM DATABASE work TO other")
    other.replace(work)
    with session(tmp_path) as opened:
        assert KEY in opened.records and opened.read(KEY)["a"].tolist() == [1]
        store(opened, ONE_ROW.assign(a=2))
    assert read(tmp_path)["a"].tolist() == [2]


def test_a_published_file_overwritten_by_hand_is_published_again(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    (tmp_path / "kj.duckdb").chmod(0o644)
    (tmp_path / "kj.duckdb").write_bytes(b"oops")
    assert KEY in read_stored_records(tmp_path)
    with session(tmp_path):
        pass
    assert read(tmp_path)["a"].tolist() == [1]


def test_a_block_gone_bad_is_told_when_its_table_is_read(tmp_path):
    many = pd.DataFrame({"a": np.random.default_rng(1).random(400_000)})
    store_alone(tmp_path, many)
    path = tmp_path / "work.duckdb"
    data = bytearray(path.read_bytes())
    for block in (2, 3, 4):
        data[12_288 + block * 262_144 + 5_000] ^= 0xFF
    path.write_bytes(data)
    with session(tmp_path) as opened, pytest.raises(BuildError, match=r"B005: work.duckdb"):
        opened.read(KEY)


HOLD = """
import duckdb, sys, time
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
time.sleep(600)
"""


def test_who_holds_the_private_file_is_named(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    command = [sys.executable, "-c", HOLD, str(tmp_path / "work.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(BuildError, match=rf"B006.*PID {other.pid}"), session(tmp_path):
            pass
        other.kill()
    with session(tmp_path) as opened:
        assert opened.read(KEY)["a"].tolist() == [1]


def test_what_is_set_aside_is_kept_whole_and_a_new_store_takes_its_place(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    (tmp_path / "kj.duckdb").chmod(0o644)
    (tmp_path / "kj.duckdb").write_bytes(b"damaged")
    (tmp_path / "work.duckdb.wal").write_bytes(b"a log of the damaged file")
    work = (tmp_path / "work.duckdb").read_bytes()
    aside = set_store_aside(tmp_path, print)
    assert aside is not None and aside.parent == tmp_path / "set_aside"
    assert {path.name: path.read_bytes() for path in aside.iterdir()} == {
        "kj.duckdb": b"damaged",
        "work.duckdb": work,
        "work.duckdb.wal": b"a log of the damaged file",
    }
    assert read_stored_records(tmp_path) == {}
    with session(tmp_path) as opened:
        store(opened, ONE_ROW.assign(a=2))
    assert read(tmp_path)["a"].tolist() == [2]
    assert set_store_aside(tmp_path / "nowhere", print) is None


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A DAGSTER_HOME with a history."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    prepare_home(tmp_path)
    with open_instance(tmp_path) as instance:
        assert instance.get_runs() == []
    return tmp_path


@pytest.mark.parametrize("start", [0, 8192], ids=["not a database", "malformed"])
def test_damaged_history_is_named_and_can_be_set_aside(home, start):
    path = home / "history" / "runs.db"
    data = path.read_bytes()
    path.write_bytes(data[:start] + os.urandom(len(data) - start))
    named = "B008.*damaged files: history/runs.db"
    with pytest.raises(BuildError, match=named), open_instance(home) as instance:
        instance.get_runs()
    assert list(find_damaged(home)) == ["history/runs.db"]
    aside = set_damaged_aside(home)
    assert aside is not None and (aside / "history" / "runs.db").is_file()
    with open_instance(home) as instance:
        assert instance.get_runs() == []
    assert find_damaged(home) == {} and set_damaged_aside(home) is None
