"""Every write of a process, counted as it is about to happen; at the chosen one it dies.

Here: files (Python's audit events, and syncs), statements on DuckDB and on Dagster's SQLite.
Not here: what is built, or what must be true afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy

FILE_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.utime", "shutil.copyfile"}
READING = ("SELECT", "FROM", "ATTACH", "USE", "PRAGMA")


@dataclass
class Writes:
    """The writes below a folder so far; at number `fatal` the power goes.

    ``snapshot`` is where the folder is copied in that moment, logs of databases included.
    """

    folder: Path
    fatal: int | None = None
    snapshot: Path | None = None
    seen: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Count a write that is about to happen."""
        self.seen.append(what)
        if len(self.seen) == self.fatal:
            if self.snapshot:
                shutil.copytree(self.folder, self.snapshot)
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Count from now on, for as long as this process lives."""
        sys.addaudithook(self._hear)
        os.fsync = _before(os.fsync, lambda *_: self.note("fsync"))
        connect = duckdb.connect
        duckdb.connect = lambda *a, **k: _Statements(connect(*a, **k), self)
        sqlalchemy.event.listen(sqlalchemy.Engine, "before_cursor_execute", self._hear_sqlite)
        sqlalchemy.event.listen(sqlalchemy.Engine, "commit", lambda _: self.note("dagster COMMIT"))

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(path, str) or not flags & (os.O_WRONLY | os.O_RDWR):
                return
        elif event in FILE_EVENTS:
            path = os.fspath(arguments[0])
        else:
            return
        if str(path).startswith(str(self.folder)):
            self.note(f"{event} {path}")

    def _hear_sqlite(self, connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if not statement.lstrip().upper().startswith(READING):
            self.note(f"dagster {statement.split()[0]}")


class _Statements:
    """A connection whose statements are counted."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, writes: Writes) -> None:
        # Tables to be written are found by their name in whoever executes: one frame further now.
        connection.execute("SET python_scan_all_frames = true")
        self._connection = connection
        self._writes = writes

    def execute(self, query: str, *more: Any) -> Any:
        if not query.lstrip().upper().startswith(READING):
            self._writes.note(f"sql {query.strip()[:80]}")
        return self._connection.execute(query, *more)

    def close(self) -> None:
        self._writes.note("sql close")
        self._connection.close()

    def __enter__(self) -> _Statements:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def _before(function: Callable[..., Any], first: Callable[..., None]) -> Callable[..., Any]:
    def both(*arguments: Any, **named: Any) -> Any:
        first(*arguments, **named)
        return function(*arguments, **named)

    return both
