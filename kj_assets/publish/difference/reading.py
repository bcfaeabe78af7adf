"""Releases that were kept, and reading them again.

A kept release is a folder ``data/releases/<version>/`` as `publish/release/` made it; its
``datapackage.json`` says what is in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kj_assets.errors import ReleaseError
from kj_assets.publish.difference.compare import TABLES
from kj_assets.publish.release.declaration import VERSION_PATTERN

if TYPE_CHECKING:
    import pandas as pd

DESCRIPTOR = "datapackage.json"
VERSION = re.compile(VERSION_PATTERN)


@dataclass(frozen=True)
class KeptRelease:
    """A release by its version; where it lies is no part of what it is."""

    version: str
    folder: Path = field(metadata={"version": False})

    def hash(self) -> str:
        """The sha256 of its descriptor, which holds those of its tables."""
        return hashlib.sha256((self.folder / DESCRIPTOR).read_bytes()).hexdigest()

    def read_tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are compared, by name.

        Raises:
            ReleaseError: R102 a file is gone or is not what was released.
        """
        resources = read_descriptor(self.folder)["resources"]
        return {
            resource["name"]: _read_table(self.folder / f"{resource['name']}.csv", resource)
            for resource in resources
            if resource["name"] in TABLES
        }


def _read_table(path: Path, resource: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    data = path.read_bytes() if path.is_file() else b""
    if f"sha256:{hashlib.sha256(data).hexdigest()}" != resource["hash"]:
        raise ReleaseError(
            "R102",
            f"{path}: gone, or not the file that was released (its sha256 differs from the one "
            f"in {DESCRIPTOR})",
        )
    text = {f["name"]: str for f in resource["schema"]["fields"] if f["type"] == "string"}
    return pd.read_csv(path, dtype=text, keep_default_na=False, na_values=[""])


def find_releases(folder: Path) -> list[KeptRelease]:
    """Kept releases in the order of their versions, 2025.9 before 2025.10."""
    kept = [KeptRelease(path.parent.name, path.parent) for path in folder.glob(f"*/{DESCRIPTOR}")]
    return sorted(
        (release for release in kept if VERSION.fullmatch(release.version)),
        key=lambda release: [int(part) for part in release.version.split(".")],
    )


def read_descriptor(folder: Path) -> dict[str, Any]:
    """A release's ``datapackage.json``.

    Raises:
        ReleaseError: R101 the folder holds no release.
    """
    path = folder / DESCRIPTOR
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ReleaseError("R101", f"{folder} holds no release: {path.name}: {error}") from error
