"""Wiring of the weights."""

from __future__ import annotations

from pathlib import Path

from kj_assets.dagster_kit.asset import Asset, CheckSpec, Source
from kj_assets.waves.outside import OutsideFile, file_source
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_wave
from kj_assets.weight.weigh import USABLE, weigh_wave

COLUMNS = {
    "respondent_id": "Respondent's id in the delivered file",
    "weight": "Survey weight; the weights sum to the number of respondents",
    "stratum": "Sampling stratum",
    "unit": "Primary sampling unit",
}


def weight_assets(wave: Wave, population_folder: Path) -> list[Asset]:
    """Assets of a wave's weights."""
    rake = wave.declaration.weight.rake
    file = None
    sources: tuple[Source, ...] = ()
    if rake:
        file = OutsideFile(rake.population, population_folder / f"{rake.population}.csv")
        sources = (file_source("population", file),)
    return [
        Asset(
            key=(wave.schema, "weights"),
            compute=weigh_wave,
            description=f"Wave {wave.id}: one weight a respondent. "
            + ("Raked to the census margins." if rake else "As given, or equal."),
            inputs={"validated": (wave.schema, "validated")},
            settings={"wave": slice_wave(wave, "weight"), "population": file},
            sources=sources,
            checks=(CheckSpec(USABLE, "No respondent, or few, carry the estimates."),),
            columns=COLUMNS,
        )
    ]
