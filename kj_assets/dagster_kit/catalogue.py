"""What readers of the published store find beside its tables: comments, views, contents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.comments import comment_tables
from kj_assets.dagster_kit.record import META_SCHEMA
from kj_assets.dagster_kit.views import LongView, create_long_views

CONTENTS = f"{META_SCHEMA}.contents"
CREATE = f"""
CREATE OR REPLACE TABLE {CONTENTS}
    (schema_name VARCHAR, table_name VARCHAR, kind VARCHAR, rows BIGINT, comment VARCHAR)
"""
OWN_SCHEMAS = {
    "main": "Views over the tables of all groups; kj.contents lists everything in this file.",
    META_SCHEMA: "What made each table: code, settings, inputs, runs.",
}
OWN_VIEWS = {"contents": LongView(META_SCHEMA, "contents", "What is in this file.")}


@dataclass(frozen=True)
class Catalogue:
    """Everything that explains a store.

    Args:
        views: views by name, see `views.py`.
        schemas: what each schema holds.
        assets: the declared assets, which explain their tables.
    """

    views: Mapping[str, LongView] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)
    assets: Sequence[Asset] = ()


def present_store(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Bring comments, views and the table of contents up to date."""
    connection.execute(CREATE)
    comment_tables(connection, catalogue.assets)
    create_long_views(connection, OWN_VIEWS | dict(catalogue.views))
    _list_contents(connection, OWN_SCHEMAS | dict(catalogue.schemas))


def _list_contents(connection: duckdb.DuckDBPyConnection, schemas: Mapping[str, str]) -> None:
    """One row a schema, a table and a view: DuckDB itself has no comments on schemas."""
    stored = "SELECT DISTINCT schema_name FROM duckdb_tables() UNION SELECT 'main' ORDER BY 1"
    rows = [(schema, schemas.get(schema)) for (schema,) in connection.execute(stored).fetchall()]
    connection.executemany(f"INSERT INTO {CONTENTS} VALUES (?, NULL, 'schema', NULL, ?)", rows)
    connection.execute(f"""
        INSERT INTO {CONTENTS}
        SELECT schema_name, table_name, 'table', estimated_size, comment FROM duckdb_tables()
        UNION ALL
        SELECT schema_name, view_name, 'view', NULL, comment FROM duckdb_views()
        WHERE NOT internal
        ORDER BY 1, 2
    """)
