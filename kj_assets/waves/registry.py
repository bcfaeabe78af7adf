"""What a wave is: one fielding of the survey in one population, a folder with a ``wave.yaml``.

Here: finding all waves and holding them against the codebook. Not here: what ``wave.yaml`` may
say (`wave_declaration.py`), reading the survey file (`sources.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import read_declaration
from kj_assets.waves.marks import check_provenance
from kj_assets.waves.offered import find_level_problem, find_undeclared_change, offer_item
from kj_assets.waves.panel import check_panel
from kj_assets.waves.season import check_fieldwork
from kj_assets.waves.undecided import Undecided, count_marks, find_undecided
from kj_assets.waves.wave_declaration import (
    OWN_POPULATION,
    ItemCrosswalk,
    Population,
    WaveDeclaration,
    split_margins,
)

ASKS_NOTHING = "every item is not_asked, so there is nothing to build; map a column to one"


@dataclass(frozen=True)
class Wave:
    """A declared wave with its name and place."""

    id: str
    # Where the folder lies on a machine says nothing about the wave.
    folder: Path = field(metadata={"version": False})
    declaration: WaveDeclaration
    # What a person has yet to decide: until then there is nothing to build.
    undecided: tuple[Undecided, ...] = field(default=(), metadata={"version": False})

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
    def paths(self) -> tuple[Path, ...]:
        """Every file the wave came in, in the order of its declaration."""
        return tuple(self.folder / part.path for part in self.declaration.parts)

    @property
    def is_fielded(self) -> bool:
        """Whether there is something to build."""
        return self.declaration.status == "fielded" and not self.undecided

    @property
    def population(self) -> Population:
        """Who was asked: waves are compared within one population only."""
        return self.declaration.population

    @property
    def publishes_respondents(self) -> bool:
        """Whether its licence lets the respondents out, row by row without their identifiers."""
        return bool(self.declaration.licence)

    def codebook(self, codebook: Codebook) -> Codebook:
        """The codebook as this wave offered it: levels not offered are gone, joined ones named."""
        entries = self.declaration.crosswalk
        own = {
            key: offer_item(item, entries[key]) if key in entries else item
            for key, item in codebook.items.items()
        }
        return codebook.model_copy(update={"items": own})

    def levels_offered(self, codebook: Codebook, item: str) -> tuple[str, ...]:
        """Levels respondents of this wave could choose, in order; none if it was not asked."""
        asked = item in self.items_asked(codebook)
        return tuple(self.codebook(codebook).items[item].levels) if asked else ()

    def without_file(self) -> Wave:
        """How the wave was fielded, without the file it came in: what a page on method tells."""
        left_out: dict[str, object] = {
            "file": None,
            "files": None,
            "crosswalk": {},
            "corrections": (),
        }
        return replace(self, declaration=self.declaration.model_copy(update=left_out))

    def items_asked(self, codebook: Codebook) -> tuple[str, ...]:
        """Items with levels in this wave, in the codebook's order, bands included."""
        asked = {k for k, entry in self.declaration.crosswalk.items() if not entry.not_asked}
        banded = {k for k, i in codebook.items.items() if i.bands and i.bands.of in asked}
        return tuple(key for key in codebook.items if key in asked | banded)


def find_latest(waves: Sequence[Wave]) -> Wave:
    """The wave a briefing is on: the last of the tracker's own population, else the last."""
    return next((w for w in reversed(waves) if w.population == OWN_POPULATION), waves[-1])


def name_joined(codebook: Codebook, waves: Sequence[Wave]) -> Codebook:
    """The codebook with the levels that waves joined added to their items: names for all tables."""
    named = dict(codebook.items)
    for wave in waves:
        for key, entry in wave.declaration.crosswalk.items():
            joined = {name: own.label for name, own in entry.joined.items()}
            if joined:
                levels = named[key].levels | joined
                named[key] = named[key].model_copy(update={"levels": levels})
    return codebook.model_copy(update={"items": named})


