"""A stored table that may be too long to hold: read in chunks, or asked by a query.

Here: reading. Not here: which tables there are, or writing them (`storage.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeAlias

import duckdb
import pandas as pd
import pyarrow as pa

from kj_assets.dagster_kit.published import CONFIG
from kj_assets.dagster_kit.sql import quote

CHUNK = 100_000
# Nullable in every chunk, or a chunk without a missing cell would be of another type.
_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


class Rows:
    """The rows of one table, in the order they were written.

    Args:
        connection: where the table is.
        name: the table's name as SQL, with its database and schema.
        uncommitted: only `connection` itself sees the table, so one reading ends before the
            next begins. Otherwise each reading has a cursor of its own.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, name: str, *, uncommitted: bool = False
    ) -> None:
        """Nothing is read yet."""
        self.connection = connection
        self.name = name
        self._uncommitted = uncommitted

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Rows:
        """A frame as rows: for who has the whole table in hand."""
        return hold_tables(frame)[0]

    def __len__(self) -> int:
        """How many there are."""
        found = self.connection.execute(f"SELECT count(*) FROM {self.name}").fetchone()
        return int(found[0]) if found else 0

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return self.connection.table(self.name).columns

    def chunks(self, columns: Sequence[str] = (), size: int = 0) -> Iterator[pd.DataFrame]:
        """Frames of about `size` rows, `CHUNK` if not said; no rows are one frame without any.

        Texts are ``str``, whole numbers ``Int64``, truths ``boolean``, whether or not a cell of
        the chunk is missing.
        """
        chosen = ", ".join(quote(name) for name in columns) or "*"
        with self._open() as cursor:
            reader = cursor.execute(f"SELECT {chosen} FROM {self.name}").to_arrow_reader(
                size or CHUNK
            )
            empty = True
            for batch in reader:
                empty = False
                yield _as_frame(pa.Table.from_batches([batch]))
            if empty:
                yield _as_frame(reader.schema.empty_table())

    def query(self, sql: str) -> pd.DataFrame:
        """What a query of them, by their `name`, finds: a short table."""
        with self._open() as cursor:
            return cursor.execute(sql).df()

    def _open(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return nullcontext(self.connection) if self._uncommitted else self.connection.cursor()

    def read(self, columns: Sequence[str] = ()) -> pd.DataFrame:
        """All of them: for a table that is known to be short, or a column or two of numbers."""
        return pd.concat(self.chunks(columns), ignore_index=True)


Table: TypeAlias = Rows | pd.DataFrame


def hold_tables(*tables: Table) -> list[Rows]:
    """The tables as rows that one query can join; a frame is for who has it whole in hand."""
    held = [table for table in tables if isinstance(table, Rows)]
    if len(held) == len(tables):
        return held
    connection = duckdb.connect(":memory:", config=CONFIG)
    found = []
    for place, table in enumerate(tables):
        frame = table.read() if isinstance(table, Rows) else table
        incoming = pa.Table.from_pandas(frame, preserve_index=False)
        connection.from_arrow(incoming).create(f"held_{place}")
        found.append(Rows(connection, f"memory.main.held_{place}"))
    return found


def walk_together(
    first: Rows, second: Rows, *, key: str
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Chunks of two tables that have the same keys in the same order, row beside row.

    Raises:
        ValueError: they have not.
    """
    rest, held = second.chunks(), pd.DataFrame()
    for chunk in first.chunks():
        while len(held) < len(chunk) and (more := next(rest, None)) is not None:
            held = pd.concat([held, more], ignore_index=True) if len(held) else more
        beside, held = held[: len(chunk)].reset_index(drop=True), held[len(chunk) :]
        if not beside[key].equals(chunk[key]):
            raise ValueError(f"{first.name} and {second.name} differ in the order of {key}")
        yield chunk, beside
    if len(held) or any(map(len, rest)):
        raise ValueError(f"{second.name} has more rows than {first.name}")


def _as_frame(table: pa.Table) -> pd.DataFrame:
    return table.to_pandas(types_mapper=_NULLABLE.get)
