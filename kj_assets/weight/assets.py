"""Wiring of the weights."""

from __future__ import annotations

from pathlib import Path

from kj_assets.clean.identity import MEANING
from kj_assets.dagster_kit.asset import Asset, CheckSpec, Part, Source
from kj_assets.dagster_kit.lineage import Lineage, made_from, same_columns
from kj_assets.waves.outside import OutsideFile, file_source
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_wave
from kj_assets.weight.coarser import coarsen
from kj_assets.weight.weigh import USABLE, weigh_wave

COLUMNS = {
    "respondent_id": MEANING,
    "weight": "Survey weight; the weights sum to the number of respondents",
    "stratum": "Sampling stratum; of one with a single unit, with what was decided of it",
    "unit": "Primary sampling unit",
}


MARGINS = {
    "margin": "Item, or items crossed, whose shares are met",
    "level": "Level, or levels crossed",
    "n": "Respondents",
    "target": "Share in the census",
    "before": "Share of respondents",
    "after": "Share with the weights",
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
            description=f"Wave {wave.id}: one weight a respondent, so that shares speak for the "
            "population and not for whoever answered. "
            + ("Raked to the census margins." if rake else "As given, or equal."),
            inputs={"validated": (wave.schema, "validated")},
            in_chunks=frozenset({"validated"}),
            settings={
                "wave": slice_wave(wave, "weight", "design"),
                "population": file,
                "coarser": coarsen(wave),
            },
            sources=sources,
            checks=(CheckSpec(USABLE, "No respondent, or few, carry the estimates."),),
            columns=COLUMNS,
            parts={"margins": Part(f"Wave {wave.id}: margins before and after raking.", MARGINS)},
            lineage=_trace(wave),
        )
    ]


def _trace(wave: Wave) -> Lineage:
    validated = (wave.schema, "validated")
    plan = wave.declaration.weight
    used = ["weight_given"] if plan.column else []
    if plan.rake:
        used = list(plan.rake.items)
    weight = made_from(["weight"], *((validated, item) for item in used))
    return same_columns(["respondent_id", "stratum", "unit"], validated) | (weight if used else {})
