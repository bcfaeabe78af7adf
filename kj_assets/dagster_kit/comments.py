"""What every schema, table and column of the store means, as comments inside the file.

Here: the texts, and writing those that differ. Not here: which tables there are (`storage.py`),
the views (`views.py`). Comments are no part of any version: a reworded one is written by the next
run, whatever that run builds.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from kj_assets.dagster_kit.asset import Asset, Part
from kj_assets.dagster_kit.record import META_SCHEMA
from kj_assets.dagster_kit.sql import quote, quote_text

Place = tuple[str, str, str]
"""Schema, table and column; no column for the table itself."""

META = {
    "build": Part(
        "What made each asset: code, settings, inputs, and when. One row an asset.",
        {
            "schema_name": "Schema of the asset",
            "table_name": "Its table",
            "code_version": "Hash of its code, its slice of the settings and its libraries",
            "version_parts": "What that hash was made of",
            "inputs": "Data version of everything it read",
            "data_version": "Hash of the content that was written",
            "rows": "Rows of its table",
            "tables": "All its tables: its own and those beside it",
            "files": "Files written below the build folder, with their sha256",
            "checks": "What its checks found",
            "numbers": "Numbers that Dagster plots over builds",
            "notes": "Texts that Dagster shows with it",
            "run_id": "Dagster's id of the run",
            "built_at": "When it was written",
        },
    ),
    "code": Part(
        "The definitions behind a hash of code, by which `kj plan` names what changed.",
        {
            "code": "The hash, as in version_parts of kj_meta.build",
            "definitions": "Each function and constant that was reached, with its own hash",
        },
    ),
    "layout": Part(
        "The layout of kj_meta, by which a store of another year is brought up.",
        {"version": "Its number, raised whenever a table of kj_meta changes"},
    ),
    "contents": Part(
        "What is in this file: one row a schema, a table and a view.",
        {
            "schema_name": "The schema",
            "table_name": "The table or view; empty for the schema itself",
            "kind": "schema, table or view",
            "rows": "Rows of a table",
            "comment": "What it holds",
        },
    ),
}


def explain_table(asset: Asset, table: str) -> str:
    """What one of an asset's tables holds, tags included."""
    told = asset.description
    part = _part_of(asset, table)
    if part:
        declared = asset.parts.get(part)
        told = declared.description if declared else f"{part} of {asset.key[1]}. {told}"
    return told + "".join(f" [{name}: {value}]" for name, value in sorted(asset.tags.items()))


def explain_column(asset: Asset, table: str, column: str) -> str:
    """What a column of one of an asset's tables means; empty where nobody said."""
    part = _part_of(asset, table)
    if part:
        return asset.parts[part].columns.get(column, "") if part in asset.parts else ""
    return asset.columns.get(column, asset.other_columns)


def _part_of(asset: Asset, table: str) -> str:
    return table.removeprefix(asset.key[1]).removeprefix("__")


def comment_tables(connection: duckdb.DuckDBPyConnection, assets: Sequence[Asset]) -> None:
    """Write the comments of the assets' tables that are not there yet, or say something else."""
    known = {asset.key: asset for asset in assets}
    for place, standing in _read_comments(connection).items():
        asset = known.get(Asset.owner_of(place[:2]))
        wanted = _explain(asset, place) if asset else _explain_meta(place)
        if wanted and wanted != standing:
            comment(connection, "COLUMN" if place[2] else "TABLE", place, wanted)


def _explain(asset: Asset, place: Place) -> str:
    _, table, column = place
    return explain_column(asset, table, column) if column else explain_table(asset, table)


def _explain_meta(place: Place) -> str:
    schema, table, column = place
    if schema != META_SCHEMA or table not in META:
        return ""
    return META[table].columns.get(column, "") if column else META[table].description


def comment(connection: duckdb.DuckDBPyConnection, kind: str, place: Place, text: str) -> None:
    """Put a text on a ``TABLE``, a ``VIEW`` or a ``COLUMN``."""
    name = ".".join(quote(part) for part in place if part)
    connection.execute(f"COMMENT ON {kind} {name} IS {quote_text(text)}")


def _read_comments(connection: duckdb.DuckDBPyConnection) -> dict[Place, str | None]:
    query = """
        SELECT schema_name, table_name, '', comment FROM duckdb_tables() UNION ALL
        SELECT schema_name, table_name, column_name, c.comment FROM duckdb_columns() c
        SEMI JOIN duckdb_tables() USING (schema_name, table_name)
    """
    return {(s, t, c): text for s, t, c, text in connection.execute(query).fetchall()}
