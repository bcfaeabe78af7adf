"""The layout of ``kj_meta``, and how a store that was written with an earlier one is brought up.

To change a table of ``kj_meta``: raise `LAYOUT`, and add the statements that lead there from
the layout before. Tables of assets need none of this: a changed column is changed code, so
they are built again.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from kj_assets.errors import BuildError

META_SCHEMA = "kj_meta"
LAYOUT = 3
CREATE = f"""
CREATE SCHEMA IF NOT EXISTS {META_SCHEMA};
CREATE TABLE IF NOT EXISTS {META_SCHEMA}.build (
    schema_name VARCHAR, table_name VARCHAR, code_version VARCHAR, version_parts JSON,
    inputs JSON, data_version VARCHAR, rows BIGINT, tables JSON, files JSON, checks JSON,
    numbers JSON, notes JSON, run_id VARCHAR, built_at TIMESTAMPTZ,
    PRIMARY KEY (schema_name, table_name)
);
CREATE TABLE IF NOT EXISTS {META_SCHEMA}.code (code VARCHAR PRIMARY KEY, definitions JSON);
CREATE TABLE IF NOT EXISTS {META_SCHEMA}.layout (version INTEGER PRIMARY KEY);
INSERT INTO {META_SCHEMA}.layout VALUES ({LAYOUT});
"""
# From each layout, the statements that lead to the next one.
MIGRATIONS: Mapping[int, str] = {
    1: f"CREATE TABLE {META_SCHEMA}.code (code VARCHAR PRIMARY KEY, definitions JSON)",
    2: f"CREATE TABLE {META_SCHEMA}.layout (version INTEGER PRIMARY KEY);"
    f"INSERT INTO {META_SCHEMA}.layout VALUES (2)",
}


def read_layout(connection: duckdb.DuckDBPyConnection) -> int:
    """The layout of the current database; 0 where there are no records at all."""
    query = (
        "SELECT table_name FROM duckdb_tables() "
        "WHERE schema_name = ? AND database_name = current_database()"
    )
    tables = {name for (name,) in connection.execute(query, [META_SCHEMA]).fetchall()}
    if "layout" in tables:
        found = connection.execute(f"SELECT max(version) FROM {META_SCHEMA}.layout").fetchone()
        return int(found[0]) if found and found[0] is not None else 0
    # The first two layouts did not say which they were.
    return 2 if "code" in tables else 1 if "build" in tables else 0


def bring_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of ``kj_meta`` those of today, all or nothing, keeping what they hold.

    Raises:
        BuildError: B007 the store was written by a later version of the tracker.
    """
    found = read_layout(connection)
    if found == LAYOUT:
        return
    refuse_later(found)
    connection.execute("BEGIN")
    if found == 0:
        connection.execute(CREATE)
    else:
        for layout in range(found, LAYOUT):
            connection.execute(MIGRATIONS[layout])
        connection.execute(f"UPDATE {META_SCHEMA}.layout SET version = {LAYOUT}")
    connection.execute("COMMIT")


def refuse_later(found: int) -> None:
    """Raise B007 for a layout this code does not know."""
    if found > LAYOUT:
        raise BuildError(
            "B007",
            f"the store has layout {found}, and this version of the tracker knows layouts up to "
            f"{LAYOUT}: it was written by a later one. Use that one, or kj build --from-scratch, "
            "which sets the store aside and builds everything from data/waves.",
        )
