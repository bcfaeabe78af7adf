"""Wiring of what spans waves: only fielded waves take part, a planned one never blocks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kj_assets.dagster_kit.asset import Asset
from kj_assets.model.registry import Models
from kj_assets.trend.change import measure_changes
from kj_assets.trend.columns import (
    CHANGE,
    TREND_EFFECTS,
    TREND_TOPLINES,
    trace_change,
    trace_pooled,
)
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
    shares = {wave.schema: (wave.schema, "toplines") for wave in waves}
    effects = {
        wave.schema: (wave.schema, "effects")
        for wave in waves
        if models.case_sets(wave.items_asked(codebook))
    }
    return [
        Asset(
            key=(SCHEMA, "toplines"),
            compute=pool_toplines,
            description="How answers moved: shares of all waves, those computed here and those "
            "in print, one below the other.",
            inputs=shares,
            settings={
                "origins": origins,
                "codebook": slice_codebook(codebook, codebook.items),
                "published": series,
            },
            sources=tuple(file_source("published", file) for file in files),
            columns=TREND_TOPLINES,
            lineage=trace_pooled(TREND_TOPLINES, shares.values()),
        ),
        Asset(
            key=(SCHEMA, "effects"),
            compute=pool_effects,
            description="How what goes with support moved: effects of all waves and models, one "
            "below the other. Between waves only the tested differences are comparable.",
            inputs=effects,
            settings={"origins": origins},
            columns=TREND_EFFECTS,
            lineage=trace_pooled(TREND_EFFECTS, effects.values()),
        ),
        Asset(
            key=(SCHEMA, "change"),
            compute=measure_changes,
            description="What changed from one wave to the next: every share, tested. A change "
            "across a break of wording, scale, population or mode is marked not comparable.",
            inputs={"toplines": (SCHEMA, "toplines")},
            settings={"codebook": slice_codebook(codebook, codebook.items, texts=True)},
            columns=CHANGE,
            lineage=trace_change((SCHEMA, "toplines")),
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
