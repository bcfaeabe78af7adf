"""Wiring of the publication: the briefing of the latest wave and the data dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.product import FigurePlace, publish_briefing
from kj_assets.publish.dictionary import build_dictionary
from kj_assets.trend.assets import SCHEMA as TREND
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

SCHEMA = "publication"
TEMPLATES = Path(__file__).parent / "briefing" / "templates"


def publication_assets(
    waves: Sequence[Wave], codebook: Codebook, models: Models, stages: Sequence[Asset]
) -> list[Asset]:
    """Assets of the publication; ``stages`` are the assets made so far."""
    made = {asset.key for asset in stages}
    assets = [_dictionary(waves, codebook)]
    return assets + [_briefing(waves, codebook, models, made)] if waves else assets


def _dictionary(waves: Sequence[Wave], codebook: Codebook) -> Asset:
    return Asset(
        key=(SCHEMA, "data_dictionary"),
        compute=make_dictionary,
        description="Every item and level in both languages, with its wording, where the "
        "wording comes from, and its column and code in each wave.",
        settings={"codebook": codebook, "waves": tuple(waves)},
    )


def make_dictionary(codebook: Codebook, waves: tuple[Wave, ...]) -> pd.DataFrame:
    """The data dictionary of a project."""
    return build_dictionary(codebook, waves)


def _briefing(waves: Sequence[Wave], codebook: Codebook, models: Models, made: set[Key]) -> Asset:
    latest = waves[-1]
    places = tuple(
        FigurePlace(name, figure.kind)
        for name, figure in models.figures.items()
        if _figure_key(latest, name, figure.kind) in made
    )
    tables: dict[str, Key] = {
        "toplines": (latest.schema, "toplines"),
        "trend": (TREND, "toplines"),
    }
    own = [f"effects_{m}" for m in models.models] + [f"compare_{c}" for c in models.comparisons]
    for name in (*own, "published_vs_computed"):
        if (latest.schema, name) in made:
            tables[name] = (latest.schema, name)
    for place in places:
        schema, table = _figure_key(latest, place.key, place.kind)
        tables |= {table: (schema, table), f"{table}__data": (schema, f"{table}__data")}
    return Asset(
        key=(SCHEMA, "briefing"),
        compute=publish_briefing,
        description=f"The briefing on wave {latest.id}: one page, English and Korean, with "
        "figures, the tables behind them, method, provenance, and published against computed.",
        inputs=tables,
        settings={
            "wave": latest,
            "waves": tuple(waves),
            "codebook": codebook,
            "models": models,
            "figures": places,
        },
        resources=tuple(sorted(TEMPLATES.iterdir())),
        kinds=frozenset({"duckdb", "html"}),
    )


def _figure_key(wave: Wave, name: str, kind: str) -> Key:
    return (TREND if kind == "trend" else wave.schema, f"figure_{name}")
