"""Keeping a release for good: its files and the site's pages, copied and never written again."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from kj_assets.dagster_kit.files import write_through
from kj_assets.errors import ReleaseError
from kj_assets.publish.release.folder import FOLDER, SUMS

# The site of the release, as it stood: pages link to each other and to the files beside them.
PAGES = "site"


def keep_release(site: Path, kept: Path) -> Path:
    """Copy a release that was built, and the pages that tell of it, to where releases are kept.

    Args:
        site: the site of the build, with the release in its ``downloads``.
        kept: ``data/releases/<version>``, which must not be there yet.

    Raises:
        ReleaseError: R101 nothing was built, R102 a file is not as it was written, R103 the
            version was released before. Nothing is written then.
    """
    if kept.exists():
        raise ReleaseError(
            "R103",
            f"{kept} is there already: a release never changes. Raise 'version' in "
            "data/release.yaml, build, and release again.",
        )
    made = site / FOLDER
    if not (made / SUMS).is_file():
        raise ReleaseError("R101", f"{made} holds no release: run kj build first")
    incoming = kept.with_name(f".{kept.name}.incoming")
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    try:
        for line in [*(made / SUMS).read_text(encoding="utf-8").splitlines(), ""]:
            digest, _, name = line.partition("  ")
            _copy(made / (name or SUMS), incoming / (name or SUMS), digest)
        shutil.copytree(site, incoming / PAGES)
    except (OSError, ReleaseError):
        shutil.rmtree(incoming)
        raise
    incoming.rename(kept)
    return kept


def _copy(source: Path, target: Path, digest: str) -> None:
    data = source.read_bytes() if source.is_file() else b""
    if digest and hashlib.sha256(data).hexdigest() != digest:
        raise ReleaseError("R102", f"{source}: not as it was built; run kj build again")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_through(target, data)
