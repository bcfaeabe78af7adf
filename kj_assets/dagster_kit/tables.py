"""Stored tables held against their records: which are gone, or hold something else.

Here: a print of a table, taken as it is written, and looking for those that differ. Not here: what
follows from one that was lost (`reasons.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import duckdb

from kj_assets.dagster_kit.asset import Key
from kj_assets.dagster_kit.record import Record
from kj_assets.dagster_kit.sql import quote

Depth = Literal["names", "rows", "content"]
"""How closely tables are looked at: whether they are there, how long they are, every cell."""


@dataclass(frozen=True)
class Holdings:
    """What a store holds: its records, and which tables of each are not as it says."""

    records: Mapping[Key, Record]
    lost: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)


def print_table(connection: duckdb.DuckDBPyConnection, place: str) -> str:
    """DuckDB's version, the number of rows and a sum over hashes of the rows of a table.

    Another DuckDB may hash otherwise, so its version is part of it.
    """
    # Called as no column is, or the column would be meant.
    row = quote("a whole row")
    query = f"SELECT count(*), coalesce(sum(hash({row})::HUGEINT), 0) FROM {place} AS {row}"
    rows, total = connection.execute(query).fetchall()[0]
    return f"{duckdb.__version__} {rows} {int(total):x}"


def find_lost(
    connection: duckdb.DuckDBPyConnection,
    records: Iterable[Record],
    depth: Depth,
    database: str | None = None,
) -> dict[Key, tuple[str, ...]]:
    """The tables of each record that are gone or not as they were written; none is left out.

    A file that only a publication has written holds what was written, so ``rows`` will do there.

    Args:
        connection: of the store.
        records: those whose tables are looked at.
        depth: how closely.
        database: where they are, the current one if not said.
    """
    name = database or str(connection.execute("SELECT current_database()").fetchall()[0][0])
    there = {
        (schema, table): size
        for schema, table, size in connection.execute(
            "SELECT schema_name, table_name, estimated_size FROM duckdb_tables() "
            "WHERE database_name = ?",
            [name],
        ).fetchall()
    }

    def is_lost(table: Key, recorded: str) -> bool:
        if table not in there:
            return True
        # Records of before there were prints, and prints of another DuckDB, tell no content.
        version, _, rest = recorded.partition(" ")
        if depth == "names" or not rest:
            return False
        if depth == "rows" or version != duckdb.__version__:
            return str(there[table]) != rest.partition(" ")[0]
        return print_table(connection, ".".join(map(quote, (name, *table)))) != recorded

    found = {
        record.key: tuple(
            table
            for table, recorded in record.tables.items()
            if is_lost((record.key[0], table), recorded)
        )
        for record in records
    }
    return {key: tables for key, tables in found.items() if tables}
