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
from kj_assets.trend.assets import PREFIX
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def change_figure_assets(
    wave: Wave, waves: Sequence[Wave], codebook: Codebook, models: Models
) -> list[Asset]:
    """Figures of a wave that the questions and models of the `waves` known with it allow."""
    assets = []
    for name, figure in models.figures.items():
        if isinstance(figure, ChangesFigure) and len(waves) > 1:
            assets += _changes(wave, waves, name, figure, codebook)
        elif isinstance(figure, EffectTrendFigure):
            assets += _effect_trend(wave, waves, name, figure, models, codebook)
    return assets


def _changes(
    wave: Wave, waves: Sequence[Wave], name: str, figure: ChangesFigure, codebook: Codebook
) -> list[Asset]:
    asked = [set(wave.items_asked(codebook)) for wave in waves[-2:]]
    shares = {k: v for k, v in figure.shares.items() if all(k in items for items in asked)}
    if not shares:
        return []
    return [
        Asset(
            key=(wave.schema, f"figure_{name}"),
            compute=figure_changes,
            description=f"Wave {wave.id}, figure: what changed since the wave before, tested.",
            inputs={"changes": (wave.schema, f"{PREFIX}changes")},
            settings={
                "name": f"{wave.id}/{name}",
                "shares": shares,
                **words_of_waves(waves[-2:], codebook, list(shares)),
            },
            columns=COLUMNS,
            parts=drawn_part("changes"),
            kinds=KINDS,
        )
    ]


def _effect_trend(
    wave: Wave,
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
            key=(wave.schema, f"figure_{name}"),
            compute=figure_effect_trend,
            description=f"Wave {wave.id}, figure: effects of the key terms on {model.label.en}, "
            "wave by wave.",
            inputs={
                "effects": (wave.schema, f"{PREFIX}effects"),
                "changes": (wave.schema, f"{PREFIX}effect_changes"),
            },
            settings={
                "name": f"{wave.id}/{name}",
                "model": figure.model,
                "models": only,
                **words_of_waves(able, codebook, model.items),
            },
            columns=COLUMNS,
            parts=drawn_part("effect_trend"),
            kinds=KINDS,
        )
    ]
