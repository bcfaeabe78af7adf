"""What a build folder holds, hashed: rows of every table, records, views and every file."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from kj_assets.dagster_kit.published import PUBLISHED, WORK
from kj_assets.dagster_kit.settled import NOTE
from kj_assets.dagster_kit.sql import quote, quote_text
from kj_assets.project import Project

# Who built it and when is no part of what was built. The bytes of a DuckDB file depend on the
# order of commits and on free blocks, so what is in it is compared instead.
RECORDS = "FROM kj_meta.build SELECT * EXCLUDE (run_id, built_at)"
RUN_AND_TIME = re.compile(rb"<td>([0-9a-f]{8}|\d{4}-\d\d-\d\d \d\d:\d\d UTC)</td>")
Hashes = dict[str, str]


@dataclass(frozen=True)
class State:
    """A build folder: published tables, tables of the work file, files beside them."""

    published: Hashes
    work: Hashes
    files: Hashes


def read_state(project: Project) -> State:
    """Hash everything in a build folder without changing it."""
    build = project.build
    return State(read_tables(build / PUBLISHED), read_tables(build / WORK), read_files(build))


def read_tables(path: Path) -> Hashes:
    """Each table's rows in order with its comments, each view, the records; none if no file."""
    if not path.exists():
        return {}
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "store.duckdb"
        shutil.copyfile(path, copy)
        if (log := path.with_name(path.name + ".wal")).exists():
            shutil.copyfile(log, copy.with_name(copy.name + ".wal"))
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"ATTACH {quote_text(str(copy))} AS store")
            connection.execute("USE store")
            return _hash_tables(connection)


def read_files(build: Path) -> Hashes:
    """The sha256 of every file but the stores, what belongs to the lock, and the note of a plan."""
    return {
        str(path.relative_to(build)): _hash_file(path)
        for path in sorted(build.rglob("*"))
        if path.is_file() and not path.name.startswith((WORK, PUBLISHED, "work.lock", NOTE))
    }


def _hash_file(path: Path) -> str:
    content = path.read_bytes()
    if path.name == "provenance.html":
        content = RUN_AND_TIME.sub(b"", content)
    return hashlib.sha256(content).hexdigest()


def _hash_tables(connection: duckdb.DuckDBPyConnection) -> Hashes:
    names = "FROM duckdb_tables() SELECT schema_name, table_name, comment"
    found = connection.execute(
        f"{names} WHERE database_name = 'store' AND schema_name != 'kj_meta'"
    ).fetchall()
    hashes = {}
    for schema, name, comment in found:
        rows = connection.execute(f"FROM {quote(schema)}.{quote(name)}")
        hashes[f"{schema}.{name}"] = _hash((rows.description, rows.fetchall()))
        hashes[f"comment {schema}.{name}"] = _hash(comment)
    for schema, name, *record in connection.execute(RECORDS).fetchall():
        hashes[f"record {schema}.{name}"] = _hash(record)
    views = "FROM duckdb_views() SELECT view_name, sql WHERE NOT internal"
    return hashes | dict(connection.execute(views).fetchall())


def _hash(content: object) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()
