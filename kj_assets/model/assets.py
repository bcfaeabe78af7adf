"""Wiring of a wave's estimates: toplines, cells, models, effects, comparisons."""

from __future__ import annotations

from typing import Any

from kj_assets.dagster_kit.asset import Asset, CheckSpec, Part
from kj_assets.estimate.results import COEFFICIENTS, DIFFERENCES, EFFECTS
from kj_assets.estimate.share_tables import TOPLINES
from kj_assets.model.columns import LOSSES, describe_cells, describe_columns, model_parts
from kj_assets.model.estimates import (
    make_cells,
    make_comparison,
    make_effects,
    make_model,
    make_toplines,
)
from kj_assets.model.fitted import ESTIMATED
from kj_assets.model.lineage import (
    trace_cells,
    trace_coefficients,
    trace_differences,
    trace_effects,
    trace_toplines,
)
from kj_assets.model.registry import Comparison, Model, Models
from kj_assets.model.slices import without_texts
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.fixed import find_fixed
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook

STATSMODELS = frozenset({"duckdb", "statsmodels"})


def estimate_assets(wave: Wave, codebook: Codebook, models: Models) -> list[Asset]:
    """Assets of a wave's estimates; a model only where the wave asked all its items."""
    asked = wave.items_asked(codebook)
    assets = [_toplines(wave, codebook)]
    possible: dict[str, str] = {}
    for name, members in models.case_sets(asked).items():
        assets.append(_cells(wave, name, members, codebook))
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
        description=f"Wave {wave.id}: what people said. Weighted shares of every level of every "
        "item, and of nets (several levels together), with design-based standard errors and "
        "intervals. A share of 0.55 is 55 %.",
        inputs={"validated": (wave.schema, "validated"), "weights": (wave.schema, "weights")},
        in_chunks=frozenset({"validated", "weights"}),
        settings={
            "wave": wave.id,
            "codebook": slice_codebook(codebook, wave.items_asked(codebook)),
            "fixed": find_fixed(wave, codebook),
        },
        columns=describe_columns(TOPLINES),
        lineage=trace_toplines(
            wave.schema, [k for k in wave.items_asked(codebook) if codebook.items[k].levels]
        ),
    )


def _cells(wave: Wave, name: str, members: dict[str, Model], codebook: Codebook) -> Asset:
    return Asset(
        key=(wave.schema, f"cells_{name}"),
        compute=make_cells,
        description=f"Wave {wave.id}: respondents with the same answers in one row (a cell), "
        "which gives the models the same numbers in less time. Complete cases of "
        f"{', '.join(members)}: who left out one of their items takes no part.",
        inputs={"validated": (wave.schema, "validated"), "weights": (wave.schema, "weights")},
        in_chunks=frozenset({"validated", "weights"}),
        settings={"models": {key: without_texts(model) for key, model in members.items()}},
        columns=describe_cells(members, codebook),
        parts={"losses": Part(f"Wave {wave.id}: cases lost for each item.", LOSSES)},
        lineage=trace_cells(wave.schema, members),
    )


def _model(wave: Wave, cells: str, key: str, model: Model, codebook: Codebook) -> list[Asset]:
    cells_key = (wave.schema, f"cells_{cells}")
    inputs = {"cells": cells_key}
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
            f"{model.label.en} ({model.status}). Coefficients are log odds; what they mean in "
            f"percentage points is in effects_{key}.",
            inputs=inputs,
            settings=settings,
            columns=describe_columns(COEFFICIENTS),
            checks=(CheckSpec(ESTIMATED, "No coefficient, and no model, had to be refused."),),
            parts=model_parts(wave.id, model.label.en),
            lineage=trace_coefficients(cells_key, key, model),
            kinds=STATSMODELS,
        ),
        Asset(
            key=(wave.schema, f"effects_{key}"),
            compute=make_effects,
            description=f"Wave {wave.id}: what goes with {model.label.en}. Average marginal "
            "effects: how much more often people with one answer support it than people with "
            "another, everything else in the model held equal. Proportions (x 100 = percentage "
            "points), beside both predicted probabilities. Association, not cause.",
            inputs=inputs | {"coefficients": (wave.schema, f"model_{key}")},
            settings=settings,
            columns=describe_columns(EFFECTS),
            lineage=trace_effects(cells_key, key, model),
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
        lineage=trace_differences((wave.schema, f"cells_{cells}"), pair),
    )
