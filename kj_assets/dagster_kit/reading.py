"""Reading what a closed store file says of itself, whatever layout it was written with."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kj_assets.dagster_kit.asset import Key
from kj_assets.dagster_kit.layout import LAYOUT, META_SCHEMA, bring_up, read_layout
from kj_assets.dagster_kit.published import CONFIG
from kj_assets.dagster_kit.record import Record, read_records
from kj_assets.dagster_kit.sql import quote, quote_text
from kj_assets.dagster_kit.tables import Depth, Holdings, find_lost
from kj_assets.dagster_kit.trouble import telling_trouble


def read_records_of(path: Path) -> dict[Key, Record] | None:
    """The records in a file, or None if there is no such file or nothing in it.

    Raises:
        BuildError: B005 to B007, as `work_file.open_work`.
    """
    found = look_into(path, "names")
    return None if found is None else dict(found.records)


def look_into(path: Path, depth: Depth) -> Holdings | None:
    """What a file holds, or None if there is no such file or nothing in it.

    Raises:
        BuildError: B005 to B007, as `work_file.open_work`.
    """
    if not path.exists() or not path.stat().st_size:
        return None
    connection = duckdb.connect(":memory:", config=CONFIG)
    try:
        with telling_trouble(path):
            connection.execute(f"ATTACH {quote_text(str(path))} AS store (READ_ONLY)")
            connection.execute("USE store")
            layout = read_layout(connection)
            if layout == 0:
                return None
            if layout != LAYOUT:
                _copy_up(connection)
            records = read_records(connection)
            return Holdings(records, find_lost(connection, records.values(), depth, "store"))
    finally:
        connection.close()


def _copy_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Go on in a copy of ``kj_meta`` in memory, brought up: the file is not ours to change."""
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store' AND schema_name = ?",
        [META_SCHEMA],
    ).fetchall()
    connection.execute("USE memory")
    connection.execute(f"CREATE SCHEMA {META_SCHEMA}")
    for (name,) in tables:
        place = f"{META_SCHEMA}.{quote(name)}"
        connection.execute(f"CREATE TABLE {place} AS FROM store.{place}")
    bring_up(connection)
