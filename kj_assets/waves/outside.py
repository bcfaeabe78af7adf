"""Files beside the survey file that a stage reads: census tables, published figures.

Their content is versioned as a source; where they lie on a machine is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from kj_assets.dagster_kit.asset import Source
from kj_assets.waves.sources import hash_file

ABSENT = "absent"


def hash_all(paths: tuple[Path, ...]) -> str:
    """The sha256 of one file; of several, that of theirs in their order; ``absent`` if one is."""
    found = [hash_if_there(path) for path in paths]
    if len(found) == 1 or ABSENT in found:
        return ABSENT if ABSENT in found else found[0]
    return sha256(" ".join(found).encode()).hexdigest()


@dataclass(frozen=True)
class OutsideFile:
    """A file known by its name; its path is no part of a version."""

    name: str
    path: Path = field(metadata={"version": False})


def file_source(group: str, file: OutsideFile) -> Source:
    """The source that versions an outside file by its sha256."""
    return Source(
        key=(group, file.name.replace("-", "_")),
        version=partial(hash_if_there, file.path),
        description=f"{file.path.name}: declared under data/{group}, versioned by its sha256.",
    )


def hash_if_there(path: Path) -> str:
    """A file's sha256, or ``absent``: that a file is missing is told when it is read."""
    try:
        return hash_file(path)
    except (FileNotFoundError, IsADirectoryError):
        return ABSENT
