"""Views that are long over schemas: the same table of every wave in one."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import duckdb

from kj_assets.dagster_kit.sql import quote


def create_long_views(connection: duckdb.DuckDBPyConnection, views: Mapping[str, str]) -> None:
    """Make one view for each pattern ``schema.table``, with columns matched by name.

    They stand in the main schema: in the file ``kj.duckdb`` that is ``kj.toplines`` or plain
    ``toplines``; a schema ``kj`` of its own could not be told from the file. A schema or table
    that is gone drops out; a pattern that matches nothing makes no view.
    """
    tables = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY 1, 2"
    ).fetchall()
    old = "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"
    for (name,) in connection.execute(old).fetchall():
        connection.execute(f"DROP VIEW main.{quote(name)}")
    for view, pattern in views.items():
        found = [pair for pair in tables if fnmatchcase(".".join(pair), pattern)]
        if found:
            parts = [f"SELECT * FROM {quote(s)}.{quote(t)}" for s, t in found]
            body = " UNION ALL BY NAME ".join(parts)
            connection.execute(f"CREATE VIEW main.{quote(view)} AS {body}")
