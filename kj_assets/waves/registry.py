"""What a wave is: one fielding of the survey in one population, declared in ``wave.yaml``.

Here: the declaration of a wave and finding all waves. Not here: reading the survey file
(`sources.py`) or turning it into items (`clean/`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook, MissingKind
from kj_assets.waves.declarations import Code, Declared, Text, read_declaration

Provenance = Literal["microdata", "reconstructed"]
FileFormat = Literal["csv", "xlsx", "sav", "dta", "parquet"]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Delimiter = Annotated[str, StringConstraints(pattern=r'^[^"\r\n]$')]


class SurveyFile(Declared):
    """The file as delivered; its bytes are pinned by their sha256."""

    path: str
    sha256: Sha256
    format: FileFormat | None = None
    encoding: str | None = None
    delimiter: Delimiter = ","
    sheet: str | None = None


class Fieldwork(Declared):
    """When, how and by whom the wave was fielded."""

    start: date | None = None
    end: date | None = None
    mode: Literal["face-to-face", "telephone", "web", "mixed"]
    sampling: Literal["probability", "nonprobability"]
    agency: str
    population: Text


class Raking(Declared):
    """Rake to a population table: each margin is an item or several crossed (``a * b``)."""

    population: str
    margins: tuple[str, ...] = Field(min_length=1)
    trim: float | None = Field(default=None, gt=1)


class Weighting(Declared):
    """Weights given in a column, raked to margins, or none (all equal)."""

    column: str | None = None
    rake: Raking | None = None

    @model_validator(mode="after")
    def _choose_one(self) -> Self:
        if self.column and self.rake:
            raise ValueError("give 'column' or 'rake', not both")
        return self


class SampleDesign(Declared):
    """Columns that hold strata and primary sampling units, if the file has them."""

    stratum: str | None = None
    unit: str | None = None


class ItemCrosswalk(Declared):
    """How one column's codes become one item's levels and missing kinds.

    ``blank`` says what an empty cell means. ``unused`` lists declared codes that nobody in
    this wave chose: any other declared code that does not occur is an error, as is a code
    that occurs and is not declared.
    """

    column: str | None = None
    not_asked: bool = False
    codes: dict[Code, Code] = {}
    missing: dict[Code, MissingKind] = {}
    blank: MissingKind | None = None
    unused: tuple[Code, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        if self.not_asked == bool(self.column):
            raise ValueError("give a 'column', or 'not_asked: true'")
        twice = set(self.codes) & set(self.missing)
        if twice:
            raise ValueError(f"codes {sorted(twice)} stand under 'codes' and under 'missing'")
        unknown = set(self.unused) - set(self.codes) - set(self.missing)
        if unknown:
            raise ValueError(f"unused {sorted(unknown)} are not among the declared codes")
        return self


class Correction(Declared):
    """One wrong cell: what it should hold now, why, and what it is expected to hold."""

    respondent: Code
    column: str
    expected: Code
    value: Code
    reason: str


class Gate(Declared):
    """How many rows may be rejected before the wave is refused as a whole."""

    rejected_rows_allowed: int = Field(default=0, ge=0)


class WaveDeclaration(Declared):
    """Everything that differs between one wave and the next."""

    title: Text
    status: Literal["planned", "fielded"]
    provenance: Provenance = "microdata"
    fieldwork: Fieldwork
    n: int | None = Field(default=None, gt=0)
    file: SurveyFile | None = None
    respondent_id: str | None = None
    weight: Weighting = Weighting()
    design: SampleDesign = SampleDesign()
    crosswalk: dict[str, ItemCrosswalk] = {}
    corrections: tuple[Correction, ...] = ()
    gate: Gate = Gate()
    assumed: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _have_what_is_fielded(self) -> Self:
        if self.status == "fielded" and not (self.file and self.respondent_id and self.crosswalk):
            raise ValueError("a fielded wave needs 'file', 'respondent_id' and 'crosswalk'")
        return self


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
