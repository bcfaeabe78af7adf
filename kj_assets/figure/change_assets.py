"""Wiring of the figures of what happened between waves: none before there are two."""

from __future__ import annotations

from collections.abc import Sequence

from kj_assets.dagster_kit.asset import Asset
from kj_assets.figure.change_products import figure_changes, figure_effect_trend
from kj_assets.figure.columns import COLUMNS, drawn_part
from kj_assets.figure.product import KINDS
from kj_assets.figure.words import words_of_waves
from kj_assets.model.figures import ChangesFigure, EffectTrendFigure
from kj_assets.model.offered import can_fit
from kj_assets.model.registry import Models
from kj_assets.trend.assets import SCHEMA as TREND
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def change_figure_assets(waves: Sequence[Wave], codebook: Codebook, models: Models) -> list[Asset]:
    """Figures that the waves' questions and models allow."""
    assets = []
    for name, figure in models.figures.items():
        if isinstance(figure, ChangesFigure) and len(waves) > 1:
            assets += _changes(waves, name, figure, codebook)
        elif isinstance(figure, EffectTrendFigure):
            assets += _effect_trend(waves, name, figure, models, codebook)
    return assets


def _changes(
    waves: Sequence[Wave], name: str, figure: ChangesFigure, codebook: Codebook
) -> list[Asset]:
    asked = [set(wave.items_asked(codebook)) for wave in waves[-2:]]
    shares = {k: v for k, v in figure.shares.items() if all(k in items for items in asked)}
    if not shares:
        return []
    return [
        Asset(
            key=(TREND, f"figure_{name}"),
            compute=figure_changes,
            description="Figure: what changed between the last two waves, tested.",
            inputs={"changes": (TREND, "changes")},
            settings={
                "name": name,
                "shares": shares,
                "population": waves[0].population,
                **words_of_waves(waves, codebook, list(shares)),
            },
            columns=COLUMNS,
            parts=drawn_part("changes"),
            kinds=KINDS,
        )
    ]


def _effect_trend(
    waves: Sequence[Wave],
    name: str,
    figure: EffectTrendFigure,
    models: Models,
    codebook: Codebook,
) -> list[Asset]:
    model = models.models[figure.model]
    able = [wave for wave in waves if can_fit(figure.model, models, wave, codebook)]
    if len(able) < 2:
        return []
    only = Models.model_construct(models={figure.model: model}, comparisons={}, figures={})
    return [
        Asset(
            key=(TREND, f"figure_{name}"),
            compute=figure_effect_trend,
            description=f"Figure: effects of the key terms on {model.label.en}, wave by wave.",
            inputs={"effects": (TREND, "effects"), "changes": (TREND, "effect_changes")},
            settings={
                "name": name,
                "model": figure.model,
                "models": only,
                "population": able[0].population,
                **words_of_waves(able, codebook, model.items),
            },
            columns=COLUMNS,
            parts=drawn_part("effect_trend"),
            kinds=KINDS,
        )
    ]
