"""Figures that ``models.yaml`` may declare, by kind.

Here: the declarations. Not here: drawing (`figure/`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kj_assets.waves.declarations import Code, Declared


class DistributionFigure(Declared):
    """The distribution of one item's levels."""

    kind: Literal["distribution"]
    item: str


class EffectsFigure(Declared):
    """The effects of one model's key terms with 95 and 99 % intervals."""

    kind: Literal["effects"]
    model: str


class ComparisonFigure(Declared):
    """The effects of two models side by side, with the tested difference."""

    kind: Literal["comparison"]
    comparison: str


class TrendFigure(Declared):
    """Shares of an item's levels or nets over all waves, with published points and breaks."""

    kind: Literal["trend"]
    item: str
    levels: tuple[Code, ...] = Field(min_length=1)


class SensitivityFigure(Declared):
    """The effects of one model's key terms under every variant of the model."""

    kind: Literal["sensitivity"]
    model: str


Figure = Annotated[
    DistributionFigure | EffectsFigure | ComparisonFigure | TrendFigure | SensitivityFigure,
    Field(discriminator="kind"),
]
