"""Looking whether the store, its lock, its disk and Dagster's history are well.

Here: what holds for any project. Not here: versions, waves and pages (`kj_assets/doctor.py`).
Nothing is changed by looking.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
from filelock import Timeout

from kj_assets.dagster_kit.dagster_files import find_damaged, open_instance
from kj_assets.dagster_kit.lock import NOTE, hold_lock, read_owner
from kj_assets.dagster_kit.published import CONFIG, PUBLISHED, WORK, is_ahead
from kj_assets.dagster_kit.set_aside import FOLDER as SET_ASIDE
from kj_assets.dagster_kit.sql import quote, quote_text
from kj_assets.dagster_kit.stamp import list_touched
from kj_assets.dagster_kit.tables import print_table
from kj_assets.dagster_kit.trouble import FROM_SCRATCH, explain
from kj_assets.dagster_kit.work_file import INCOMING, measure_waste
from kj_assets.machine import explain_refusal

Status = Literal["ok", "attention", "broken"]
# Publishing copies the store once, and a build writes about as much again.
ROOM_NEEDED, ROOM_WISHED = 2, 5
LEAST_ROOM = 200 * 2**20


@dataclass(frozen=True)
class Finding:
    """What was found of one thing, and what to do about it where it is not well."""

    about: str
    status: Status
    found: str
    remedy: str = ""


def examine_store(folder: Path) -> Iterator[Finding]:
    """The lock and both files; the private one only while no build holds it."""
    if not folder.exists():
        yield Finding("store", "attention", "nothing was built yet", "kj build")
        return
    note = folder / NOTE
    left = read_owner(note) if note.exists() else ""
    try:
        with hold_lock(folder, "kj doctor", print, wait=False):
            yield _tell_free(left)
            yield from _examine_work(folder)
    except Timeout:
        yield Finding("lock", "ok", f"held by {left or 'a build that is just starting'}")
    except OSError as error:
        refusal, _, remedy = explain_refusal(error).message.partition("\n")
        yield Finding("lock", "broken", f"cannot be taken: {refusal}", remedy)
    yield _examine_file(folder / PUBLISHED)


def _tell_free(left: str) -> Finding:
    if not left:
        return Finding("lock", "ok", "free")
    found = f"free; {left} was killed, and the system took the lock from it"
    return Finding("lock", "attention", found, "kj build goes on from what it had committed")


def _examine_work(folder: Path) -> Iterator[Finding]:
    work = folder / WORK
    if not work.exists():
        return
    finding = _examine_file(work)
    yield finding
    if finding.status == "broken":
        return
    waste, size = measure_waste(work), work.stat().st_size
    if waste > size / 2:
        found = f"{_mb(waste)} of its {_mb(size)} hold nothing"
        yield Finding("size", "attention", found, "kj build compacts it when that is worth it")
    if is_ahead(folder):
        found = "a build was interrupted before it published, or something else wrote the store"
        yield Finding("published", "attention", found, "kj build")
    elif touched := list_touched(folder):
        found = f"not what the last build left: {', '.join(touched)}"
        yield Finding("published", "attention", found, "kj build publishes it again")
    if (folder / INCOMING).exists():
        yield Finding("leftovers", "attention", f"{INCOMING} of a killed build", "kj build")


def _examine_file(path: Path) -> Finding:
    """Read every row of a database file: DuckDB verifies each block it reads."""
    if not path.exists():
        return Finding(path.name, "attention", "is not there", "kj build")
    connection = duckdb.connect(":memory:", config=CONFIG)
    try:
        connection.execute(f"ATTACH {quote_text(str(path))} AS store (READ_ONLY)")
        connection.execute("USE store")
        tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()")
        names = tables.fetchall()
        for schema, table in names:
            print_table(connection, f"{quote(schema)}.{quote(table)}")
    except duckdb.Error as error:
        told = explain(path, str(error).strip())
        found, _, remedy = (told.message if told else str(error)).partition("\n")
        return Finding(path.name, "broken", found, remedy or FROM_SCRATCH)
    finally:
        connection.close()
    return Finding(path.name, "ok", f"{len(names)} tables, {_mb(path.stat().st_size)}, all read")


def examine_disk(folder: Path) -> Iterator[Finding]:
    """Room on the disk beside the size of the store, and what was set aside."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(place).free
    store = folder / PUBLISHED
    size = store.stat().st_size if store.exists() else 0
    found = f"{_mb(free)} free, the store takes {_mb(size)}"
    if free < max(ROOM_NEEDED * size, LEAST_ROOM):
        yield Finding("disk", "broken", found, "free space: a build would stop half-way")
    elif free < ROOM_WISHED * size:
        yield Finding("disk", "attention", found, "free space, or move the project")
    else:
        yield Finding("disk", "ok", found)
    aside = folder / SET_ASIDE
    if aside.exists():
        taken = sum(path.stat().st_size for path in aside.rglob("*") if path.is_file())
        remedy = "delete the folder when all is well again"
        yield Finding("set aside", "attention", f"{_mb(taken)} in {aside}", remedy)


def examine_history(home: Path, build_folder: Path) -> Iterator[Finding]:
    """Dagster's storage, and runs in it whose process is gone."""
    damaged = find_damaged(home)
    if damaged:
        found = "; ".join(f"{name}: {said}" for name, said in damaged.items())
        remedy = "move these files away, or kj build --from-scratch; no result depends on them"
        yield Finding("Dagster history", "broken", found, remedy)
        return
    import dagster as dg

    unfinished = [
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
        dg.DagsterRunStatus.CANCELING,
    ]
    with open_instance(home) as instance:
        hanging = instance.get_runs(dg.RunsFilter(statuses=unfinished))
        count = instance.get_runs_count()
    size = sum(path.stat().st_size for path in (home / "history").rglob("*") if path.is_file())
    yield Finding("Dagster history", "ok", f"{count} runs, {_mb(size)}")
    if hanging and not (build_folder / NOTE).exists():
        names = ", ".join(run.run_id[:8] for run in hanging)
        found = f"{len(hanging)} runs count as running, and no build runs: {names}"
        yield Finding("hanging runs", "attention", found, "kj dev closes them when it starts")


def _mb(size: float) -> str:
    return f"{size / 2**20:,.1f} MB"
