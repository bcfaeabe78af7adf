"""The record of a build: what was written, from what, by which code.

Here: the record, and reading and writing it in ``kj_meta.build``; the definitions behind a
code's hash, which many records share, stand once in ``kj_meta.code``. It is written in the same
transaction as the tables it speaks of (`storage.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from kj_assets.dagster_kit.asset import CheckReport, Key
from kj_assets.dagster_kit.layout import META_SCHEMA

FAILING = "failing rows"
"""Number of a check: how many rows failed, of which a record keeps the first."""
_JSON = ("version_parts", "inputs", "tables", "files", "checks", "numbers", "notes")


@dataclass(frozen=True)
class Record:
    """One asset as it stands in the store.

    ``inputs`` holds the data version of everything read (``schema/table`` or the source's
    key); ``tables`` the print of every table written (`tables.py`; empty before there were
    prints); ``files`` the sha256 of every file, by path below the build folder.
    """

    key: Key
    code_version: str
    version_parts: dict[str, Any]
    inputs: dict[str, str]
    data_version: str
    rows: int
    tables: dict[str, str]
    files: dict[str, str]
    checks: list[dict[str, Any]]
    numbers: dict[str, Any]
    notes: dict[str, str]
    run_id: str
    built_at: datetime = field(compare=False)
    definitions: Mapping[str, str] = field(default_factory=dict, compare=False)


def pack_check(check: CheckReport) -> dict[str, Any]:
    """A check's report as plain data for the record."""
    plain = asdict(check) | {"numbers": dict(check.numbers), "failing": None}
    if check.failing is not None:
        plain["numbers"].setdefault(FAILING, len(check.failing))
        plain["failing"] = check.failing.head(50).astype(str).to_dict(orient="list")
    return plain


def unpack_check(plain: dict[str, Any]) -> CheckReport:
    """The report kept in a record."""
    import pandas as pd

    failing = None if plain["failing"] is None else pd.DataFrame(plain["failing"])
    return CheckReport(**(plain | {"failing": failing}))


def read_records(
    connection: duckdb.DuckDBPyConnection,
    query: str = f"SELECT * FROM {META_SCHEMA}.build",
    parameters: Sequence[Any] = (),
    *,
    with_code: bool = True,
) -> dict[Key, Record]:
    """Records of a store by key: all, or those of a query, with the definitions of their code."""
    codes = connection.execute(f"FROM {META_SCHEMA}.code").fetchall() if with_code else []
    read = {code: json.loads(definitions) for code, definitions in codes}
    result = connection.execute(query, parameters)
    names = [column[0] for column in result.description or []]
    records = {}
    for values in result.fetchall():
        row = dict(zip(names, values, strict=True))
        row |= {name: json.loads(row[name]) for name in _JSON}
        if isinstance(row["tables"], list):
            row["tables"] = dict.fromkeys(row["tables"], "")
        key = (row.pop("schema_name"), row.pop("table_name"))
        definitions = read.get(row["version_parts"]["code"], {})
        records[key] = Record(key=key, **row, definitions=definitions)
    return records


def write_record(connection: duckdb.DuckDBPyConnection, record: Record) -> None:
    """Insert or replace one record."""
    row = row_of(record)
    marks = ", ".join("?" for _ in row)
    connection.execute(
        f"INSERT OR REPLACE INTO {META_SCHEMA}.build ({', '.join(row)}) VALUES ({marks})",
        list(row.values()),
    )
    connection.execute(
        f"INSERT OR IGNORE INTO {META_SCHEMA}.code VALUES (?, ?)",
        [record.version_parts["code"], json.dumps(dict(record.definitions))],
    )


def row_of(record: Record) -> dict[str, Any]:
    """A record as a row of ``kj_meta.build``, without the definitions of its code."""
    plain = {"schema_name": record.key[0], "table_name": record.key[1]} | {
        name: getattr(record, name)
        for name in Record.__dataclass_fields__
        if name not in ("key", "definitions")
    }
    return {n: json.dumps(v, default=_unwrap) if n in _JSON else v for n, v in plain.items()}


def delete_record(connection: duckdb.DuckDBPyConnection, key: Key) -> None:
    """Forget one record."""
    connection.execute(
        f"DELETE FROM {META_SCHEMA}.build WHERE schema_name = ? AND table_name = ?", list(key)
    )


def _unwrap(value: Any) -> Any:
    """A number of numpy's as Python's own."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be kept in a record")
