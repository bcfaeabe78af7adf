"""One builder at a time: an exclusive lock whose waiters are told for whom they wait."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

LOCK, NOTE = LOCK_FILES = ("work.lock", "work.lock.owner")


@contextmanager
def hold_lock(
    folder: Path, owner: str, say: Callable[[str], None], *, wait: bool = True
) -> Iterator[None]:
    """Hold the store's lock; the system drops it when the process ends, however it ends.

    Args:
        folder: the build folder; ``work.lock`` and ``work.lock.owner`` are kept in it.
        owner: who is building, told to whoever waits.
        say: receives one line when waiting starts.
        wait: if false, raise `Timeout` at once instead of waiting.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    note = folder / NOTE
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not wait:
            raise
        say(f"waiting for {read_owner(note)}")
        lock.acquire()
    try:
        _leave_note(note, owner)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _leave_note(note: Path, owner: str) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    # The note is a courtesy to who waits: on a full disk `kj doctor` has to work without it.
    with suppress(OSError):
        note.write_text(json.dumps({"owner": owner, "pid": os.getpid(), "since": now}))


def read_owner(note: Path) -> str:
    """Who holds the lock, by the note beside it, for people."""
    try:
        told = json.loads(note.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return "another build that is just starting or ending"
    return f"{told['owner']} (process {told['pid']}, since {told['since']})"
