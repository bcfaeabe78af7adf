"""Setting files that can no longer be used aside: nothing is ever deleted for being damaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.dagster_kit.published import PUBLISHED, WORK

FOLDER = "set_aside"
STORE_FILES = (PUBLISHED, PUBLISHED + ".wal", WORK, WORK + ".wal")


def set_store_aside(folder: Path, say: Callable[[str], None]) -> Path | None:
    """Move both files of a store into a folder beside them; that folder, or None if none was there.

    A log goes with its file: replayed into a new one it would damage that.
    """
    with hold_lock(folder, "setting the store aside", say):
        return move_aside(folder, [folder / name for name in STORE_FILES])


def move_aside(folder: Path, files: Sequence[Path]) -> Path | None:
    """Move those files that exist to ``folder/set_aside/TIME``, and say where that is."""
    there = [path for path in files if path.exists()]
    if not there:
        return None
    place = folder / FOLDER / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
    for path in there:
        target = place / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    return place
