"""Respondents as an analyst has them: a data frame, a relation of DuckDB, or a file of Parquet.

Belongs here: what kinds there are, and opening them for DuckDB to aggregate. Does not: queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pandas as pd

HeldRows: TypeAlias = pd.DataFrame | duckdb.DuckDBPyRelation
Rows: TypeAlias = HeldRows | Path


@dataclass(frozen=True)
class ParquetFile:
    """A file that is asked in one statement: a relation would be planned three times."""

    connection: duckdb.DuckDBPyConnection
    path: Path

    @property
    def relation(self) -> duckdb.DuckDBPyRelation:
        """The file as a relation."""
        return self.connection.read_parquet(str(self.path))

    @property
    def columns(self) -> list[str]:
        """Names of its columns."""
        return self.relation.columns

    @property
    def types(self) -> list[Any]:
        """Their types."""
        return self.relation.types

    def aggregate(self, select: str, groups: str = "") -> duckdb.DuckDBPyConnection:
        """Run the aggregation; the result waits to be fetched."""
        by = f" GROUP BY {groups}" if groups else ""
        query = f"SELECT {select} FROM read_parquet(?){by}"
        return self.connection.execute(query, [str(self.path)])


@contextmanager
def open_rows(rows: Rows, needed: Sequence[str | None]) -> Iterator[Opened]:
    """Give rows of any kind to be aggregated; KeyError where a `needed` column is absent."""
    wanted = list(dict.fromkeys(name for name in needed if name is not None))
    if isinstance(rows, Path):
        with _open_file(rows, wanted) as file:
            yield file
        return
    _check_present(wanted, rows.columns)
    if isinstance(rows, duckdb.DuckDBPyRelation):
        yield rows
        return
    with duckdb.default_connection().cursor() as connection:  # a fresh database costs 8 ms
        yield connection.from_df(rows[wanted])


@contextmanager
def _open_file(path: Path, wanted: Sequence[str]) -> Iterator[ParquetFile]:
    with duckdb.default_connection().cursor() as connection:
        file = ParquetFile(connection, path)
        try:
            yield file
        except duckdb.BinderException:
            _check_present(wanted, file.columns)
            raise


def _check_present(wanted: Sequence[str], columns: Iterable[str]) -> None:
    present = set(columns)
    absent = [name for name in wanted if name not in present]
    if absent:
        raise KeyError(f"rows have no column {absent}")


Opened: TypeAlias = duckdb.DuckDBPyRelation | ParquetFile
