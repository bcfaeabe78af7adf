"""The functions behind the figures of groups, missing answers and weights.

Here: each of them, drawn in both languages. Not here: how a chart looks (`subgroups.py` and its
like), what a drawing becomes (`product.py`).
"""

from __future__ import annotations

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.dagster_kit.rows import Rows
from kj_assets.figure.describe import describe_wave
from kj_assets.figure.missing import draw_missing
from kj_assets.figure.product import make_product
from kj_assets.figure.subgroups import GroupTables, draw_subgroups
from kj_assets.figure.weighting import draw_weighting
from kj_assets.model.crosstab import Crosstab
from kj_assets.model.figures import SubgroupsFigure
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def figure_subgroups(
    toplines: pd.DataFrame,
    crosstabs: pd.DataFrame,
    tests: pd.DataFrame,
    name: str,
    figure: SubgroupsFigure,
    crosstab: Crosstab,
    wave: Wave,
    codebook: Codebook,
) -> Product:
    """One answer in every group of respondents."""
    tables = GroupTables(toplines, crosstabs, tests)
    return make_product(
        f"{wave.id}/{name}",
        lambda language: draw_subgroups(
            tables, figure, crosstab, codebook, describe_wave(wave, codebook, language), language
        ),
    )


def figure_missing(toplines: pd.DataFrame, name: str, wave: Wave, codebook: Codebook) -> Product:
    """How many gave no answer to each item, and why."""
    return make_product(
        f"{wave.id}/{name}",
        lambda language: draw_missing(
            toplines, codebook, describe_wave(wave, codebook, language), language
        ),
    )


def figure_weighting(
    weights: Rows,
    name: str,
    wave: Wave,
    codebook: Codebook,
    small_cells: int,
    margins: pd.DataFrame | None = None,
) -> Product:
    """What the weights do; ``margins`` only where the wave is raked."""
    declared = wave.declaration.weight
    values = weights.read(["weight"])
    return make_product(
        f"{wave.id}/{name}",
        lambda language: draw_weighting(
            values,
            margins,
            declared,
            small_cells,
            codebook,
            describe_wave(wave, codebook, language),
            language,
        ),
    )
