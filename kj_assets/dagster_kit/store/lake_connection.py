"""Opening DuckLake: DuckDB with the extensions that came as wheels, the catalogue attached.

Nothing reaches for the network to get an extension. Here: connections. Not here: what is kept in
the lake (`lake_layout.py`), sessions (`lake_session.py`).
"""

from __future__ import annotations

import os
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb

from kj_assets.dagster_kit.published import CONFIG
from kj_assets.dagster_kit.sql import quote_text
from kj_assets.dagster_kit.store.address import read_address
from kj_assets.dagster_kit.store.asset_locks import LAYOUT_LOCK, AssetLocks
from kj_assets.dagster_kit.store.settings import ObjectStore, StoreSettings, read_variable
from kj_assets.errors import BuildError

LAKE = "lake"
EXTENSIONS = ("postgres_scanner", "ducklake")
# DuckLake settles races for the next snapshot itself: more patient than its ten attempts of
# 0.1 s, because a hundred builders may commit at once.
PATIENCE = "SET ducklake_max_retry_count = 100; SET ducklake_retry_wait_ms = 20"


def connect_lake(settings: StoreSettings, at: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection of its own whose current database is the lake, as it is or was at a snapshot.

    Raises:
        BuildError: B011 a variable is not set; B012 the extra is not installed; B013 the catalogue
            or the files cannot be reached.
    """
    connection = duckdb.connect(":memory:", config=CONFIG)
    try:
        attach_lake(connection, settings, at)
        connection.execute(f"USE {LAKE}")
    except BaseException:
        connection.close()
        raise
    return connection


def attach_lake(
    connection: duckdb.DuckDBPyConnection, settings: StoreSettings, at: int | None = None
) -> None:
    """Attach the lake to a connection as `LAKE`; errors as `connect_lake`."""
    address = read_address(settings.catalogue_from)
    for name in EXTENSIONS:
        load_extension(connection, name)
    if settings.s3 and settings.files.startswith("s3://"):
        load_extension(connection, "httpfs")
        _sign_in(connection, settings.s3)
    # Each lake has a folder of its own: looking for orphaned files must not find another's.
    options = [
        f"DATA_PATH {quote_text(f'{settings.files}/{settings.name}')}",
        f"METADATA_SCHEMA {quote_text(settings.name)}",
    ]
    if at is not None:
        options.append(f"SNAPSHOT_VERSION {at}")
    if address.password:
        # Where libpq looks for it. DuckDB repeats the address whenever it connects anew in vain.
        os.environ["PGPASSWORD"] = address.password
    place = quote_text(f"ducklake:postgres:{address.place}")
    try:
        connection.execute(PATIENCE)
        connection.execute(f"ATTACH {place} AS {LAKE} ({', '.join(options)})")
    except duckdb.Error as error:
        raise BuildError(
            "B013",
            f"the lake {settings.name} cannot be opened: {str(error).strip()}\nIs PostgreSQL "
            f"running, and does {settings.catalogue_from} hold its address?",
        ) from None


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension from its wheel; B012 where it is not installed."""
    connection.execute(f"LOAD {quote_text(str(_find_extension(name)))}")


def _find_extension(name: str) -> Path:
    spec = find_spec(f"duckdb_extension_{name}")
    wheel = Path(spec.origin).parent if spec and spec.origin else Path("/nowhere")
    for file in wheel.glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"):
        return file
    raise BuildError(
        "B012",
        f"the extension {name} for DuckDB {duckdb.__version__} is not installed: "
        "pip install -r requirements-scale.lock (see docs/scaling.md)",
    )


def _sign_in(connection: duckdb.DuckDBPyConnection, s3: ObjectStore) -> None:
    parts = {
        "KEY_ID": read_variable(s3.key_from),
        "SECRET": read_variable(s3.secret_from),
        "ENDPOINT": s3.endpoint,
        "REGION": s3.region,
        "URL_STYLE": "path",
    }
    told = ", ".join(f"{name} {quote_text(value)}" for name, value in parts.items())
    use_ssl = str(s3.use_ssl).lower()
    connection.execute(f"CREATE OR REPLACE SECRET files (TYPE s3, {told}, USE_SSL {use_ssl})")


@cache
def _connect_once(settings: StoreSettings) -> duckdb.DuckDBPyConnection:
    _find_extension("ducklake")
    address = read_address(settings.catalogue_from)
    # Two builders that open a new lake at once would both make its schema.
    with (
        closing(AssetLocks(address, settings.name, "a first look", print)) as locks,
        locks.hold([LAYOUT_LOCK], quietly=True),
    ):
        return connect_lake(settings)


def share_lake(settings: StoreSettings) -> duckdb.DuckDBPyConnection:
    """A cursor on the one connection of this process: opening takes long, and a worker builds on.

    Raises:
        BuildError: as `connect_lake`.
    """
    cursor = _connect_once(settings).cursor()
    try:
        cursor.execute(f"USE {LAKE}")
        cursor.execute("FROM ducklake_last_committed_snapshot('lake')").fetchall()
    except duckdb.Error:
        # The catalogue may have been restarted since.
        _connect_once.cache_clear()
        cursor = _connect_once(settings).cursor()
        cursor.execute(f"USE {LAKE}")
    return cursor
