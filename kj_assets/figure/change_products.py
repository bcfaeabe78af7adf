"""The functions behind the figures of what happened between waves, in both languages.

Here: changes of shares, effects wave by wave. Not here: how a chart looks (`changes.py`,
`effect_trend.py`), what a drawing becomes (`product.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.figure.changes import draw_changes
from kj_assets.figure.describe import describe_waves
from kj_assets.figure.effect_trend import draw_effect_trend
from kj_assets.figure.product import make_product
from kj_assets.model.registry import Models
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def figure_changes(
    changes: pd.DataFrame,
    name: str,
    shares: Mapping[str, str],
    waves: Sequence[Wave],
    codebook: Codebook,
) -> Product:
    """Changes of some shares between the last two waves."""
    return make_product(
        name,
        lambda language: draw_changes(
            changes,
            shares,
            codebook,
            describe_waves(waves, codebook, language),
            language,
        ),
    )


def figure_effect_trend(
    effects: pd.DataFrame,
    changes: pd.DataFrame,
    name: str,
    model: str,
    models: Models,
    waves: Sequence[Wave],
    codebook: Codebook,
) -> Product:
    """The effects of a model's key terms in every wave, and their tested change."""
    return make_product(
        name,
        lambda language: draw_effect_trend(
            effects,
            changes,
            model,
            models,
            codebook,
            describe_waves(waves, codebook, language),
            language,
        ),
    )
