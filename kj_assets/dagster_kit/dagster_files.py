"""Dagster's own storage, SQLite in DAGSTER_HOME: whether it can be read, and what if not.

It holds the history of runs. What was built, and from what, is in the store: without this
history nothing is built again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from kj_assets.dagster_kit.instance_settings import load_instance, telling_lost_storage
from kj_assets.dagster_kit.set_aside import move_aside
from kj_assets.errors import BuildError

if TYPE_CHECKING:
    import dagster as dg

FILES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
# SQLite keeps these beside a database while it is written.
BESIDE = ("", "-wal", "-shm", "-journal")


@contextmanager
def open_instance(home: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster's instance in DAGSTER_HOME; failures of its storage told as `BuildError`.

    B008 damaged files, B011 to B013 where its settings ask for PostgreSQL.
    """
    with telling_lost_storage(home), telling_damaged_history(home):
        # Two that find no tables would both make them, and the second would fail.
        with FileLock(home / "opening.lock"):
            instance = load_instance(home)
        with instance:
            yield instance


@contextmanager
def telling_damaged_history(home: Path) -> Iterator[None]:
    """Turn a failure of Dagster's storage into a coded one.

    Raises:
        BuildError: B008 naming the files that are damaged, if any are.
    """
    try:
        yield
    except _database_errors() as error:
        cause = getattr(error, "orig", None) or error
        raise BuildError("B008", _tell_unusable(home, str(cause))) from error


def _database_errors() -> tuple[type[Exception], ...]:
    # Only once something failed: importing it takes a sixth of a second, and every command
    # comes through here.
    import sqlalchemy.exc

    return sqlalchemy.exc.DatabaseError, sqlite3.DatabaseError


def _tell_unusable(home: Path, cause: str) -> str:
    told = f"Dagster's storage in {home} cannot be used: {cause}"
    damaged = ", ".join(find_damaged(home))
    if not damaged:
        return f"{told}\nNone of its files is damaged: free space, and look at the permissions."
    return (
        f"{told} (damaged files: {damaged}). No result depends on it. kj build --from-scratch "
        "sets damaged files aside; or move them away yourself: only the history of runs goes "
        "with them."
    )


def find_damaged(home: Path) -> dict[str, str]:
    """Storage files that SQLite finds damaged, by name, with its words."""
    return {name: said for name in FILES if (said := check_file(home / name))}


def check_file(path: Path) -> str | None:
    """What SQLite has against a file; None if it is sound or absent."""
    if not path.exists():
        return None
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        told = connection.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.OperationalError:
        # A full disk or a folder that may not be written keep a sound file from being read.
        return None
    except sqlite3.DatabaseError as error:
        told = str(error)
    finally:
        connection.close()
    return None if told == "ok" else str(told)


def set_damaged_aside(home: Path) -> Path | None:
    """Move damaged storage files away; where to, or None if all are sound."""
    return move_aside(home, [home / (name + end) for name in find_damaged(home) for end in BESIDE])
