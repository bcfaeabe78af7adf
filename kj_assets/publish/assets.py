"""Wiring of the publication: a briefing for each wave, and the site around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kj_assets.dagster_kit.asset import Asset, Key, Product
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.assets import HTML, briefing_assets
from kj_assets.publish.columns import FILES, describe_dictionary
from kj_assets.publish.dictionary import build_dictionary
from kj_assets.publish.release.assets import SCHEMA, difference_asset, release_asset
from kj_assets.publish.release.declaration import ReleaseDeclaration
from kj_assets.publish.site.pages import (
    publish_dictionary,
    publish_explore,
    publish_method,
)
from kj_assets.publish.site.provenances import Provenances, find_provenances
from kj_assets.publish.site.shell import template_files
from kj_assets.trend.assets import SCHEMA as TREND
from kj_assets.trend.assets import find_series, watch_series
from kj_assets.trend.origin import PublishedSeries
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave, find_latest, name_joined
from kj_assets.waves.slices import slice_wave

# What a page of a model shows beside its effects: tables of a wave by how their name begins, the
# part of them, and how the page calls it (`site/explore_beside.py`).
BESIDE = (
    ("compare_", "", "compared"),
    ("within_", "", "within"),
    ("within_", "__differences", "against_base"),
    ("raked_errors_", "", "raked"),
)


def publication_assets(
    waves: Sequence[Wave],
    codebook: Codebook,
    models: Models,
    release: ReleaseDeclaration,
    releases: Path,
    stages: Sequence[Asset],
    published: Path,
) -> list[Asset]:
    """Assets of the publication; ``stages`` are the assets made so far."""
    named = name_joined(codebook, waves)
    assets = [_dictionary(waves, named)]
    if not waves:
        return assets
    provenances = find_provenances(waves)
    return [
        *assets,
        *briefing_assets(waves, codebook, models, stages),
        *_site(waves, named, models, provenances, _find_beside(stages), find_series(published)),
        release_asset(waves, named, release, provenances, [*stages, *assets], models),
        difference_asset(named, models, provenances, releases),
    ]


def _dictionary(waves: Sequence[Wave], codebook: Codebook) -> Asset:
    return Asset(
        key=(SCHEMA, "data_dictionary"),
        compute=make_dictionary,
        description="Every item and level in both languages, with its wording, where the "
        "wording comes from, and its column and code in each wave.",
        settings={
            "codebook": codebook,
            "waves": tuple(slice_wave(wave, "crosswalk") for wave in waves),
        },
        columns=describe_dictionary(wave.id for wave in waves),
    )


def make_dictionary(codebook: Codebook, waves: tuple[Wave, ...]) -> pd.DataFrame:
    """The data dictionary of a project."""
    return build_dictionary(codebook, waves)


def _site(
    waves: Sequence[Wave],
    codebook: Codebook,
    models: Models,
    provenances: Provenances,
    beside: dict[str, Key],
    series: PublishedSeries | None,
) -> list[Asset]:
    """The pages around the briefing, each rebuilt by what it shows."""
    shared = {"codebook": codebook, "provenances": provenances}
    pages: list[tuple[str, Callable[..., Product], str, dict[str, Key], dict[str, Any]]] = [
        (
            "explore",
            publish_explore,
            "A page for each question and each model, over all waves: chart and table.",
            {name: (TREND, name) for name in ("toplines", "effects", "changes", "effect_changes")}
            | beside,
            {"models": models, "charted": find_latest(waves).population},
        ),
        (
            "method",
            publish_method,
            "The page on method and questionnaire: waves, questions as asked, rules.",
            {},
            {
                "models": models,
                "waves": tuple(wave.without_file() for wave in waves),
                "in_print": series.waves if series else None,
            },
        ),
        (
            "dictionary",
            publish_dictionary,
            "The data dictionary as a page of the site.",
            {"dictionary": (SCHEMA, "data_dictionary")},
            {},
        ),
    ]
    return [
        Asset(
            key=(SCHEMA, name),
            compute=publish,
            description=description,
            inputs=inputs,
            settings=shared | settings,
            sources=watch_series(series, "waves") if name == "method" else (),
            resources=template_files(),
            columns=FILES,
            kinds=HTML,
        )
        for name, publish, description, inputs, settings in pages
    ]


def _find_beside(stages: Sequence[Asset]) -> dict[str, Key]:
    """The tables that stand beside models' effects, by kind and name."""
    return {
        f"{kind}__{schema}_{table}": (schema, table + part)
        for schema, table in (asset.key for asset in stages)
        for start, part, kind in BESIDE
        if table.startswith(start)
    }
