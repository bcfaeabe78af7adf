"""Whether the files of the store are what the last publication left there.

A publication ends with a stamp beside the store: size, times and content of both files, and the
content of what was written after them. No program can set a file's ctime, so a file with the
stamp's times is read no further; one that was copied here, or touched, is known by its content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kj_assets.dagster_kit.files import lost_files, write_files
from kj_assets.dagster_kit.lock import LOCK
from kj_assets.dagster_kit.published import PUBLISHED, WORK

# Beside the lock: what the store was when it was given back.
STAMP = f"{LOCK}.left"


def leave_stamp(folder: Path, beside: Mapping[str, str] | None) -> None:
    """Say that both files, and those written after them (path to sha256), are as they should be."""
    there = [name for name in (WORK, PUBLISHED) if (folder / name).exists()]
    # One is a copy of the other: reading it once is enough.
    digest = _hash(folder / PUBLISHED)
    stamp = {name: [*_look(folder / name), digest] for name in there}
    write_files(
        folder, {STAMP: json.dumps({"store": stamp, "beside": dict(beside or {})}).encode()}
    )


def list_touched(folder: Path) -> list[str]:
    """Files that are not what the last publication left; of the store, those that are there.

    The private file may be gone: it is made again from the published one.
    """
    there = [name for name in (WORK, PUBLISHED) if (folder / name).exists()]
    if not there:
        return []
    try:
        stamp: dict[str, Any] = json.loads((folder / STAMP).read_bytes())
    except (OSError, ValueError):
        return there
    left = stamp.get("store", {})
    touched = [name for name in there if not _is_as(folder / name, left.get(name, []))]
    return touched + lost_files(folder, stamp.get("beside", {}))


def _is_as(path: Path, left: list[Any]) -> bool:
    if not left or path.stat().st_size != left[0]:
        return False
    return _look(path) == left[:3] or _hash(path) == left[3]


def _look(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
