"""``release.yaml``: what the next release is called, under which licence, by whom."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from kj_assets.waves.declarations import Declared, read_declaration

VERSION_PATTERN = r"^\d+(\.\d+)*$"


class Licence(Declared):
    """A licence by its name in the SPDX list, its title and its address."""

    name: str
    title: str
    path: str


class ReleaseDeclaration(Declared):
    """The public face of a release; every value has one that works.

    ``small_cells`` is the least number of respondents that a published number may rest on.
    """

    version: str = Field(default="0.0.0", pattern=VERSION_PATTERN)
    licence: Licence | None = None
    authors: tuple[str, ...] = ()
    small_cells: int = Field(default=5, ge=1, le=1000)


def read_release(path: Path) -> ReleaseDeclaration:
    """The declaration of a project, or the defaults where it has none.

    Raises:
        DeclarationError: F101, F102 (see `read_declaration`).
    """
    return read_declaration(path, ReleaseDeclaration) if path.exists() else ReleaseDeclaration()
