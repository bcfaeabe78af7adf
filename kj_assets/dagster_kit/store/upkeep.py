"""What a lake no longer needs: superseded records, snapshots nobody asks for, and their files.

What releases noted stays, whatever its age. Here: what goes. Not here: when
(`cleaning.py`, `kj store clean`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb

from kj_assets.dagster_kit.layout import META_SCHEMA
from kj_assets.dagster_kit.store.backend import Cleaned
from kj_assets.dagster_kit.store.conflicts import retry_conflicts
from kj_assets.dagster_kit.store.lake_connection import LAKE
from kj_assets.dagster_kit.store.lake_layout import ORDER

# A reader may still be in a file whose snapshot has just expired, and a builder in the middle of
# its transaction has files that no snapshot knows of yet.
GRACE = timedelta(days=1)
# The last state before the limit stays: it answers for the days between the limit and the next.
EXPIRED = f"""
WITH old AS (FROM ducklake_snapshots('{LAKE}') WHERE snapshot_time < ?)
SELECT snapshot_id FROM old
WHERE snapshot_id < (SELECT max(snapshot_id) FROM old)
  AND snapshot_id NOT IN (SELECT snapshot FROM {META_SCHEMA}.release)
"""
SUPERSEDED = f"""
FROM {META_SCHEMA}.build WHERE built_at < ?
  AND rowid NOT IN (SELECT rowid FROM {META_SCHEMA}.build {ORDER})
"""


def clean_lake(
    connection: duckdb.DuckDBPyConnection, kept_since: datetime, now: datetime, *, dry_run: bool
) -> Cleaned:
    """Expire earlier states, and delete files that nothing has needed for `GRACE`.

    So files of what expires now go at a later cleaning.

    Args:
        connection: its current database is the lake.
        kept_since: states from then on can be asked for, and those that releases noted.
        now: the time; files are as old as the catalogue and the disk say.
        dry_run: count only.
    """
    expired = [number for (number,) in connection.execute(EXPIRED, [kept_since]).fetchall()]
    if expired and not dry_run:
        connection.execute(f"CALL ducklake_expire_snapshots('{LAKE}', versions => {expired})")
    files = sum(
        _delete_files(connection, work, now - GRACE, dry_run=dry_run)
        for work in ("cleanup_old_files", "delete_orphaned_files")
    )
    records = _forget_superseded(connection, kept_since, dry_run=dry_run)
    return Cleaned(len(expired), files, records)


def _delete_files(
    connection: duckdb.DuckDBPyConnection, work: str, before: datetime, *, dry_run: bool
) -> int:
    query = f"FROM ducklake_{work}('{LAKE}', dry_run => {dry_run}, older_than => ?)"
    return len(connection.execute(query, [before]).fetchall())


def _forget_superseded(
    connection: duckdb.DuckDBPyConnection, before: datetime, *, dry_run: bool
) -> int:
    found = connection.execute(f"SELECT count(*) {SUPERSEDED}", [before]).fetchall()
    if found[0][0] and not dry_run:

        def forget() -> None:
            connection.execute(f"DELETE {SUPERSEDED}", [before])

        retry_conflicts(forget, lambda attempt, said: None)
    return int(found[0][0])
