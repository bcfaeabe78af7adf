"""What a lake can say of itself: states, releases, files, write conflicts; nothing is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.dagster_kit.layout import META_SCHEMA
from kj_assets.dagster_kit.store.lake_connection import LAKE

if TYPE_CHECKING:
    import duckdb

    from kj_assets.dagster_kit.store.asset_locks import AssetLocks
    from kj_assets.dagster_kit.store.settings import StoreSettings

DAYS_SHOWN = 30
STATES = f"SELECT count(*), min(snapshot_time), max(snapshot_id) FROM ducklake_snapshots('{LAKE}')"
FILES = f"SELECT sum(file_count), sum(file_size_bytes) FROM ducklake_table_info('{LAKE}')"
RELEASES = f"SELECT version, snapshot FROM {META_SCHEMA}.release ORDER BY snapshot"


def tell_lake(
    connection: duckdb.DuckDBPyConnection, settings: StoreSettings, locks: AssetLocks
) -> dict[str, str]:
    """Facts of a lake in words, by what they are about."""
    count, since, latest = connection.execute(STATES).fetchall()[0]
    files, size = connection.execute(FILES).fetchall()[0]
    noted = [f"{name} (VERSION => {at})" for name, at in connection.execute(RELEASES).fetchall()]
    met = locks.count_conflicts(DAYS_SHOWN)
    return {
        "store": f"DuckLake {settings.name}, files in {settings.files}, "
        f"catalogue in ${settings.catalogue_from}",
        "steps": f"on the Dask cluster in ${settings.dask.address_from}"
        if settings.dask
        else "in the process of the run",
        "states": f"{count} since {since:%Y-%m-%d %H:%M}, the latest is {latest}; kept for "
        f"{settings.days_kept} days",
        "releases": ", ".join(noted) or "none noted",
        "files": f"{files or 0} of what is stored now, {(size or 0) / 2**20:,.1f} MB",
        "write conflicts": f"{met} in the last {DAYS_SHOWN} days, each tried again",
    }
