"""Files an asset leaves beside its tables: written whole or not at all, and missed when gone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path


def write_files(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write files below a folder, each replaced in one step, in their order; the sha256 of each.

    None is replaced before there was room for all.
    """
    incoming = {name: (folder / name).with_name(f".{Path(name).name}.incoming") for name in files}
    try:
        for name, data in files.items():
            incoming[name].parent.mkdir(parents=True, exist_ok=True)
            write_through(incoming[name], data)
    except OSError:
        # On a full disk half a file would only be in the way.
        for path in incoming.values():
            path.unlink(missing_ok=True)
        raise
    for name, path in incoming.items():
        path.replace(folder / name)
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def write_through(path: Path, data: bytes) -> None:
    """Write a file and wait until its content is on the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """Wait until a closed file's content is on the disk, not only its name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def lost_files(folder: Path, recorded: Mapping[str, str]) -> list[str]:
    """Recorded files (path to sha256) that are gone or hold something else."""
    return [name for name, digest in recorded.items() if _hash(folder / name) != digest]


def _hash(path: Path) -> str | None:
    if not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()
