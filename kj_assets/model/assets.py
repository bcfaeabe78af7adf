"""Wiring of a wave's estimates: toplines, cells, models, effects, comparisons."""

from __future__ import annotations

from typing import Any

from kj_assets.dagster_kit.asset import Asset
from kj_assets.estimate.results import COEFFICIENTS, DIFFERENCES, EFFECTS
from kj_assets.estimate.share_tables import TOPLINES
from kj_assets.estimate.tables import ResultTable
from kj_assets.model.estimates import (
    make_cells,
    make_comparison,
    make_effects,
    make_model,
    make_toplines,
)
from kj_assets.model.registry import Comparison, Model, Models
from kj_assets.model.slices import without_texts
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook

STATSMODELS = frozenset({"duckdb", "statsmodels"})


def estimate_assets(wave: Wave, codebook: Codebook, models: Models) -> list[Asset]:
    """Assets of a wave's estimates; a model only where the wave asked all its items."""
    asked = wave.items_asked(codebook)
    assets = [_toplines(wave, codebook)]
    possible: dict[str, str] = {}
    for name, members in models.case_sets(asked).items():
        assets.append(_cells(wave, name, members))
        for key, model in members.items():
            possible[key] = name
            assets += _model(wave, name, key, model, codebook)
    for key, comparison in models.comparisons.items():
        if set(comparison.models) <= set(possible):
            cells = possible[comparison.models[0]]
            assets.append(_comparison(wave, cells, key, comparison, models, codebook))
    return assets


def _toplines(wave: Wave, codebook: Codebook) -> Asset:
    return Asset(
        key=(wave.schema, "toplines"),
        compute=make_toplines,
        description=f"Wave {wave.id}: weighted shares of every level of every item, with "
        "design-based standard errors and intervals.",
        inputs={"validated": (wave.schema, "validated"), "weights": (wave.schema, "weights")},
        settings={
            "wave": wave.id,
            "codebook": slice_codebook(codebook, wave.items_asked(codebook)),
        },
        columns=describe_columns(TOPLINES),
    )


def _cells(wave: Wave, name: str, members: dict[str, Model]) -> Asset:
    return Asset(
        key=(wave.schema, f"cells_{name}"),
        compute=make_cells,
        description=f"Wave {wave.id}: respondents collapsed to covariate cells on the complete "
        f"cases of {', '.join(members)}. Cases lost for each item are in cells_{name}__losses.",
        inputs={"validated": (wave.schema, "validated"), "weights": (wave.schema, "weights")},
        settings={"models": {key: without_texts(model) for key, model in members.items()}},
    )


def _model(wave: Wave, cells: str, key: str, model: Model, codebook: Codebook) -> list[Asset]:
    inputs = {"cells": (wave.schema, f"cells_{cells}")}
    settings: dict[str, Any] = {
        "wave": wave.id,
        "key": key,
        "model": without_texts(model),
        "codebook": slice_codebook(codebook, model.items),
    }
    return [
        Asset(
            key=(wave.schema, f"model_{key}"),
            compute=make_model,
            description=f"Wave {wave.id}: survey-weighted logistic regression, "
            f"{model.label.en} ({model.status}). Coefficients are log odds.",
            inputs=inputs,
            settings=settings,
            columns=describe_columns(COEFFICIENTS),
            kinds=STATSMODELS,
        ),
        Asset(
            key=(wave.schema, f"effects_{key}"),
            compute=make_effects,
            description=f"Wave {wave.id}: average marginal effects of {model.label.en}, as "
            "proportions (x 100 = percentage points), with both predicted probabilities.",
            inputs=inputs | {"coefficients": (wave.schema, f"model_{key}")},
            settings=settings,
            columns=describe_columns(EFFECTS),
        ),
    ]


def _comparison(
    wave: Wave, cells: str, key: str, comparison: Comparison, models: Models, codebook: Codebook
) -> Asset:
    first, second = comparison.models
    pair = {name: without_texts(models.models[name]) for name in (first, second)}
    items = {item for model in pair.values() for item in model.items}
    return Asset(
        key=(wave.schema, f"compare_{key}"),
        compute=make_comparison,
        description=f"Wave {wave.id}: {comparison.label.en}. Effects of the first model minus "
        "those of the second, tested on the same respondents (stacked covariance).",
        inputs={
            "cells": (wave.schema, f"cells_{cells}"),
            "coefficients_a": (wave.schema, f"model_{first}"),
            "coefficients_b": (wave.schema, f"model_{second}"),
        },
        settings={
            "wave": wave.id,
            "key": key,
            "models": pair,
            "codebook": slice_codebook(codebook, items),
        },
        columns=describe_columns(DIFFERENCES),
    )


def describe_columns(table: ResultTable) -> dict[str, str]:
    """What each column of a result table means."""
    return {column.name: column.meaning for column in table.columns}
