"""From the lake to files and back: assets that differ are brought over, with their records.

``work.duckdb`` mirrors the lake, and ``kj.duckdb`` is published from it as with the embedded
store. So publishing costs what changed, and a project that leaves the lake goes on from its files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kj_assets.dagster_kit.asset import Key
from kj_assets.dagster_kit.catalogue import Catalogue, present_store
from kj_assets.dagster_kit.published import PUBLISHED
from kj_assets.dagster_kit.reading import read_records_of
from kj_assets.dagster_kit.record import Record, delete_record, read_records, write_record
from kj_assets.dagster_kit.sql import quote, quote_text
from kj_assets.dagster_kit.store.lake_connection import LAKE, attach_lake
from kj_assets.dagster_kit.store.lake_layout import add_record, read_latest
from kj_assets.dagster_kit.store.settings import StoreSettings
from kj_assets.dagster_kit.work_file import open_work

TABLES = (
    "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
)


@dataclass(frozen=True)
class Difference:
    """What one store has to take over to be as another."""

    changed: Sequence[Record]
    gone: Sequence[Record]

    @classmethod
    def between(cls, there: Mapping[Key, Record], here: Mapping[Key, Record]) -> Difference:
        """What `here` lacks, has otherwise, or has too much."""
        changed = [record for key, record in there.items() if here.get(key) != record]
        return cls(changed, [record for key, record in here.items() if key not in there])


def mirror_lake(folder: Path, settings: StoreSettings, catalogue: Catalogue) -> None:
    """Bring ``work.duckdb`` up to the lake, with what explains it."""
    with closing(open_work(folder)) as connection:
        if mirror(connection, settings):
            connection.execute("BEGIN")
            present_store(connection, catalogue)
            connection.execute("COMMIT")


def mirror(
    connection: duckdb.DuckDBPyConnection, settings: StoreSettings, at: int | None = None
) -> bool:
    """Make the current database what the lake is, or was at a snapshot; whether it differed."""
    name = connection.execute("SELECT current_database()").fetchall()[0][0]
    here = read_records(connection)
    attach_lake(connection, settings, at)
    connection.execute("BEGIN")
    connection.execute(f"USE {LAKE}")
    there = read_latest(connection)
    connection.execute(f"USE {quote(name)}")
    difference = Difference.between(there, here)
    bring_over(connection, LAKE, difference, write_record)
    connection.execute("COMMIT")
    connection.execute(f"DETACH {LAKE}")
    return bool(difference.changed or difference.gone)


def bring_over(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    difference: Difference,
    keep: Callable[[duckdb.DuckDBPyConnection, Record], None],
) -> None:
    """Take over tables and records from another attached database into the current one."""
    for record in difference.gone:
        _drop(connection, record.key[0], list(record.tables))
        delete_record(connection, record.key)
    # Asked once: with a lake attached, DuckDB reads its catalogue for the answer.
    there = connection.execute(TABLES).fetchall()
    for record in difference.changed:
        schema = quote(record.key[0])
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        _drop(connection, record.key[0], _tables_of(record.key, there))
        for table in record.tables:
            place = f"{schema}.{quote(table)}"
            connection.execute(f"CREATE OR REPLACE TABLE {place} AS FROM {quote(source)}.{place}")
        keep(connection, record)


def _drop(connection: duckdb.DuckDBPyConnection, schema: str, tables: Sequence[str]) -> None:
    for table in tables:
        connection.execute(f"DROP TABLE IF EXISTS {quote(schema)}.{quote(table)}")


def _tables_of(key: Key, there: Iterable[tuple[str, str]]) -> list[str]:
    """An asset's own table and its parts, of those that are there."""
    schema, table = key
    return [
        name
        for place, name in there
        if place == schema and (name == table or name.startswith(f"{table}__"))
    ]


def fill_from_published(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Take what ``kj.duckdb`` holds into a new lake; the number of assets."""
    records = read_records_of(folder / PUBLISHED) or {}
    if records:
        place = quote_text(str(folder / PUBLISHED))
        connection.execute(f"ATTACH {place} AS embedded (READ_ONLY)")
        connection.execute("BEGIN")
        bring_over(connection, "embedded", Difference(list(records.values()), []), add_record)
        connection.execute("COMMIT")
        connection.execute("DETACH embedded")
    return len(records)
