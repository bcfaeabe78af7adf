"""The private file of the store: opening it, whatever an earlier run or another year left.

Here: what stands before a session's first statement. Under the lock only.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from kj_assets.dagster_kit.files import sync_file
from kj_assets.dagster_kit.layout import bring_up
from kj_assets.dagster_kit.published import CONFIG, PUBLISHED, WORK
from kj_assets.dagster_kit.sql import quote_text
from kj_assets.dagster_kit.trouble import telling_trouble

INCOMING = WORK + ".incoming"
# A file is compacted when it is more than twice what it holds, and large enough to matter.
WORTH_COMPACTING = 16 * 2**20


def open_work(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open the work file for writing, restored, compacted and brought up where that is due.

    Raises:
        BuildError: B005 it is damaged or of another DuckDB; B006 another program holds it;
            B007 a later version of the tracker wrote it.
    """
    work = folder / WORK
    (folder / INCOMING).unlink(missing_ok=True)
    restore_work(folder)
    with telling_trouble(work):
        if not work.exists():
            _create(folder)
        if measure_waste(work) > max(WORTH_COMPACTING, work.stat().st_size / 2):
            compact(folder)
        connection = duckdb.connect(work, config=CONFIG)
        try:
            bring_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def restore_work(folder: Path) -> None:
    """Make a work file that is gone from the published one, so that nothing is lost."""
    work, published = folder / WORK, folder / PUBLISHED
    if work.exists() and not work.stat().st_size:
        # A power cut can leave a name without content.
        work.unlink()
    if work.exists() or not published.exists():
        return
    _forget_log(folder)
    incoming = folder / INCOMING
    shutil.copyfile(published, incoming)
    sync_file(incoming)
    incoming.replace(work)


def _create(folder: Path) -> None:
    """A new file gets its name when it is whole: DuckDB refuses half a header for ever."""
    _forget_log(folder)
    duckdb.connect(folder / INCOMING, config=CONFIG).close()
    (folder / INCOMING).replace(folder / WORK)


def _forget_log(folder: Path) -> None:
    """A log left beside an old file would be replayed into the new one."""
    (folder / (WORK + ".wal")).unlink(missing_ok=True)


def measure_waste(path: Path) -> int:
    """Bytes of a database file that hold nothing, as rolled back writes leave them."""
    with duckdb.connect(":memory:", config=CONFIG) as connection:
        connection.execute(f"ATTACH {quote_text(str(path))} AS store (READ_ONLY)")
        found = connection.execute(
            "SELECT free_blocks * block_size FROM pragma_database_size() "
            "WHERE database_name = 'store'"
        ).fetchone()
    return int(found[0]) if found else 0


def compact(folder: Path) -> None:
    """Replace the work file by a copy of what it holds, in one step."""
    incoming = folder / INCOMING
    # Opened for writing first, so that a log beside it is in the file before it is copied.
    duckdb.connect(folder / WORK, config=CONFIG).close()
    with duckdb.connect(":memory:", config=CONFIG) as connection:
        connection.execute(f"ATTACH {quote_text(str(folder / WORK))} AS store (READ_ONLY)")
        connection.execute(f"ATTACH {quote_text(str(incoming))} AS compact")
        connection.execute("COPY FROM DATABASE store TO compact")
    _forget_log(folder)
    incoming.replace(folder / WORK)
