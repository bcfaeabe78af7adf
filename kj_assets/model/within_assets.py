"""Wiring of effects within subgroups, of comparisons of terms, and of all comparisons together."""

from __future__ import annotations

from collections.abc import Mapping

from kj_assets.dagster_kit.asset import Asset, Key, Part
from kj_assets.estimate.results import DIFFERENCES, EFFECTS
from kj_assets.model.columns import describe_columns
from kj_assets.model.families import gather_differences, list_key_terms
from kj_assets.model.lineage import trace_differences, trace_effects
from kj_assets.model.registry import Model, Models, TermComparison
from kj_assets.model.slices import without_texts
from kj_assets.model.within import list_levels, make_effects_within, make_term_comparison
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook


def within_assets(wave: Wave, codebook: Codebook, models: Models) -> list[Asset]:
    """Assets that a wave's fitted models and its comparisons add."""
    sets = models.case_sets(wave.items_asked(codebook))
    fitted = {key: (name, model) for name, own in sets.items() for key, model in own.items()}
    assets = [
        _within(wave, name, key, model, codebook)
        for key, (name, model) in fitted.items()
        if model.within
    ]
    compared = {
        key: comparison
        for key, comparison in models.term_comparisons.items()
        if comparison.model in fitted
        and offers_terms(fitted[comparison.model][1], comparison, codebook)
    }
    for key, comparison in compared.items():
        assets.append(_terms(wave, key, comparison, *fitted[comparison.model], codebook))
    whole = [key for key, two in models.comparisons.items() if set(two.models) <= set(fitted)]
    if whole or compared:
        own = {key: model for key, (_, model) in fitted.items()}
        assets.append(_all(wave, [*whole, *compared], own))
    return assets


def offers_terms(model: Model, comparison: TermComparison, codebook: Codebook) -> bool:
    """Whether the wave offered the levels that are compared."""
    return all(
        compared.level in (None, *list_levels(model, compared.item, codebook))
        for compared in comparison.terms
    )


def _read(wave: Wave, cells: str, key: str) -> dict[str, Key]:
    return {
        "cells": (wave.schema, f"cells_{cells}"),
        "coefficients": (wave.schema, f"model_{key}"),
    }


def _within(wave: Wave, cells: str, key: str, model: Model, codebook: Codebook) -> Asset:
    return Asset(
        key=(wave.schema, f"within_{key}"),
        compute=make_effects_within,
        description=f"Wave {wave.id}: effects of the key terms on {model.label.en} within each "
        f"level of {', '.join(model.within)}. The model is that of all respondents, averaged over "
        "those of the level.",
        inputs=_read(wave, cells, key),
        settings={
            "wave": wave.id,
            "key": key,
            "model": without_texts(model, within=True),
            "codebook": slice_codebook(codebook, model.items),
        },
        columns=describe_columns(EFFECTS),
        parts={
            "differences": Part(
                f"Wave {wave.id}: those effects in each level minus those in its base, tested.",
                describe_columns(DIFFERENCES),
            )
        },
        lineage=trace_effects((wave.schema, f"cells_{cells}"), key, model),
    )


def _terms(
    wave: Wave, key: str, comparison: TermComparison, cells: str, model: Model, codebook: Codebook
) -> Asset:
    return Asset(
        key=(wave.schema, f"compare_{key}"),
        compute=make_term_comparison,
        description=f"Wave {wave.id}: {comparison.label.en}. The effect of one term minus that of "
        "another in one model, tested with their covariance.",
        inputs=_read(wave, cells, comparison.model),
        settings={
            "wave": wave.id,
            "key": key,
            "name": comparison.model,
            "model": without_texts(model),
            "terms": comparison.terms,
            "codebook": slice_codebook(codebook, model.items),
        },
        columns=describe_columns(DIFFERENCES),
        lineage=trace_differences(
            (wave.schema, f"cells_{cells}"), {comparison.model: without_texts(model)}
        ),
    )


def _all(wave: Wave, comparisons: list[str], fitted: Mapping[str, Model]) -> Asset:
    compared: Mapping[str, Key] = {
        f"compare_{key}": (wave.schema, f"compare_{key}") for key in comparisons
    }
    return Asset(
        key=(wave.schema, "differences"),
        compute=gather_differences,
        description=f"Wave {wave.id}: every registered comparison in one table, with p adjusted "
        "over the key terms of all of them (Benjamini-Hochberg) beside Holm's over one.",
        inputs=compared,
        settings={"key_terms": list_key_terms(fitted)},
        columns=describe_columns(DIFFERENCES),
    )
