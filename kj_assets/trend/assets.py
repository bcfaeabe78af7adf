"""Wiring of what spans waves: only fielded waves take part, a planned one never blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kj_assets.clean.assets import describe_item_columns
from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.estimate.change_tables import CHANGES, EFFECT_CHANGES
from kj_assets.model.columns import describe_columns
from kj_assets.model.families import list_key_terms
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
# The same tables in a wave's own schema, of the waves up to it.
PREFIX = "trend_"


def trend_assets(
    waves: Sequence[Wave], codebook: Codebook, models: Models, published: Path
) -> list[Asset]:
    """Assets over all fielded waves."""
    settings = {"origins": tuple(describe_origin(wave, codebook) for wave in waves)}
    return [
        *panel_assets(waves, codebook, models),
        *_respondents(waves, codebook, settings),
        *_tables((SCHEMA, ""), waves, codebook, models, find_series(published)),
    ]


def wave_trend_assets(
    wave: Wave, waves: Sequence[Wave], codebook: Codebook, models: Models, published: Path
) -> list[Asset]:
    """The trend as it stood with a wave: what its briefing tells, and no later wave changes."""
    known = list_known(wave, waves)
    series = find_series(published)
    others = tuple(w.id for w in waves if w.id <= wave.id and w.population != wave.population)
    if series:
        series = replace(series, population=wave.population, until=wave.id, others=others)
    assets = _tables((wave.schema, PREFIX), known, codebook, models, series)
    told = f"As it stood with wave {wave.id}: "
    return [replace(asset, description=told + asset.description) for asset in assets]


def list_known(wave: Wave, waves: Sequence[Wave]) -> tuple[Wave, ...]:
    """The fielded waves of a wave's population up to it, itself included, in their order."""
    return tuple(w for w in waves if w.population == wave.population and w.id <= wave.id)


def _tables(
    place: Key,
    waves: Sequence[Wave],
    codebook: Codebook,
    models: Models,
    series: PublishedSeries | None,
) -> list[Asset]:
    """Shares, effects and their changes over some waves; `place` is a schema and a prefix."""
    schema, prefix = place
    toplines, effects = (schema, f"{prefix}toplines"), (schema, f"{prefix}effects")
    settings = {"origins": tuple(describe_origin(wave, codebook) for wave in waves)}
    panels = panel_assets(waves, codebook, models)
    return [
        _toplines(toplines, waves, codebook, series, settings),
        _effects(effects, waves, codebook, models, series, settings),
        Asset(
            key=(schema, f"{prefix}changes"),
            compute=measure_changes,
            description="Change of every share between consecutive waves of a population, tested "
            "as a difference; not across a break of the line.",
            inputs={"toplines": toplines} | find_panels(panels, SHARES),
            settings={"nets": {wave.id: list_nets(wave, codebook) for wave in waves}},
            columns=describe_columns(CHANGES),
            lineage=trace_changes(toplines),
        ),
        Asset(
            key=(schema, f"{prefix}effect_changes"),
            compute=measure_effect_changes,
            description="Change of every effect between consecutive waves of a population, and "
            "from the first comparable one to the last, tested as a difference.",
            inputs={"effects": effects} | find_panels(panels, EFFECTS),
            settings={"key_terms": list_key_terms(models.models)},
            columns=describe_columns(EFFECT_CHANGES),
            lineage=trace_effect_changes(effects),
        ),
    ]


def list_nets(wave: Wave, codebook: Codebook) -> dict[str, dict[str, tuple[str, ...]]]:
    """The levels of each net of each item, as the wave offered them."""
    items = wave.codebook(codebook).items
    return {
        key: {name: tuple(net.levels) for name, net in items[key].nets.items()}
        for key in wave.items_asked(codebook)
    }


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
    key: Key,
    waves: Sequence[Wave],
    codebook: Codebook,
    series: PublishedSeries | None,
    settings: dict[str, Any],
) -> Asset:
    inputs = {wave.schema: (wave.schema, "toplines") for wave in waves}
    return Asset(
        key=key,
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
    key: Key,
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
        key=key,
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
    toplines, effects, waves = (
        OutsideFile(name, published / f"{name}.csv") for name in ("toplines", "effects", "waves")
    )
    return PublishedSeries(toplines, effects, waves)


def watch_series(series: PublishedSeries | None, *files: str) -> tuple[Any, ...]:
    """Sources of some files of the published series; none where there is no series."""
    return tuple(file_source("published", getattr(series, f)) for f in files) if series else ()
