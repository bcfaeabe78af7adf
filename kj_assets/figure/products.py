"""The functions behind the figure assets: each kind of figure, drawn in both languages.

Here: answers, effects and trends. Not here: how a chart looks (`distribution.py` and its like),
what a drawing becomes (`product.py`), groups, missing answers and weights (`group_products.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.figure.comparison import draw_comparison
from kj_assets.figure.describe import describe_wave, describe_waves
from kj_assets.figure.distribution import draw_distribution
from kj_assets.figure.effects import draw_effects
from kj_assets.figure.product import make_product
from kj_assets.figure.sensitivity import draw_sensitivity
from kj_assets.figure.trend import draw_trend
from kj_assets.figure.within import draw_within
from kj_assets.model.figures import TrendFigure, WithinFigure
from kj_assets.model.registry import Models
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def figure_distribution(
    toplines: pd.DataFrame, name: str, item: str, wave: Wave, codebook: Codebook
) -> Product:
    """The distribution of an item's answers."""
    return make_product(
        f"{wave.id}/{name}",
        lambda language: draw_distribution(
            toplines, item, codebook, describe_wave(wave, codebook, language), language
        ),
    )


def figure_effects(
    effects: pd.DataFrame, name: str, model: str, models: Models, wave: Wave, codebook: Codebook
) -> Product:
    """The effects of a model's key terms."""
    return make_product(
        f"{wave.id}/{name}",
        lambda language: draw_effects(
            effects, model, models, codebook, describe_wave(wave, codebook, language), language
        ),
    )


def figure_comparison(
    effects_a: pd.DataFrame,
    effects_b: pd.DataFrame,
    differences: pd.DataFrame,
    name: str,
    comparison: str,
    models: Models,
    wave: Wave,
    codebook: Codebook,
) -> Product:
    """The effects of two models and their tested differences."""
    return make_product(
        f"{wave.id}/{name}",
        lambda language: draw_comparison(
            effects_a,
            effects_b,
            differences,
            comparison,
            models,
            codebook,
            describe_wave(wave, codebook, language),
            language,
        ),
    )


def figure_sensitivity(
    sensitivity: pd.DataFrame, name: str, model: str, models: Models, wave: Wave, codebook: Codebook
) -> Product:
    """The effects of a model's key terms under every variant of it."""
    return make_product(
        f"{wave.id}/{name}",
        lambda language: draw_sensitivity(
            sensitivity, model, models, codebook, describe_wave(wave, codebook, language), language
        ),
    )


def figure_within(
    effects: pd.DataFrame,
    differences: pd.DataFrame,
    name: str,
    figure: WithinFigure,
    models: Models,
    wave: Wave,
    codebook: Codebook,
) -> Product:
    """The effects of a model's key terms within groups, and how groups differ."""
    return make_product(
        f"{wave.id}/{name}",
        lambda language: draw_within(
            effects,
            differences,
            figure,
            models,
            codebook,
            describe_wave(wave, codebook, language),
            language,
        ),
    )


def figure_trend(
    toplines: pd.DataFrame,
    changes: pd.DataFrame,
    name: str,
    figure: TrendFigure,
    waves: Sequence[Wave],
    codebook: Codebook,
) -> Product:
    """Shares of an item's levels or nets over all waves."""
    return make_product(
        name,
        lambda language: draw_trend(
            toplines,
            changes,
            figure.item,
            figure.levels,
            codebook,
            describe_waves(waves, codebook, language),
            language,
        ),
    )