def load_waves(folder: Path, codebook: Codebook) -> tuple[Wave, ...]:
    """Read every ``<folder>/<id>/wave.yaml``, in the order of their ids.

    Raises:
        DeclarationError: F101, F102 (see `read_declaration`); F103 a crosswalk names an
            item or level the codebook does not have, a panel a wave that cannot be in it, fieldwork
            another year; F107 microdata that were drawn; V001 it leaves out a level the codebook
            has and declares nothing, and no decision is left in it.
    """
    waves = tuple(read_wave(path) for path in sorted(folder.glob("*/wave.yaml")))
    declared = {wave.id: wave.declaration for wave in waves}
    for wave in waves:
        _check_names(wave)
        check_fieldwork(wave.id, wave.declaration, wave.folder / "wave.yaml")
        check_provenance(wave.id, wave.declaration, wave.folder)
        check_panel(wave.id, declared, f"{wave.folder}/wave.yaml")
        for key, entry in wave.declaration.crosswalk.items():
            _check_against_codebook(wave, key, entry, codebook)
        _check_met_items(wave, codebook)
        if wave.is_fielded and not wave.items_asked(codebook):
            raise DeclarationError("F103", f"{wave.folder}/wave.yaml: crosswalk: {ASKS_NOTHING}")
    return waves


def read_wave(path: Path) -> Wave:
    """Read one ``wave.yaml``, with what is still to decide in it (F101, F102)."""
    declaration = read_declaration(path, WaveDeclaration)
    undecided = find_undecided(path.read_text(encoding="utf-8"))
    return Wave(path.parent.name, path.parent, declaration, undecided)


def refuse_undecided(wave: Wave) -> DeclarationError:
    """The refusal of a wave with decisions left: F105 with file, line and place of each group."""
    path, n = wave.folder / "wave.yaml", len(wave.undecided)
    return DeclarationError(
        "F105",
        f"wave {wave.id} is not built: {n} {'decision is' if n == 1 else 'decisions are'} left, "
        f"marked TODO from {path}:{wave.undecided[0].line} on: {count_marks(wave.undecided)}. "
        f"kj wave check {wave.id} tells what each asks; decide it and take its mark away.",
    )


def check_wave_id(wave: str, where: Path) -> None:
    """Refuse what cannot be a wave's name, and so its folder's (F103)."""
    if not wave.replace("_", "").isalnum() or not wave.isascii():
        raise DeclarationError(
            "F103", f"{where}/{wave}: a wave's folder name is ASCII letters, digits and '_'"
        )


def _check_names(wave: Wave) -> None:
    check_wave_id(wave.id, wave.folder.parent)
    for part in wave.declaration.parts:
        if not (wave.folder / part.path).resolve().is_relative_to(wave.folder.resolve()):
            raise DeclarationError(
                "F103",
                f"{wave.folder}/wave.yaml: file.path: {part.path!r} leaves the wave's folder",
            )


def _check_met_items(wave: Wave, codebook: Codebook) -> None:
    unknown = set(split_margins(wave.declaration.weight.meets)) - set(codebook.items)
    if unknown:
        raise DeclarationError(
            "F103",
            f"{wave.folder}/wave.yaml: weight.meets: no such item in the codebook: "
            f"{', '.join(sorted(unknown))}; it has {list(codebook.items)}",
        )


def _check_against_codebook(wave: Wave, key: str, entry: ItemCrosswalk, codebook: Codebook) -> None:
    where = f"{wave.folder}/wave.yaml: crosswalk.{key}"
    if key not in codebook.items:
        raise DeclarationError(
            "F103", f"{where}: no such item in the codebook; it has {list(codebook.items)}"
        )
    item = codebook.items[key]
    source = wave.declaration.crosswalk.get(item.bands.of) if item.bands else None
    if item.bands and source and not source.not_asked:
        raise DeclarationError(
            "F103",
            f"{where}: made from {item.bands.of!r} by its bands, and the wave has that item; take "
            "one of the two out (bands alone: not_asked for the other)",
        )
    problem = find_level_problem(item, entry)
    if problem:
        raise DeclarationError("F103", f"{where}.{problem}")
    # While a decision is left the level may be one: it keeps its own wave from being built only.
    if not wave.undecided and (change := find_undeclared_change(item, entry)):
        raise DeclarationError("V001", f"{where}.{change}")
