"""An open lake: many at once, on many machines; an asset is claimed before it is built."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from kj_assets.dagster_kit.asset import Asset, Key, show_key
from kj_assets.dagster_kit.content import TableHash
from kj_assets.dagster_kit.record import Record
from kj_assets.dagster_kit.storage import Session
from kj_assets.dagster_kit.store.asset_locks import AssetLocks
from kj_assets.dagster_kit.store.conflicts import retry_conflicts
from kj_assets.dagster_kit.store.lake_connection import LAKE
from kj_assets.dagster_kit.store.lake_layout import add_record, read_latest


class LakeSession(Session):
    """A connection to the lake; `records` holds what was claimed, as it is while it is claimed."""

    def __init__(
        self,
        folder: Path,
        connection: duckdb.DuckDBPyConnection,
        locks: AssetLocks,
        say: Callable[[str], None],
    ) -> None:
        """Wrap a connection whose current database is the lake."""
        self.folder, self.connection, self.locks, self.say = folder, connection, locks, say
        self.records: dict[Key, Record] = {}
        self._database, self.depth = LAKE, "names"
        self.changed = False
        self.conflicts = 0

    @contextmanager
    def claim(self, asset: Asset) -> Iterator[None]:
        """Hold an asset alone, and what it reads together with other readers; read their records.

        Whoever waited for another builder of the same asset finds here what that one has done.
        """
        with self.locks.hold([show_key(asset.key)], [show_key(key) for key in asset.upstream]):
            self.load([asset.key, *asset.upstream])
            yield

    def load(self, keys: Collection[Key] | None = None) -> None:
        """Read the records of some assets, or of all, as they are now."""
        found = read_latest(self.connection, keys)
        for key in keys or ():
            self.records.pop(key, None)
        self.records |= found

    def commit(self, work: Callable[[], None]) -> None:
        """Do some work in one transaction, again with growing pauses where it meets another's."""

        def in_one_transaction() -> None:
            with self.transaction():
                work()

        retry_conflicts(in_one_transaction, self._count)
        self.changed = True

    def _write_table(self, name: str, chunks: Iterator[pd.DataFrame]) -> TableHash:
        # DuckLake writes what each thread has as it comes: only one thread keeps the order.
        self.connection.execute("SET threads = 1")
        try:
            return super()._write_table(name, chunks)
        finally:
            self.connection.execute("RESET threads")

    def _count(self, attempt: int, said: str) -> None:
        self.conflicts += 1
        self.say(f"write conflict, attempt {attempt + 1} follows: {said.splitlines()[0]}")
        self.locks.note_conflict(said)

    def _keep(self, record: Record) -> None:
        add_record(self.connection, record)
