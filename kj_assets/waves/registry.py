"""What a wave is: one fielding of the survey in one population, a folder with a ``wave.yaml``.

Here: finding all waves and holding them against the codebook. Not here: what ``wave.yaml`` may
say (`wave_declaration.py`), reading the survey file (`sources.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import read_declaration
from kj_assets.waves.wave_declaration import ItemCrosswalk, WaveDeclaration


@dataclass(frozen=True)
class Wave:
    """A declared wave with its name and place."""

    id: str
    # Where the folder lies on a machine says nothing about the wave.
    folder: Path = field(metadata={"version": False})
    declaration: WaveDeclaration

    @property
    def schema(self) -> str:
        """DuckDB schema, Dagster group and key prefix."""
        return f"wave_{self.id}"

    @property
    def file(self) -> Path:
        """The survey file."""
        if self.declaration.file is None:
            raise DeclarationError("F103", f"wave {self.id} is planned: it has no file yet")
        return self.folder / self.declaration.file.path

    @property
    def is_fielded(self) -> bool:
        """Whether there is something to build."""
        return self.declaration.status == "fielded"

    def items_asked(self, codebook: Codebook) -> tuple[str, ...]:
        """Items with levels in this wave, in the codebook's order, bands included."""
        asked = {k for k, entry in self.declaration.crosswalk.items() if not entry.not_asked}
        banded = {k for k, i in codebook.items.items() if i.bands and i.bands.of in asked}
        return tuple(key for key in codebook.items if key in asked | banded)


def load_waves(folder: Path, codebook: Codebook) -> tuple[Wave, ...]:
    """Read every ``<folder>/<id>/wave.yaml``, in the order of their ids.

    Raises:
        DeclarationError: F101, F102 (see `read_declaration`); F103 a crosswalk names an
            item or level the codebook does not have.
    """
    waves = tuple(
        Wave(path.parent.name, path.parent, read_declaration(path, WaveDeclaration))
        for path in sorted(folder.glob("*/wave.yaml"))
    )
    for wave in waves:
        _check_names(wave)
        for key, entry in wave.declaration.crosswalk.items():
            _check_against_codebook(wave, key, entry, codebook)
    return waves


def _check_names(wave: Wave) -> None:
    if not wave.id.replace("_", "").isalnum() or not wave.id.isascii():
        raise DeclarationError(
            "F103", f"{wave.folder}: a wave's folder name is ASCII letters, digits and '_'"
        )
    file = wave.declaration.file
    if file and not (wave.folder / file.path).resolve().is_relative_to(wave.folder.resolve()):
        raise DeclarationError(
            "F103", f"{wave.folder}/wave.yaml: file.path: {file.path!r} leaves the wave's folder"
        )


def _check_against_codebook(wave: Wave, key: str, entry: ItemCrosswalk, codebook: Codebook) -> None:
    where = f"{wave.folder}/wave.yaml: crosswalk.{key}"
    if key not in codebook.items:
        raise DeclarationError(
            "F103", f"{where}: no such item in the codebook; it has {list(codebook.items)}"
        )
    item = codebook.items[key]
    if item.bands:
        raise DeclarationError(
            "F103", f"{where}: made from {item.bands.of!r} by its bands; map that item instead"
        )
    unknown = set(entry.codes.values()) - set(item.levels)
    if unknown:
        allowed = list(item.levels) or "none (a number item takes the cell's number)"
        raise DeclarationError(
            "F103", f"{where}.codes: {sorted(unknown)} are not levels; allowed: {allowed}"
        )
