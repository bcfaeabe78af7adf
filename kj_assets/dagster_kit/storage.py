"""The store: one interface, behind which a back end keeps tables and records.

Each asset is written in one transaction together with its record. ``kj.duckdb`` is what
everybody reads: replaced whole when a run ends, so a reader sees a consistent state and never
blocks, or is blocked by, a build. How that is done is the back end's: two DuckDB files
(`store/embedded.py`). No survey words in here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pyarrow as pa

from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.published import WORK
from kj_assets.dagster_kit.record import Record, read_records, write_record
from kj_assets.dagster_kit.sql import quote
from kj_assets.dagster_kit.trouble import telling_trouble

if TYPE_CHECKING:
    from kj_assets.dagster_kit.store.backend import Backend

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

    def claim(self, asset: Asset) -> AbstractContextManager[None]:
        """Nobody else builds the asset, or what it reads, until this ends."""
        # Who has a session has the whole store.
        return nullcontext()

    def load(self, keys: Collection[Key] | None = None) -> None:
        """Bring `records`, of some assets or of all, up to what others may have written."""

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
        self.commit(lambda: self._replace(asset, tables, record))
        self.records[asset.key] = record

    def _replace(self, asset: Asset, tables: Mapping[str, pd.DataFrame], record: Record) -> None:
        schema = quote(asset.key[0])
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for name, frame in tables.items():
            self._write_table(f"{schema}.{quote(name)}", frame)
        old = self.records.get(asset.key)
        for name in set(old.tables if old else ()) - set(tables):
            self.connection.execute(f"DROP TABLE IF EXISTS {schema}.{quote(name)}")
        self._keep(record)

    def _keep(self, record: Record) -> None:
        write_record(self.connection, record)

    def commit(self, work: Callable[[], None]) -> None:
        """Do some work in one transaction; where others write as well, again if need be."""
        with self.transaction():
            work()
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
    """Open the store of a build folder, and publish what was committed at the end.

    Args:
        folder: the build folder.
        owner: who is building, shown to whoever waits.
        say: receives a line when another builder has to be waited for.
        catalogue: what explains the store, brought up to date before it is published.
        after_publishing: called with the folder and the records of what was published.
    """
    with choose_backend(folder).open_session(owner, say, catalogue, after_publishing) as session:
        yield session


def read_stored_records(folder: Path) -> dict[Key, Record]:
    """Records of a store that may be absent, or in the hands of a running build."""
    return choose_backend(folder).read_records()


def choose_backend(folder: Path) -> Backend:
    """The back end of a build folder."""
    from kj_assets.dagster_kit.store.embedded import Embedded

    return Embedded(folder)
