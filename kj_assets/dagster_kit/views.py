"""Views that are long over schemas: the same table of every wave in one."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import duckdb

from kj_assets.dagster_kit.sql import quote

VIEW_SCHEMA = "kj"


def create_long_views(connection: duckdb.DuckDBPyConnection, views: Mapping[str, str]) -> None:
    """Make one view for each pattern ``schema.table``, with columns matched by name.

    A schema or table that is gone drops out; a pattern that matches nothing makes no view.
    """
    tables = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY 1, 2"
    ).fetchall()
    connection.execute(f"DROP SCHEMA IF EXISTS {VIEW_SCHEMA} CASCADE")
    connection.execute(f"CREATE SCHEMA {VIEW_SCHEMA}")
    for view, pattern in views.items():
        found = [pair for pair in tables if fnmatchcase(".".join(pair), pattern)]
        if found:
            parts = [f"SELECT * FROM {quote(s)}.{quote(t)}" for s, t in found]
            body = " UNION ALL BY NAME ".join(parts)
            connection.execute(f"CREATE VIEW {VIEW_SCHEMA}.{quote(view)} AS {body}")
