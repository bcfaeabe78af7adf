"""Wiring of what stands beside a wave's estimates: published figures, variants, crosstabs."""

from __future__ import annotations

from pathlib import Path

from kj_assets.dagster_kit.asset import Asset, CheckSpec, Key, Part
from kj_assets.estimate.results import EFFECTS
from kj_assets.estimate.share_tables import INDEPENDENCE, SUBGROUPS
from kj_assets.model.columns import PUBLISHED, describe_columns
from kj_assets.model.crosstab import Crosstab
from kj_assets.model.crosstabs import make_crosstabs
from kj_assets.model.families import gather_effects, list_key_terms
from kj_assets.model.lineage import (
    trace_all_effects,
    trace_crosstabs,
    trace_published,
    trace_sensitivity,
)
from kj_assets.model.published import AGREES, compare_with_published
from kj_assets.model.registry import Model, Models
from kj_assets.model.sensitivity import make_sensitivity
from kj_assets.model.slices import without_texts
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.outside import OutsideFile, file_source
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook, slice_wave


def beside_assets(wave: Wave, codebook: Codebook, models: Models, published: Path) -> list[Asset]:
    """Assets that hold a wave's estimates against something else."""
    sets = list(models.case_sets(wave.items_asked(codebook)).values())
    fitted = {key: model for members in sets for key, model in members.items()}
    assets = [_sensitivity(wave, key, members, codebook) for members in sets for key in members]
    if fitted:
        assets.append(_all_effects(wave, fitted))
    if crosstabs := choose_crosstabs(wave, codebook, models):
        assets.append(_crosstabs(wave, crosstabs, codebook))
    # A project without published figures has nothing to compare with.
    if (published / "toplines.csv").exists():
        assets.append(_published(wave, fitted, published))
    return assets


def _sensitivity(wave: Wave, key: str, members: dict[str, Model], codebook: Codebook) -> Asset:
    items = {item for model in members.values() for item in model.items}
    return Asset(
        key=(wave.schema, f"sensitivity_{key}"),
        compute=make_sensitivity,
        description=f"Wave {wave.id}: effects of the key terms on {members[key].label.en} under "
        "other choices: weights, midpoint, scale, terms, don't know. One block a variant.",
        inputs={"validated": (wave.schema, "validated"), "weights": (wave.schema, "weights")},
        in_chunks=frozenset({"validated", "weights"}),
        settings={
            "wave": wave.id,
            "key": key,
            "models": {
                name: without_texts(model, variants=name == key) for name, model in members.items()
            },
            "codebook": slice_codebook(codebook, items),
        },
        columns={"variant": "what was done otherwise"} | describe_columns(EFFECTS),
        lineage=trace_sensitivity(wave.schema, members[key].items),
        kinds=frozenset({"duckdb", "statsmodels"}),
    )


def choose_crosstabs(wave: Wave, codebook: Codebook, models: Models) -> dict[str, Crosstab]:
    """Declared crosstabs, as far as the wave asked their items."""
    asked = set(wave.items_asked(codebook))
    found = {}
    for key, declared in models.crosstabs.items():
        items, by = (tuple(k for k in keys if k in asked) for keys in (declared.items, declared.by))
        if items and by:
            found[key] = declared.model_copy(update={"items": items, "by": by})
    return found


def _crosstabs(wave: Wave, crosstabs: dict[str, Crosstab], codebook: Codebook) -> Asset:
    items = {item for declared in crosstabs.values() for item in (*declared.items, *declared.by)}
    return Asset(
        key=(wave.schema, "crosstabs"),
        compute=make_crosstabs,
        description=f"Wave {wave.id}: who answered how. Toplines within groups (sex, age, region "
        "and the like), small groups marked; whether groups differ at all is tested beside it.",
        inputs={"validated": (wave.schema, "validated"), "weights": (wave.schema, "weights")},
        in_chunks=frozenset({"validated", "weights"}),
        settings={
            "wave": wave.id,
            "crosstabs": crosstabs,
            "codebook": slice_codebook(codebook, items),
        },
        columns=describe_columns(SUBGROUPS),
        parts={
            "tests": Part(
                f"Wave {wave.id}: tests (Rao-Scott) that all groups answer alike.",
                describe_columns(INDEPENDENCE),
            )
        },
        lineage=trace_crosstabs(wave.schema, crosstabs),
    )


def _effects_of(wave: Wave, fitted: dict[str, Model]) -> dict[str, Key]:
    return {f"effects_{key}": (wave.schema, f"effects_{key}") for key in fitted}


def _all_effects(wave: Wave, fitted: dict[str, Model]) -> Asset:
    return Asset(
        key=(wave.schema, "effects"),
        compute=gather_effects,
        description=f"Wave {wave.id}: effects of all models in one table, with p adjusted over "
        "all registered models' key terms (Benjamini-Hochberg) beside Holm's over one model's.",
        inputs=_effects_of(wave, fitted),
        settings={"key_terms": list_key_terms(fitted)},
        columns=describe_columns(EFFECTS),
        lineage=trace_all_effects(_effects_of(wave, fitted).values()),
    )


def _published(wave: Wave, fitted: dict[str, Model], folder: Path) -> Asset:
    files = {
        "shares": OutsideFile("toplines", folder / "toplines.csv"),
        "statements": OutsideFile("effects", folder / "effects.csv"),
    }
    return Asset(
        key=(wave.schema, "published_vs_computed"),
        compute=compare_with_published,
        description=f"Wave {wave.id}: each published share and effect beside the computed "
        "one, in per cent and percentage points.",
        inputs={"toplines": (wave.schema, "toplines")} | _effects_of(wave, fitted),
        settings={
            "wave": slice_wave(wave, "provenance"),
            "models": {key: without_texts(model) for key, model in fitted.items()},
            **files,
        },
        sources=tuple(file_source("published", file) for file in files.values()),
        columns=PUBLISHED,
        lineage=trace_published(wave.schema, fitted),
        checks=(CheckSpec(AGREES, "Published figures are met within their rounding."),),
    )
