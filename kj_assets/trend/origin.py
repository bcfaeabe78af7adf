"""What a trend says of a wave: who was asked, how, by whom, and on which answers.

Here: that slice of a wave's declaration, and the same of waves in print. Not here: the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kj_assets.errors import DeclarationError
from kj_assets.model.printed import PrintedWave
from kj_assets.model.published import read_published
from kj_assets.trend.breaks import Break, Fielded, find_breaks, join_breaks
from kj_assets.waves.codebook import Codebook, Comparability
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import OWN_POPULATION, Population, Provenance

ONE_WAVE = "One wave has been fielded so far: there is nothing to compare it with yet."
Comparabilities = Mapping[str, tuple[Comparability, ...]]


@dataclass(frozen=True)
class WaveOrigin:
    """A computed wave; ``offered`` has the levels on offer of each item it asked."""

    id: str
    population: str
    mode: str
    provenance: Provenance
    source: str
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def schema(self) -> str:
        """DuckDB schema of the wave."""
        return f"wave_{self.id}"


@dataclass(frozen=True)
class PublishedSeries:
    """Published shares and effects, and mode, ages and n of their waves (``waves.csv``).

    ``until`` (a wave) leaves out what is in print of later waves, ``population`` of other
    populations, ``others`` of fielded waves of those.
    """

    shares: OutsideFile
    effects: OutsideFile
    waves: OutsideFile
    population: Population | None = None
    until: str | None = None
    others: tuple[str, ...] = ()

    def select(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Those of some printed rows (``wave``, ``population``) that belong to it."""
        kept = ~rows["wave"].isin(list(self.others))
        if self.population is not None:
            kept &= rows["population"] == self.population
        if self.until is not None:
            kept &= rows["wave"] <= self.until
        return rows[kept]


def describe_origin(wave: Wave, codebook: Codebook) -> WaveOrigin:
    """What the trends say of a wave."""
    declared = wave.declaration
    return WaveOrigin(
        wave.id,
        wave.population,
        declared.fieldwork.mode,
        declared.provenance,
        " / ".join(dict.fromkeys((declared.fieldwork.agency.en, declared.fieldwork.agency.ko))),
        {key: wave.levels_offered(codebook, key) for key in wave.items_asked(codebook)},
    )


def read_waves_in_print(published: PublishedSeries | None) -> pd.DataFrame:
    """Published waves: wave, population, mode (null if unknown), age_min and n.

    Raises:
        DeclarationError: P003, P006 (see `read_rows`); P003 a wave stands twice.
    """
    columns = ("wave", "mode", "age_min", "n")
    if published is None:
        return pd.DataFrame(columns=["population", *columns])
    waves = read_published(published.waves.path, PrintedWave)
    _refuse_twice(waves["wave"], published.waves.path)
    return pd.DataFrame(
        {
            "wave": waves["wave"],
            "population": _read_populations(waves),
            "mode": waves["mode"].where(waves["mode"] != ""),
            "age_min": pd.to_numeric(waves["age_min"], errors="coerce").astype("Int64"),
            "n": pd.to_numeric(waves["n"], errors="coerce").astype("Int64"),
        }
    )


def _refuse_twice(waves: pd.Series, path: Path) -> None:
    twice = sorted(set(waves[waves.duplicated()]))
    if twice:
        raise DeclarationError(
            "P003",
            f"{path}: {twice} stand twice; another population is a wave of its own, "
            f"such as {twice[0]}_japan",
        )


def _read_populations(waves: pd.DataFrame) -> pd.Series:
    """Who was asked; the tracker's own population where the file does not say."""
    told = waves.get("population", pd.Series("", waves.index))
    return told.replace("", OWN_POPULATION)


@dataclass(frozen=True)
class Lines:
    """What decides where lines break: how waves were fielded, and the codebook's notes."""

    origins: tuple[WaveOrigin, ...]
    in_print: pd.DataFrame
    comparability: Comparabilities

    def list_populations(self, waves: Sequence[str]) -> list[str]:
        """Who was asked in each wave, fielded or in print; the tracker's own if nothing is said."""
        told = dict(zip(self.in_print["wave"], self.in_print["population"], strict=True))
        told |= {origin.id: origin.population for origin in self.origins}
        return [told.get(wave, OWN_POPULATION) for wave in waves]

    def find_breaks(
        self, population: str, waves: Sequence[str], items: Sequence[str]
    ) -> tuple[Break, ...]:
        """Breaks of a line over some waves of one population that rests on some items."""
        return join_breaks(
            found
            for item in dict.fromkeys(items)
            for found in find_breaks(
                [self._fielded(population, wave, item) for wave in waves],
                self.comparability.get(item, ()),
            )
        )

    def _fielded(self, population: str, wave: str, item: str) -> Fielded:
        own = next((o for o in self.origins if (o.id, o.population) == (wave, population)), None)
        printed = self.in_print.query("wave == @wave and population == @population")
        mode = own.mode if own else _only(printed, "mode")
        offered = own.offered.get(item) if own else None
        age = _only(printed, "age_min")
        return Fielded(wave, mode, None if age is None else int(age), offered)


def _only(rows: pd.DataFrame, column: str) -> str | None:
    """The cell of the one row, None where it is not known."""
    if rows.empty or pd.isna(rows[column].iloc[0]):
        return None
    return rows[column].iloc[0]
