"""What the lake keeps in ``kj_meta``: records that are only ever added, code, releases.

An insertion never conflicts with another builder's, a change of the same row would: so the record
that counts is the last one of its asset. Here: making, reading and adding. Superseded records are
taken away by `upkeep.py`.
"""

from __future__ import annotations

import json
from collections.abc import Collection

import duckdb

from kj_assets.dagster_kit.asset import Key
from kj_assets.dagster_kit.layout import LAYOUT, META_SCHEMA, read_layout, refuse_later
from kj_assets.dagster_kit.record import Record, read_records, row_of
from kj_assets.dagster_kit.store.lake_connection import LAKE
from kj_assets.errors import BuildError

CREATE = f"""
CREATE SCHEMA {META_SCHEMA};
CREATE TABLE {META_SCHEMA}.build (
    schema_name VARCHAR, table_name VARCHAR, code_version VARCHAR, version_parts JSON,
    inputs JSON, data_version VARCHAR, rows BIGINT, tables JSON, files JSON, checks JSON,
    numbers JSON, notes JSON, run_id VARCHAR, built_at TIMESTAMPTZ
);
CREATE TABLE {META_SCHEMA}.code (code VARCHAR, definitions JSON);
CREATE TABLE {META_SCHEMA}.release (version VARCHAR, snapshot BIGINT, released_at TIMESTAMPTZ);
CREATE TABLE {META_SCHEMA}.layout (version INTEGER);
INSERT INTO {META_SCHEMA}.layout VALUES ({LAYOUT});
"""
# Rows of these stand in the catalogue itself; a file for each would be far too many.
KEPT_IN_CATALOGUE = ("build", "code", "release", "layout")
MOST_ROWS_INLINE = 1000
ORDER = "QUALIFY row_number() OVER (PARTITION BY schema_name, table_name ORDER BY rowid DESC) = 1"


def make_layout(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make ``kj_meta`` in a new lake; whether it was new.

    Raises:
        BuildError: B007 another version of the tracker made the lake.
    """
    found = read_layout(connection)
    if found == LAYOUT:
        return False
    if found:
        refuse_later(found)
        raise BuildError(
            "B007",
            f"the lake has layout {found}, this version of the tracker knows {LAYOUT}: name a new "
            "one in data/store.yaml; it is filled from kj.duckdb, and nothing is built again",
        )
    # An asset's table would be one more table of PostgreSQL for every wave; files scale.
    connection.execute(f"CALL {LAKE}.set_option('data_inlining_row_limit', 0)")
    connection.execute("BEGIN")
    connection.execute(CREATE)
    connection.execute("COMMIT")
    for name in KEPT_IN_CATALOGUE:
        connection.execute(
            f"CALL {LAKE}.set_option('data_inlining_row_limit', {MOST_ROWS_INLINE}, "
            f"schema => '{META_SCHEMA}', table_name => '{name}')"
        )
    return True


def read_latest(
    connection: duckdb.DuckDBPyConnection, keys: Collection[Key] | None = None
) -> dict[Key, Record]:
    """The record that counts of every asset, or of some; those of some without their code."""
    query = f"SELECT * FROM {META_SCHEMA}.build {ORDER}"
    if keys is None:
        return read_records(connection, query)
    schemas, tables = zip(*keys, strict=True) if keys else ((), ())
    wanted = "(SELECT unnest(?::VARCHAR[]) AS schema_name, unnest(?::VARCHAR[]) AS table_name)"
    query = f"SELECT * FROM {META_SCHEMA}.build SEMI JOIN {wanted} USING (schema_name, table_name)"
    return read_records(connection, f"{query} {ORDER}", [schemas, tables], with_code=False)


def add_record(connection: duckdb.DuckDBPyConnection, record: Record) -> None:
    """Add one record, which then is the one that counts."""
    row = row_of(record)
    marks = ", ".join("?" for _ in row)
    connection.execute(
        f"INSERT INTO {META_SCHEMA}.build ({', '.join(row)}) VALUES ({marks})", list(row.values())
    )
    code = record.version_parts["code"]
    connection.execute(
        f"INSERT INTO {META_SCHEMA}.code SELECT ?, ? "
        f"WHERE NOT EXISTS (FROM {META_SCHEMA}.code WHERE code = ?)",
        [code, json.dumps(dict(record.definitions)), code],
    )
