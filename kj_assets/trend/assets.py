"""Wiring of what spans waves: only fielded waves take part, a planned one never blocks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kj_assets.dagster_kit.asset import Asset
from kj_assets.model.registry import Models
from kj_assets.trend.change import measure_changes
from kj_assets.trend.pooled import PublishedSeries, WaveOrigin, pool_effects, pool_toplines
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.outside import OutsideFile, file_source
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook

SCHEMA = "trend"


def trend_assets(
    waves: Sequence[Wave], codebook: Codebook, models: Models, published: Path
) -> list[Asset]:
    """Assets over all fielded waves."""
    origins = tuple(_origin(wave) for wave in waves)
    series = find_series(published)
    files = (series.shares, series.waves) if series else ()
    effects = {
        wave.schema: (wave.schema, "effects")
        for wave in waves
        if models.case_sets(wave.items_asked(codebook))
    }
    return [
        Asset(
            key=(SCHEMA, "toplines"),
            compute=pool_toplines,
            description="Shares of all waves, computed and published, long over waves.",
            inputs={wave.schema: (wave.schema, "toplines") for wave in waves},
            settings={
                "origins": origins,
                "codebook": slice_codebook(codebook, codebook.items),
                "published": series,
            },
            sources=tuple(file_source("published", file) for file in files),
        ),
        Asset(
            key=(SCHEMA, "effects"),
            compute=pool_effects,
            description="Effects of all waves and models, long over waves.",
            inputs=effects,
            settings={"origins": origins},
        ),
        Asset(
            key=(SCHEMA, "change"),
            compute=measure_changes,
            description="Change of every share between consecutive waves, tested.",
            inputs={"toplines": (SCHEMA, "toplines")},
            settings={"codebook": slice_codebook(codebook, codebook.items, texts=True)},
        ),
    ]


def find_series(published: Path) -> PublishedSeries | None:
    """The published series of a project, if there is one."""
    if not (published / "toplines.csv").exists():
        return None
    return PublishedSeries(
        OutsideFile("toplines", published / "toplines.csv"),
        OutsideFile("waves", published / "waves.csv"),
    )


def _origin(wave: Wave) -> WaveOrigin:
    declared = wave.declaration
    return WaveOrigin(
        wave.id, declared.fieldwork.mode, declared.provenance, declared.fieldwork.agency
    )
