"""The published copy of the store: what everybody opens, replaced whole when a run ends.

Here: the two files and going from one to the other. Not here: writing assets (`storage.py`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kj_assets.dagster_kit.files import sync_file
from kj_assets.dagster_kit.sql import quote_text

WORK = "work.duckdb"
PUBLISHED = "kj.duckdb"
# Nothing reaches for the network, and tools of any DuckDB since 1.0 open the file.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "storage_compatibility_version": "v1.0.0",
    # What it caches, sorts and joins beyond that lies on the disk beside the file: left to itself
    # it takes four fifths of the machine, and a wave of ten million respondents fills them.
    "memory_limit": "800MB",
}


def is_ahead(folder: Path) -> bool:
    """Whether the work file, if there is one, holds something the published one does not.

    After a killed run that is a log beside it, or a copy that was never made.
    """
    work, published = folder / WORK, folder / PUBLISHED
    if not work.exists():
        return False
    if (folder / (WORK + ".wal")).exists() or not published.exists():
        return True
    # The copy carries the time of what it copies, so a clock that goes back does no harm.
    return work.stat().st_mtime_ns != published.stat().st_mtime_ns


def publish(folder: Path) -> None:
    """Replace the published file by a copy of the closed work file, in one step.

    The work file counts as ahead until `mark_current`: what follows a publication can then be
    done again after a crash in between.
    """
    incoming = folder / (PUBLISHED + ".incoming")
    incoming.unlink(missing_ok=True)
    try:
        shutil.copyfile(folder / WORK, incoming)
        sync_file(incoming)
    except OSError:
        # On a full disk half a copy would only be in the way.
        incoming.unlink(missing_ok=True)
        raise
    incoming.chmod(0o444)
    os.utime(incoming, ns=(0, 0))
    # A log left beside the old file would be replayed into the new one.
    (folder / (PUBLISHED + ".wal")).unlink(missing_ok=True)
    incoming.replace(folder / PUBLISHED)


def mark_current(folder: Path) -> None:
    """Say that the published file, and what follows it, is what the work file is."""
    times = (folder / WORK).stat()
    os.utime(folder / PUBLISHED, ns=(times.st_atime_ns, times.st_mtime_ns))


@contextmanager
def open_published(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read the published store; attached, because a process may cache a replaced file."""
    connection = duckdb.connect(":memory:", config=CONFIG)
    try:
        path = quote_text(str(folder / PUBLISHED))
        connection.execute(f"ATTACH {path} AS kj (READ_ONLY)")
        connection.execute("USE kj")
        yield connection
    finally:
        connection.close()
