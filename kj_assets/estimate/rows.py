"""Respondents as an analyst has them: a data frame, a relation of DuckDB, or a file of Parquet.

Belongs here: what kinds there are, and opening them for DuckDB to aggregate. Does not: queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pandas as pd
from pyarrow.parquet import read_schema

HeldRows: TypeAlias = pd.DataFrame | duckdb.DuckDBPyRelation
Rows: TypeAlias = HeldRows | Path


@dataclass(frozen=True)
class ParquetFile:
    """A file that is asked in one statement: a relation would be planned three times."""

    connection: duckdb.DuckDBPyConnection
    path: Path

    @property
    def _source(self) -> str:
        """The file by its name alone; to DuckDB `*` is a pattern, and a folder `a=b` a column."""
        name = escape(str(self.path)).replace("'", "''")
        return f"read_parquet('{name}', hive_partitioning = false)"

    @property
    def columns(self) -> list[str]:
        """Names of its columns."""
        return read_schema(self.path).names

    @property
    def types(self) -> list[Any]:
        """Their types, as DuckDB reads them."""
        return self.connection.sql(f"FROM {self._source}").types

    def aggregate(self, select: str, groups: str = "") -> duckdb.DuckDBPyConnection:
        """Run the aggregation; the result waits to be fetched."""
        by = f" GROUP BY {groups}" if groups else ""
        return self.connection.execute(f"SELECT {select} FROM {self._source}{by}")


@contextmanager
def open_rows(rows: Rows, needed: Sequence[str | None]) -> Iterator[Opened]:
    """Give rows of any kind to be aggregated; KeyError where a `needed` column is absent."""
    wanted = list(dict.fromkeys(name for name in needed if name is not None))
    with duckdb.default_connection().cursor() as connection:  # a fresh database costs 8 ms
        opened = ParquetFile(connection, rows) if isinstance(rows, Path) else rows
        present = set(opened.columns)
        if absent := [name for name in wanted if name not in present]:
            raise KeyError(f"rows have no column {absent}")
        yield connection.from_df(opened[wanted]) if isinstance(opened, pd.DataFrame) else opened


Opened: TypeAlias = duckdb.DuckDBPyRelation | ParquetFile
