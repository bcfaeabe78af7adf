"""Views that are long over schemas: the same table of every wave in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import duckdb

from kj_assets.dagster_kit.comments import comment
from kj_assets.dagster_kit.sql import quote, quote_text

Table = tuple[str, str]


@dataclass(frozen=True)
class LongView:
    """A view over every table of a pattern, columns matched by name.

    Args:
        schema: pattern of the schemas, such as ``wave_*``.
        table: pattern of the tables.
        description: what the view holds.
        label: a column that tells each schema's rows apart, by what ``*`` stands for in the
            schema's name; tables that have such a column keep their own.
        name: a column that tells tables of one schema apart, in the same way.
    """

    schema: str
    table: str
    description: str
    label: str = ""
    name: str = ""

    def matches(self, table: Table) -> bool:
        """Whether a table, and no part of one, belongs to the view."""
        schema, name = table
        is_part = "__" in name and "__" not in self.table
        return not is_part and fnmatchcase(schema, self.schema) and fnmatchcase(name, self.table)

    def labels_of(self, table: Table) -> dict[str, str]:
        """What the columns that tell rows apart say of a table's."""
        pairs = ((self.label, self.schema, table[0]), (self.name, self.table, table[1]))
        return {column: _stands_for(pattern, text) for column, pattern, text in pairs if column}

    def describe_labels(self) -> dict[str, str]:
        """What those columns mean."""
        told = {self.label: f"Which of the schemas {self.schema} a row is from"}
        told |= {self.name: f"Which of the tables {self.table} a row is from"}
        return {column: text for column, text in told.items() if column}


def _stands_for(pattern: str, text: str) -> str:
    """What ``*`` of a pattern stands for in a text."""
    before, _, after = pattern.partition("*")
    return text.removeprefix(before).removesuffix(after)


def create_long_views(connection: duckdb.DuckDBPyConnection, views: Mapping[str, LongView]) -> None:
    """Make the views, with comments taken from the tables below them.

    They stand in the main schema: in the file ``kj.duckdb`` that is ``kj.toplines`` or plain
    ``toplines``; a schema ``kj`` of its own could not be told from the file. A schema or table
    that is gone drops out; a pattern that matches nothing makes no view.
    """
    old = "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main'"
    for (name,) in connection.execute(old).fetchall():
        connection.execute(f"DROP VIEW main.{quote(name)}")
    tables = _read_columns(connection)
    for name, view in views.items():
        found = {table: columns for table, columns in tables.items() if view.matches(table)}
        if found:
            parts = [_select(view, table, columns) for table, columns in found.items()]
            body = " UNION ALL BY NAME ".join(parts)
            connection.execute(f"CREATE VIEW main.{quote(name)} AS {body}")
            _comment_view(connection, name, view, found)


def _select(view: LongView, table: Table, columns: Mapping[str, str | None]) -> str:
    labels = {name: text for name, text in view.labels_of(table).items() if name not in columns}
    added = "".join(f"{quote_text(text)} AS {quote(name)}, " for name, text in labels.items())
    return f"SELECT {added}* FROM {quote(table[0])}.{quote(table[1])}"


def _comment_view(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    view: LongView,
    found: Mapping[Table, Mapping[str, str | None]],
) -> None:
    told = view.describe_labels()
    for columns in found.values():
        told |= {column: text for column, text in columns.items() if text}
    comment(connection, "VIEW", ("main", name, ""), view.description)
    for column, text in told.items():
        comment(connection, "COLUMN", ("main", name, column), text)


def _read_columns(connection: duckdb.DuckDBPyConnection) -> dict[Table, dict[str, str | None]]:
    """Every table with its columns and what they mean."""
    query = """
        SELECT schema_name, table_name, column_name, comment FROM duckdb_columns()
        WHERE NOT internal ORDER BY schema_name, table_name, column_index
    """
    tables: dict[Table, dict[str, str | None]] = {}
    for schema, table, column, text in connection.execute(query).fetchall():
        tables.setdefault((schema, table), {})[column] = text
    return tables
