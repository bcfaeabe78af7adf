"""Wiring of what spans waves: only fielded waves take part, a planned one never blocks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kj_assets.clean.assets import describe_item_columns
from kj_assets.dagster_kit.asset import Asset
from kj_assets.estimate.change_tables import CHANGES, EFFECT_CHANGES
from kj_assets.model.columns import describe_columns
from kj_assets.model.offered import offer_models
from kj_assets.model.registry import Models
from kj_assets.model.slices import without_texts
from kj_assets.trend.changes import measure_changes, measure_effect_changes
from kj_assets.trend.columns import (
    RESPONDENTS,
    TREND_EFFECTS,
    TREND_TOPLINES,
    trace_changes,
    trace_effect_changes,
    trace_pooled,
)
from kj_assets.trend.effects import pool_effects
from kj_assets.trend.origin import PublishedSeries, describe_origin
from kj_assets.trend.panel_assets import EFFECTS, SHARES, find_panels, panel_assets
from kj_assets.trend.respondents import pool_respondents
from kj_assets.trend.toplines import pool_toplines
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.outside import OutsideFile, file_source
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook

SCHEMA = "trend"


def trend_assets(
    waves: Sequence[Wave], codebook: Codebook, models: Models, published: Path
) -> list[Asset]:
    """Assets over all fielded waves."""
    settings = {"origins": tuple(describe_origin(wave, codebook) for wave in waves)}
    panels = panel_assets(waves, codebook, models)
    return [
        *panels,
        *_respondents(waves, codebook, settings),
        _toplines(waves, codebook, find_series(published), settings),
        _effects(waves, codebook, models, find_series(published), settings),
        Asset(
            key=(SCHEMA, "changes"),
            compute=measure_changes,
            description="Change of every share between consecutive waves of a population, tested "
            "as a difference; not across a break of the line.",
            inputs={"toplines": (SCHEMA, "toplines")} | find_panels(panels, SHARES),
            columns=describe_columns(CHANGES),
            lineage=trace_changes((SCHEMA, "toplines")),
        ),
        Asset(
            key=(SCHEMA, "effect_changes"),
            compute=measure_effect_changes,
            description="Change of every effect between consecutive waves of a population, tested "
            "as a difference; not across a break of the line.",
            inputs={"effects": (SCHEMA, "effects")} | find_panels(panels, EFFECTS),
            settings={
                "key_terms": {
                    key: tuple(term.item for term in model.terms)
                    for key, model in models.models.items()
                }
            },
            columns=describe_columns(EFFECT_CHANGES),
            lineage=trace_effect_changes((SCHEMA, "effects")),
        ),
    ]


def _respondents(
    waves: Sequence[Wave], codebook: Codebook, settings: dict[str, Any]
) -> list[Asset]:
    """None without a wave: there is no table of nobody."""
    if not waves:
        return []
    validated = {wave.schema: (wave.schema, "validated") for wave in waves}
    weights = {f"{wave.schema}_weights": (wave.schema, "weights") for wave in waves}
    return [
        Asset(
            key=(SCHEMA, "respondents"),
            compute=pool_respondents,
            description="Respondents of all waves with their answers, weights and design, without "
            "their identifiers.",
            inputs=validated | weights,
            in_chunks=frozenset(validated | weights),
            settings=settings | {"codebook": slice_codebook(codebook, codebook.items)},
            columns=RESPONDENTS | _item_columns(codebook),
        )
    ]


def _item_columns(codebook: Codebook) -> dict[str, str]:
    described = describe_item_columns(codebook, tuple(codebook.items))
    return {name: told for name, told in described.items() if name != "respondent_id"}


def _toplines(
    waves: Sequence[Wave],
    codebook: Codebook,
    series: PublishedSeries | None,
    settings: dict[str, Any],
) -> Asset:
    inputs = {wave.schema: (wave.schema, "toplines") for wave in waves}
    return Asset(
        key=(SCHEMA, "toplines"),
        compute=pool_toplines,
        description="How answers moved: shares of all waves, those computed here and those in "
        "print, one below the other, with where each line breaks and why.",
        inputs=inputs,
        settings=settings
        | {
            "codebook": slice_codebook(codebook, codebook.items),
            "comparability": {key: item.comparability for key, item in codebook.items.items()},
            "published": series,
        },
        sources=watch_series(series, "shares", "waves"),
        columns=TREND_TOPLINES,
        lineage=trace_pooled(TREND_TOPLINES, inputs.values()),
    )


def _effects(
    waves: Sequence[Wave],
    codebook: Codebook,
    models: Models,
    series: PublishedSeries | None,
    settings: dict[str, Any],
) -> Asset:
    inputs = {
        wave.schema: (wave.schema, "effects")
        for wave in waves
        if offer_models(models, wave, codebook).case_sets(wave.items_asked(codebook))
    }
    items = {item for model in models.models.values() for item in model.items}
    return Asset(
        key=(SCHEMA, "effects"),
        compute=pool_effects,
        description="How what goes with support moved: effects of all waves and models, those "
        "computed here and those in print, with where each line breaks and why.",
        inputs=inputs,
        settings=settings
        | {
            "codebook": slice_codebook(codebook, items),
            "models": {key: without_texts(model) for key, model in models.models.items()},
            "comparability": {key: codebook.items[key].comparability for key in sorted(items)},
            "published": series,
        },
        sources=watch_series(series, "effects", "waves"),
        columns=TREND_EFFECTS,
        lineage=trace_pooled(TREND_EFFECTS, inputs.values()),
    )


def find_series(published: Path) -> PublishedSeries | None:
    """The published series of a project, if there is one."""
    if not (published / "toplines.csv").exists():
        return None
    return PublishedSeries(
        *(OutsideFile(name, published / f"{name}.csv") for name in ("toplines", "effects", "waves"))
    )


def watch_series(series: PublishedSeries | None, *files: str) -> tuple[Any, ...]:
    """Sources of some files of the published series; none where there is no series."""
    return tuple(file_source("published", getattr(series, f)) for f in files) if series else ()
