"""What DuckDB says when a file of the store cannot be used, as a message with a way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kj_assets.errors import BuildError, MachineError, TrackerError
from kj_assets.machine import ALLOW, FREE_SPACE

FROM_SCRATCH = (
    "kj build --from-scratch sets the store aside and builds everything from data/waves; "
    "kj doctor tells which file it is."
)
# DuckDB has one class for all of them, so its words have to tell.
HELD = ("Could not set lock", "Conflicting lock")
FULL = ("No space left on device", "Disk quota exceeded", "File too large")
CLOSED = ("Permission denied", "Read-only file system", "Operation not permitted")
OTHER_VERSION = ("database file with version number", "storage version")
DAMAGED = (
    "not a valid DuckDB database",
    "Corrupt database file",
    "Could not read enough bytes",
    "Failed to load metadata",
    "replaying WAL",
    "database has been invalidated",
    "INTERNAL Error",
)


@contextmanager
def telling_trouble(path: Path) -> Iterator[None]:
    """Turn DuckDB's refusal of a file into a coded one; any other error stays what it is.

    Raises:
        BuildError: B005 the file is damaged, or of a DuckDB this one cannot read; B006 another
            program holds it open.
        MachineError: M001 the disk is full; M002 no permission.
    """
    try:
        yield
    except duckdb.Error as error:
        told = explain(path, str(error).strip())
        if told is None:
            raise
        raise told from error


def explain(path: Path, said: str) -> TrackerError | None:
    """The coded error for DuckDB's words about a file, if they tell of the file at all."""
    if any(words in said for words in FULL):
        return MachineError("M001", f"the disk is full: {said}\n{FREE_SPACE}")
    if any(words in said for words in CLOSED):
        return MachineError("M002", f"not permitted: {said}\n{ALLOW}")
    if any(words in said for words in HELD):
        return BuildError(
            "B006",
            f"another program holds {path.name} open: {said}\nClose it there; kj.duckdb is the "
            "file for everybody, and can be read at any time.",
        )
    if any(words in said for words in OTHER_VERSION):
        return BuildError(
            "B005",
            f"{path.name} was written by a DuckDB that this one ({duckdb.__version__}) cannot "
            f"read: {said}\n{FROM_SCRATCH}",
        )
    if any(words in said for words in DAMAGED):
        return BuildError("B005", f"{path.name} is damaged: {said}\n{FROM_SCRATCH}")
    return None
