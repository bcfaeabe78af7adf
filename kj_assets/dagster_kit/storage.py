"""The store: two DuckDB files, one private to the running build, one for everybody.

``work.duckdb`` is written by whoever holds the lock, one transaction an asset, its record
included. ``kj.duckdb`` is a copy, replaced whole when a session ends: a reader sees a
consistent state and never blocks, or is blocked by, a build. No survey words in here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.dagster_kit.record import CREATE, Record, read_records, write_record
from kj_assets.dagster_kit.sql import quote, quote_text
from kj_assets.dagster_kit.views import create_long_views

WORK = "work.duckdb"
PUBLISHED = "kj.duckdb"
# Nothing reaches for the network, and tools of any DuckDB since 1.0 open the file.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "storage_compatibility_version": "v1.0.0",
}


class Session:
    """An open store: one connection, held for as long as a run lasts."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        """Wrap the connection to the work file in `folder`."""
        self.folder = folder
        self.connection = connection
        self.records = read_records(connection)
        self.changed = False

    def read(self, table: Key) -> pd.DataFrame:
        """Read one table, rows in the order they were written."""
        query = f"SELECT * FROM {quote(table[0])}.{quote(table[1])}"
        return self.connection.execute(query).df()

    def holds(self, record: Record) -> bool:
        """Whether every table a record speaks of is there."""
        found = self.connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = ?", [record.key[0]]
        ).fetchall()
        return set(record.tables) <= {name for (name,) in found}

    def write(self, asset: Asset, tables: Mapping[str, pd.DataFrame], record: Record) -> None:
        """Replace an asset's tables and its record, all or nothing."""
        schema = quote(asset.key[0])
        self.connection.execute("BEGIN")
        try:
            self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            for name, frame in tables.items():
                self._write_table(f"{schema}.{quote(name)}", frame)
            old = self.records.get(asset.key)
            for name in set(old.tables if old else ()) - set(tables):
                self.connection.execute(f"DROP TABLE IF EXISTS {schema}.{quote(name)}")
            self._comment(asset, tables[asset.key[1]])
            write_record(self.connection, record)
            self.connection.execute("COMMIT")
        except BaseException:
            # A commit that fails, as on a full disk, has ended its transaction already.
            with suppress(duckdb.TransactionException):
                self.connection.execute("ROLLBACK")
            raise
        self.records[asset.key] = record
        self.changed = True

    def _write_table(self, name: str, frame: pd.DataFrame) -> None:
        self.connection.register("incoming", pa.Table.from_pandas(frame, preserve_index=False))
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def _comment(self, asset: Asset, frame: pd.DataFrame) -> None:
        table = f"{quote(asset.key[0])}.{quote(asset.key[1])}"
        tags = "".join(f" [{name}: {value}]" for name, value in sorted(asset.tags.items()))
        comment = quote_text(asset.description + tags)
        self.connection.execute(f"COMMENT ON TABLE {table} IS {comment}")
        for column in frame.columns:
            if column in asset.columns:
                text = quote_text(asset.columns[column])
                self.connection.execute(f"COMMENT ON COLUMN {table}.{quote(column)} IS {text}")


@contextmanager
def open_session(
    folder: Path, owner: str, say: Callable[[str], None], long_views: Mapping[str, str]
) -> Iterator[Session]:
    """Lock the store, open its work file, and publish what was committed at the end.

    Args:
        folder: the build folder.
        owner: who is building, shown to whoever waits.
        say: receives a line when another builder has to be waited for.
        long_views: view name to table name pattern, see `views.py`.
    """
    with hold_lock(folder, owner, say):
        restore_work(folder)
        left_over = is_ahead(folder)
        connection = duckdb.connect(folder / WORK, config=CONFIG)
        try:
            connection.execute(CREATE)
            session = Session(folder, connection)
            session.changed = left_over
            yield session
            if session.changed:
                create_long_views(connection, long_views)
        finally:
            connection.close()
            if is_ahead(folder):
                publish(folder)


def restore_work(folder: Path) -> None:
    """Make a work file that is gone from the published one, so that nothing is lost."""
    work, published = folder / WORK, folder / PUBLISHED
    if work.exists() or not published.exists():
        return
    # A log left beside the old file would be replayed into the new one.
    (folder / (WORK + ".wal")).unlink(missing_ok=True)
    incoming = folder / (WORK + ".incoming")
    shutil.copyfile(published, incoming)
    incoming.replace(work)


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
    """Replace the published file by a copy of the closed work file, in one step."""
    incoming = folder / (PUBLISHED + ".incoming")
    incoming.unlink(missing_ok=True)
    try:
        shutil.copyfile(folder / WORK, incoming)
        with incoming.open("rb") as file:
            os.fsync(file.fileno())
    except OSError:
        # On a full disk half a copy would only be in the way.
        incoming.unlink(missing_ok=True)
        raise
    incoming.chmod(0o444)
    times = (folder / WORK).stat()
    os.utime(incoming, ns=(times.st_atime_ns, times.st_mtime_ns))
    # A log left beside the old file would be replayed into the new one.
    (folder / (PUBLISHED + ".wal")).unlink(missing_ok=True)
    incoming.replace(folder / PUBLISHED)


@contextmanager
def open_published(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Read the published store; attached, because a process may cache a replaced file."""
    connection = duckdb.connect(":memory:", config=CONFIG)
    try:
        path = quote_text(str(folder / PUBLISHED))
        connection.execute(f"ATTACH {path} AS store (READ_ONLY)")
        connection.execute("USE store")
        yield connection
    finally:
        connection.close()


def read_stored_records(folder: Path) -> dict[Key, Record]:
    """Records of a store that may be absent, or in the hands of a running build.

    While a build runs, the published records are the last that are certain.
    """
    for name in (WORK, PUBLISHED):
        if not (folder / name).exists():
            continue
        connection = duckdb.connect(":memory:", config=CONFIG)
        try:
            connection.execute(f"ATTACH {quote_text(str(folder / name))} AS store (READ_ONLY)")
            connection.execute("USE store")
            return read_records(connection)
        except (duckdb.IOException, duckdb.CatalogException):
            # In the hands of a build; damaged; or left by a run killed before it wrote anything.
            continue
        finally:
            connection.close()
    return {}
