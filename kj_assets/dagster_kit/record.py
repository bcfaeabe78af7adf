"""The record of a build: what was written, from what, by which code.

Here: the record, and reading and writing it in ``kj_meta.build``. It is written in the
same transaction as the tables it speaks of (`storage.py`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from kj_assets.dagster_kit.asset import CheckReport, Key

META_SCHEMA = "kj_meta"
CREATE = f"""
CREATE SCHEMA IF NOT EXISTS {META_SCHEMA};
CREATE TABLE IF NOT EXISTS {META_SCHEMA}.build (
    schema_name VARCHAR, table_name VARCHAR, code_version VARCHAR, version_parts JSON,
    inputs JSON, data_version VARCHAR, rows BIGINT, tables JSON, files JSON, checks JSON,
    numbers JSON, notes JSON, run_id VARCHAR, built_at TIMESTAMPTZ,
    PRIMARY KEY (schema_name, table_name)
);
"""
_JSON = ("version_parts", "inputs", "tables", "files", "checks", "numbers", "notes")


@dataclass(frozen=True)
class Record:
    """One asset as it stands in the store.

    ``inputs`` holds the data version of everything read (``schema/table`` or the source's
    key); ``files`` the sha256 of every file written, by path below the build folder.
    """

    key: Key
    code_version: str
    version_parts: dict[str, Any]
    inputs: dict[str, str]
    data_version: str
    rows: int
    tables: list[str]
    files: dict[str, str]
    checks: list[dict[str, Any]]
    numbers: dict[str, Any]
    notes: dict[str, str]
    run_id: str
    built_at: datetime = field(compare=False)


def pack_check(check: CheckReport) -> dict[str, Any]:
    """A check's report as plain data for the record."""
    plain = asdict(check) | {"numbers": dict(check.numbers), "failing": None}
    if check.failing is not None:
        plain["failing"] = check.failing.head(50).astype(str).to_dict(orient="list")
    return plain


def unpack_check(plain: dict[str, Any]) -> CheckReport:
    """The report kept in a record."""
    import pandas as pd

    failing = None if plain["failing"] is None else pd.DataFrame(plain["failing"])
    return CheckReport(**(plain | {"failing": failing}))


def read_records(connection: duckdb.DuckDBPyConnection) -> dict[Key, Record]:
    """All records of a store, by key."""
    result = connection.execute(f"SELECT * FROM {META_SCHEMA}.build")
    names = [column[0] for column in result.description or []]
    records = {}
    for values in result.fetchall():
        row = dict(zip(names, values, strict=True))
        row |= {name: json.loads(row[name]) for name in _JSON}
        key = (row.pop("schema_name"), row.pop("table_name"))
        records[key] = Record(key=key, **row)
    return records


def write_record(connection: duckdb.DuckDBPyConnection, record: Record) -> None:
    """Insert or replace one record."""
    plain = {"schema_name": record.key[0], "table_name": record.key[1]} | {
        name: getattr(record, name) for name in Record.__dataclass_fields__ if name != "key"
    }
    values = [json.dumps(v, default=_unwrap) if n in _JSON else v for n, v in plain.items()]
    marks = ", ".join("?" for _ in values)
    connection.execute(
        f"INSERT OR REPLACE INTO {META_SCHEMA}.build ({', '.join(plain)}) VALUES ({marks})", values
    )


def _unwrap(value: Any) -> Any:
    """A number of numpy's as Python's own."""
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be kept in a record")
