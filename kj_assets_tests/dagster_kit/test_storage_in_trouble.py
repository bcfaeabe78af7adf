"""Killed processes, full disks and lost files: what was committed and published is kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.develop import SETTINGS, prepare_home
from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.dagster_kit.published import is_ahead
from kj_assets.dagster_kit.storage import open_session, read_stored_records
from kj_assets.dagster_kit.store import embedded
from kj_assets.dagster_kit.tables import Depth
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store, store_alone

PREAMBLE = """
import os, resource, signal, sys
from pathlib import Path
import numpy as np, pandas as pd
from kj_assets.dagster_kit.published import publish
from kj_assets.dagster_kit.storage import read_stored_records
from kj_assets_tests.dagster_kit.stored import ONE_ROW, session, store

folder = Path(sys.argv[1])
big = pd.DataFrame({"a": np.random.default_rng(1).random(400_000)})
"""


def run_apart(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PREAMBLE + program, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_while_a_build_runs_the_published_records_are_the_last_that_are_certain(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    with session(tmp_path) as opened:
        store(opened, ONE_ROW, name="new")
        seen = run_apart(tmp_path, "print(list(read_stored_records(folder)))")
        assert seen.stdout.strip() == "[('s', 't')]", seen.stderr
    assert set(read_stored_records(tmp_path)) == {("s", "t"), ("s", "new")}


def test_who_reads_records_never_holds_the_file_a_build_may_open_now(tmp_path, monkeypatch):
    opened: list[str] = []
    look_into = embedded.look_into

    def note(path: Path, depth: Depth):
        opened.append(path.name)
        return look_into(path, depth)

    store_alone(tmp_path, ONE_ROW)
    monkeypatch.setattr(embedded, "look_into", note)
    assert KEY in read_stored_records(tmp_path)
    (tmp_path / "work.duckdb").touch()
    with hold_lock(tmp_path, "a build", print):
        assert KEY in read_stored_records(tmp_path)
    assert set(opened) == {"kj.duckdb"}


def test_a_work_file_without_content_counts_as_nothing_built(tmp_path):
    (tmp_path / "work.duckdb").touch()
    assert read_stored_records(tmp_path) == {}
    assert read_stored_records(tmp_path / "nowhere") == {}
    store_alone(tmp_path, ONE_ROW)
    assert read(tmp_path)["a"].tolist() == [1]


def test_a_lost_work_file_is_made_again_from_the_published_one(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    (tmp_path / "work.duckdb").unlink()
    (tmp_path / "work.duckdb.wal").write_bytes(b"of the lost file")
    with session(tmp_path) as opened:
        store(opened, ONE_ROW, name="new")
    assert set(read_stored_records(tmp_path)) == {("s", "t"), ("s", "new")}
    assert read(tmp_path)["a"].tolist() == [1]


def test_a_killed_run_keeps_what_it_committed_and_leaves_the_published_file(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    before = (tmp_path / "kj.duckdb").read_bytes()
    killed = run_apart(
        tmp_path,
        "with session(folder) as opened:\n"
        "    store(opened, ONE_ROW.assign(a=2))\n"
        "    store(opened, ONE_ROW, name='new')\n"
        "    opened.connection.execute('BEGIN')\n"
        "    opened.connection.execute('DELETE FROM s.t')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
    )
    assert killed.returncode == -9, killed.stderr
    assert (tmp_path / "kj.duckdb").read_bytes() == before
    committed = read_stored_records(tmp_path)[KEY]
    with session(tmp_path) as opened:
        assert opened.read(KEY)["a"].tolist() == [2]
        assert opened.records[KEY] == committed
    assert read(tmp_path)["a"].tolist() == [2]
    assert read(tmp_path, "kj.all_new").to_dict("list") == {"a": [1], "b": ["x"]}


FULL_DISK = [
    (
        "while a table is written",
        "with session(folder) as opened:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "    store(opened, big)\n",
    ),
    (
        "while a small one is committed",
        "with session(folder) as opened:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))\n"
        "    store(opened, big.head(3000))\n",
    ),
    (
        "while the copy is published",
        "(folder / 'work.duckdb').write_bytes(bytes(2_000_000))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "publish(folder)\n",
    ),
]


@pytest.mark.parametrize(("moment", "program"), FULL_DISK, ids=[row[0] for row in FULL_DISK])
def test_a_full_disk_leaves_the_published_file_whole(tmp_path, moment, program):
    # A limit on the size of a file stops a write as a full disk does, and needs no root.
    store_alone(tmp_path, ONE_ROW)
    before = (tmp_path / "kj.duckdb").read_bytes()
    full = run_apart(tmp_path, program)
    assert full.returncode == 1 and "File too large" in full.stderr, full.stderr
    assert "rollback" not in full.stderr
    assert (tmp_path / "kj.duckdb").read_bytes() == before
    assert not (tmp_path / "kj.duckdb.incoming").exists()
    if "published" not in moment:
        store_alone(tmp_path, ONE_ROW.assign(a=2))
        assert read(tmp_path)["a"].tolist() == [2]


def test_what_follows_publishing_is_done_again_if_it_was_not_finished(tmp_path):
    # Killed between the published store and the page about it, the page stayed missing.
    pages: list[list[str]] = []

    def write_page(folder: Path, records) -> None:
        pages.append([name for _, name in records])
        if len(pages) == 1:
            raise OSError("No space left on device")

    def open_again():
        return open_session(tmp_path, "a test", print, Catalogue(), write_page)

    with pytest.raises(OSError, match="No space"), open_again() as opened:
        store(opened, ONE_ROW)
    assert is_ahead(tmp_path)
    assert read(tmp_path)["a"].tolist() == [1]
    for _ in range(2):
        with open_again():
            pass
    assert pages == [["t"], ["t"]]
    assert not is_ahead(tmp_path)


def test_settings_for_dagster_are_there_whole_or_not_at_all(tmp_path, monkeypatch):
    # Cut off by a crash, they were taken for a person's own and stopped every later command.
    monkeypatch.setenv("DAGSTER_HOME", "")
    lost = run_apart(
        tmp_path,
        "from kj_assets.dagster_kit.develop import prepare_home\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "prepare_home(folder)\n",
    )
    assert "File too large" in lost.stderr
    assert not (tmp_path / "dagster.yaml").exists()
    prepare_home(tmp_path)
    assert (tmp_path / "dagster.yaml").read_bytes() == SETTINGS.read_bytes()
