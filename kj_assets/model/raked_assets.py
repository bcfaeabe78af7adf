"""Wiring of standard errors that know of the raking."""

from __future__ import annotations

from pathlib import Path

from kj_assets.dagster_kit.asset import Asset
from kj_assets.estimate.fit_tables import RAKED_ERRORS
from kj_assets.model.columns import describe_columns, number_columns
from kj_assets.model.lineage import trace_weighted
from kj_assets.model.raked_errors import make_raked_errors
from kj_assets.model.registry import Model, Models
from kj_assets.model.slices import without_texts
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.outside import OutsideFile, file_source
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook, slice_wave
from kj_assets.waves.wave_declaration import Raking
from kj_assets.weight.coarser import coarsen


def raked_assets(wave: Wave, codebook: Codebook, models: Models, population: Path) -> list[Asset]:
    """Assets of the models that ask for them, in a wave whose weights are raked."""
    rake = wave.declaration.weight.rake
    if not rake:
        return []
    file = OutsideFile(rake.population, population / f"{rake.population}.csv")
    return [
        _raked_errors(wave, rake, file, key, members, codebook)
        for members in models.case_sets(wave.items_asked(codebook)).values()
        for key, model in members.items()
        if model.raked_errors
    ]


def _raked_errors(
    wave: Wave,
    rake: Raking,
    file: OutsideFile,
    key: str,
    members: dict[str, Model],
    codebook: Codebook,
) -> Asset:
    raked = [item.strip() for margin in rake.margins for item in margin.split("*")]
    items = {item for model in members.values() for item in model.items} | set(raked)
    return Asset(
        key=(wave.schema, f"raked_errors_{key}"),
        compute=make_raked_errors,
        description=f"Wave {wave.id}: standard errors of the effects on {members[key].label.en}, "
        "four ways: the published ones, with chance in who was drawn, with what raking fixes "
        "taken out, and from a bootstrap that rakes every replicate. Close together: it does not "
        "matter for the findings.",
        inputs={
            "validated": (wave.schema, "validated"),
            "weights": (wave.schema, "weights"),
            "coefficients": (wave.schema, f"model_{key}"),
            "effects": (wave.schema, f"effects_{key}"),
        },
        settings={
            "wave": slice_wave(wave),
            "rake": rake,
            "population": file,
            "coarser": coarsen(wave),
            "key": key,
            "models": {name: without_texts(model) for name, model in members.items()},
            "errors": members[key].raked_errors,
            "codebook": slice_codebook(codebook, items),
        },
        sources=(file_source("population", file),),
        columns=describe_columns(RAKED_ERRORS),
        lineage=trace_weighted(
            number_columns(RAKED_ERRORS), wave.schema, [*members[key].items, *raked]
        ),
        kinds=frozenset({"duckdb", "statsmodels"}),
    )
