"""The store: one interface, behind which a back end keeps tables and records.

Each asset is written in one transaction together with its record. ``kj.duckdb`` is what
everybody reads: replaced whole when a run ends, so a reader sees a consistent state and never
blocks, or is blocked by, a build. How that is done is the back end's: two DuckDB files
(`store/embedded.py`, the default), or DuckLake for several machines (`store/lake.py`). No survey
words in here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pyarrow as pa

from kj_assets.dagster_kit.asset import Asset, Draw, Key
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.content import TableHash
from kj_assets.dagster_kit.published import WORK
from kj_assets.dagster_kit.record import Record, read_records, write_record
from kj_assets.dagster_kit.rows import Rows
from kj_assets.dagster_kit.sql import quote
from kj_assets.dagster_kit.store.settings import read_settings
from kj_assets.dagster_kit.tables import Depth, Holdings, find_lost, print_table
from kj_assets.dagster_kit.trouble import telling_trouble

if TYPE_CHECKING:
    from kj_assets.dagster_kit.store.backend import Backend

AfterPublishing = Callable[[Path, Mapping[Key, Record]], Mapping[str, str] | None]
"""Writes what follows a publication; the sha256 of each file, by path, if it is to be missed."""
MakeRecord = Callable[[Mapping[str, TableHash], Rows], Record]


def publish_nothing_more(folder: Path, records: Mapping[Key, Record]) -> Mapping[str, str]:
    """What follows the published store where nothing else is to be written."""
    return {}


class Session:
    """An open store: one connection, held for as long as a run lasts."""

    def __init__(
        self, folder: Path, connection: duckdb.DuckDBPyConnection, depth: Depth = "content"
    ) -> None:
        """Wrap the connection to the work file in `folder`, whose tables are trusted so far."""
        self.folder = folder
        self.connection = connection
        self.depth = depth
        with telling_trouble(folder / WORK):
            self.records = read_records(connection)
        self.changed = False
        found = connection.execute("SELECT current_database()").fetchone()
        self._database = str(found[0]) if found else ""

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

    def rows(self, table: Key, *, uncommitted: bool = False) -> Rows:
        """One table to be read in chunks, or asked by queries.

        Args:
            table: schema and name.
            uncommitted: it is being written in the transaction that is open.
        """
        # With the database: another cursor of this connection may have another current one.
        name = ".".join(map(quote, (self._database, *table)))
        return Rows(self.connection, name, uncommitted=uncommitted)

    def look(self, table: Key, rows: int) -> tuple[pd.DataFrame, dict[str, str]]:
        """The first rows of a table, and the type of each of its columns."""
        relation = self.connection.sql(f"FROM {quote(table[0])}.{quote(table[1])} LIMIT {rows}")
        types = map(str, relation.types)
        return relation.df(), dict(zip(relation.columns, types, strict=True))

    def holdings(self, key: Key) -> Holdings:
        """All records, and which tables of one asset are not as its record says."""
        record = self.records.get(key)
        with telling_trouble(self.folder / WORK):
            lost = find_lost(self.connection, [record] if record else [], self.depth)
        return Holdings(self.records, lost)

    def write(self, asset: Asset, tables: Mapping[str, Draw], make_record: MakeRecord) -> Record:
        """Replace an asset's tables and its record, all or nothing.

        Args:
            asset: what they are of.
            tables: what draws the chunks of each table, while they are written.
            make_record: called with the hash of each table and the rows of the asset's own, when
                all are written and nothing is final yet; what it raises undoes the writing.
        """
        made: list[Record] = []
        self.commit(lambda: made.append(self._replace(asset, tables, make_record)))
        self.records[asset.key] = made[-1]
        return made[-1]

    def _replace(self, asset: Asset, tables: Mapping[str, Draw], make_record: MakeRecord) -> Record:
        schema = quote(asset.key[0])
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        hashes = {
            name: self._write_table(f"{schema}.{quote(name)}", draw())
            for name, draw in tables.items()
        }
        record = make_record(hashes, self.rows(asset.key, uncommitted=True))
        old = self.records.get(asset.key)
        for name in set(old.tables if old else ()) - set(tables):
            self.connection.execute(f"DROP TABLE IF EXISTS {schema}.{quote(name)}")
        self._keep(record)
        return record

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

    def _write_table(self, name: str, chunks: Iterator[pd.DataFrame]) -> TableHash:
        found, schema = TableHash(), None
        for chunk in chunks:
            found.add(chunk)
            incoming = pa.Table.from_pandas(chunk, schema, preserve_index=False)
            made = f"CREATE OR REPLACE TABLE {name} AS" if schema is None else f"INSERT INTO {name}"
            # DuckDB finds it by its name here: a registered table is kept until the commit.
            self.connection.execute(f"{made} SELECT * FROM incoming")
            schema = incoming.schema
        if schema is not None:
            found.print = print_table(self.connection, name)
        return found


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
        after_publishing: called with the folder and the records of what was published; what it
            wrote and is later lost is written again.
    """
    with choose_backend(folder).open_session(owner, say, catalogue, after_publishing) as session:
        yield session


def read_stored_records(folder: Path) -> dict[Key, Record]:
    """Records of a store that may be absent, or in the hands of a running build."""
    return choose_backend(folder).read_records()


def choose_backend(folder: Path) -> Backend:
    """The back end that the settings beside a build folder ask for; the embedded one by default.

    Raises:
        BuildError: B010, B011 (see `read_settings`); B012 the extra ``scale`` is not installed.
    """
    settings = read_settings(folder)
    if settings.is_lake:
        from kj_assets.dagster_kit.store.lake import Lake

        return Lake(folder, settings)
    from kj_assets.dagster_kit.store.embedded import Embedded

    return Embedded(folder)
