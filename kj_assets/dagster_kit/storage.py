"""The store: two DuckDB files, one private to the running build, one for everybody.

``work.duckdb`` is written by whoever holds the lock, one transaction an asset, its record
included. ``kj.duckdb`` is a copy, replaced whole when a session ends: a reader sees a
consistent state and never blocks, or is blocked by, a build. No survey words in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
from filelock import Timeout

from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.catalogue import Catalogue, present_store
from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.dagster_kit.published import PUBLISHED, WORK, is_ahead, mark_current, publish
from kj_assets.dagster_kit.reading import read_records_of
from kj_assets.dagster_kit.record import Record, read_records, write_record
from kj_assets.dagster_kit.sql import quote
from kj_assets.dagster_kit.trouble import telling_trouble
from kj_assets.dagster_kit.work_file import open_work

AfterPublishing = Callable[[Path, Mapping[Key, Record]], None]


def publish_nothing_more(folder: Path, records: Mapping[Key, Record]) -> None:
    """What follows the published store where nothing else is to be written."""


class Session:
    """An open store: one connection, held for as long as a run lasts."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        """Wrap the connection to the work file in `folder`."""
        self.folder = folder
        self.connection = connection
        with telling_trouble(folder / WORK):
            self.records = read_records(connection)
        self.changed = False

    def read(self, table: Key) -> pd.DataFrame:
        """Read one table, rows in the order they were written."""
        query = f"SELECT * FROM {quote(table[0])}.{quote(table[1])}"
        with telling_trouble(self.folder / WORK):
            return self.connection.execute(query).df()

    def look(self, table: Key, rows: int) -> tuple[pd.DataFrame, dict[str, str]]:
        """The first rows of a table, and the type of each of its columns."""
        relation = self.connection.sql(f"FROM {quote(table[0])}.{quote(table[1])} LIMIT {rows}")
        types = map(str, relation.types)
        return relation.df(), dict(zip(relation.columns, types, strict=True))

    def holds(self, record: Record) -> bool:
        """Whether every table a record speaks of is there."""
        found = self.connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = ?", [record.key[0]]
        ).fetchall()
        return set(record.tables) <= {name for (name,) in found}

    def write(self, asset: Asset, tables: Mapping[str, pd.DataFrame], record: Record) -> None:
        """Replace an asset's tables and its record, all or nothing."""
        schema = quote(asset.key[0])
        with self.transaction():
            self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            for name, frame in tables.items():
                self._write_table(f"{schema}.{quote(name)}", frame)
            old = self.records.get(asset.key)
            for name in set(old.tables if old else ()) - set(tables):
                self.connection.execute(f"DROP TABLE IF EXISTS {schema}.{quote(name)}")
            write_record(self.connection, record)
        self.records[asset.key] = record
        self.changed = True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is executed inside."""
        committed = False
        with telling_trouble(self.folder / WORK):
            self.connection.execute("BEGIN")
            try:
                yield
                self.connection.execute("COMMIT")
                committed = True
            finally:
                if not committed:
                    # A commit that fails, as on a full disk, has ended its transaction already.
                    with suppress(duckdb.TransactionException):
                        self.connection.execute("ROLLBACK")

    def _write_table(self, name: str, frame: pd.DataFrame) -> None:
        self.connection.register("incoming", pa.Table.from_pandas(frame, preserve_index=False))
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        self.connection.unregister("incoming")


@contextmanager
def open_session(
    folder: Path,
    owner: str,
    say: Callable[[str], None],
    catalogue: Catalogue,
    after_publishing: AfterPublishing = publish_nothing_more,
) -> Iterator[Session]:
    """Lock the store, open its work file, and publish what was committed at the end.

    Args:
        folder: the build folder.
        owner: who is building, shown to whoever waits.
        say: receives a line when another builder has to be waited for.
        catalogue: what explains the store, brought up to date before it is published.
        after_publishing: called with the folder and the records of what was published.
    """
    with hold_lock(folder, owner, say), open_locked(folder, catalogue, after_publishing) as session:
        yield session


@contextmanager
def open_locked(
    folder: Path, catalogue: Catalogue, after_publishing: AfterPublishing = publish_nothing_more
) -> Iterator[Session]:
    """`open_session` for who holds the lock already."""
    left_over = is_ahead(folder)
    connection = open_work(folder)
    try:
        session = Session(folder, connection)
        session.changed = left_over
        yield session
        if session.changed:
            with session.transaction():
                present_store(connection, catalogue)
    finally:
        connection.close()
        if is_ahead(folder):
            publish(folder)
            after_publishing(folder, read_records_of(folder / PUBLISHED) or {})
            mark_current(folder)


def read_stored_records(folder: Path) -> dict[Key, Record]:
    """Records of a store that may be absent, or in the hands of a running build.

    The published file holds them all, unless the work file is ahead of it. That one is opened
    under the lock only: a reader without it would make a build that starts now fail. While a
    build holds the lock, the published records are the last that are certain.
    """
    if is_ahead(folder):
        with suppress(Timeout), hold_lock(folder, "a plan", lambda line: None, wait=False):
            records = read_records_of(folder / WORK)
            if records is not None:
                return records
    return read_records_of(folder / PUBLISHED) or {}
