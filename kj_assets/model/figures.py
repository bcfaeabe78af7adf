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


class WithinFigure(Declared):
    """The effects of one model's key terms within each level of one of its terms, with tests.

    The model declares the item among those it is averaged ``within``.
    """

    kind: Literal["within"]
    model: str
    item: str


class EffectTrendFigure(Declared):
    """The effects of one model's key terms in every wave; made once two waves can have them."""

    kind: Literal["effect_trend"]
    model: str


class ChangesFigure(Declared):
    """The change of some shares (item to level or net) between the last two waves, tested."""

    kind: Literal["changes"]
    shares: dict[str, Code] = Field(min_length=1)


class QuestionFigure(Declared):
    """How what goes with a question's term moved, model by model; made once there are two waves."""

    kind: Literal["question"]
    question: str


class SubgroupsFigure(Declared):
    """The share of one level or net of an item within the groups of a crosstab."""

    kind: Literal["subgroups"]
    crosstab: str
    item: str
    level: Code


class MissingFigure(Declared):
    """How many gave no answer, and why, for every item a wave asked."""

    kind: Literal["missing_answers"]


class WeightingFigure(Declared):
    """What the weights do: margins before and after, the weights, what they cost."""

    kind: Literal["weighting"]


ACROSS_WAVES = frozenset({"trend", "effect_trend", "changes", "question"})
"""Kinds of figures that stand beside the trends, not in a wave."""

Figure = Annotated[
    DistributionFigure
    | EffectsFigure
    | ComparisonFigure
    | TrendFigure
    | SensitivityFigure
    | WithinFigure
    | SubgroupsFigure
    | MissingFigure
    | WeightingFigure
    | EffectTrendFigure
    | ChangesFigure
    | QuestionFigure,
    Field(discriminator="kind"),
]
