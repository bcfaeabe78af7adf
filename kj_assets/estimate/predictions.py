"""Predictions with a term set to a level, their averages, gradients and influences.

Belongs here: what an effect is made of, for tables and for differences alike. Does not: tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from kj_assets.estimate.checks import describe_counts
from kj_assets.estimate.contrasts import (
    Contrast,
    Subgroup,
    build_contrast,
    find_refusal,
    list_contrasts,
    select_averaged,
)
from kj_assets.estimate.level_predictions import (
    Prediction,
    find_plain_factors,
    predict_levels,
)
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.maximise import expit
from kj_assets.estimate.model_data import ModelData
from kj_assets.estimate.terms import Numeric


class Fitted(Protocol):
    """What an effect needs of a fit, binary or ordered; arrays as `LogitFit` documents."""

    @property
    def data(self) -> ModelData:
        """The complete cells it was fitted to."""
        ...

    @property
    def n(self) -> int:
        """Complete cases."""
        ...

    @property
    def estimated(self) -> np.ndarray:
        """Which columns have a coefficient."""
        ...

    @property
    def influence(self) -> np.ndarray:
        """Influence on them per unit of weight (complete cells × those)."""
        ...

    @property
    def covariance(self) -> np.ndarray:
        """Covariance of all coefficients, NaN where not estimated."""
        ...

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Return `values` of complete cells over all cells, 0 where incomplete."""
        ...


@dataclass(frozen=True, eq=False)
class Effect:
    """One AME over the cells where `averaged` is 1; `code` says why it must not be given."""

    fit: Fitted
    contrast: Contrast
    averaged: np.ndarray
    low: Prediction
    high: Prediction
    code: str

    @property
    def estimate(self) -> float:
        """p1 − p0, NaN where refused."""
        return float("nan") if self.code else self.high.mean - self.low.mean

    @property
    def gradient(self) -> np.ndarray:
        """Gradient in the estimated coefficients."""
        return self.high.gradient - self.low.gradient

    @property
    def is_meant(self) -> np.ndarray:
        """Which complete cells gave the answer whose probability is meant (bool)."""
        return self.fit.data.outcome == 1

    @cached_property
    def delta_influence(self) -> np.ndarray:
        """Influence given the covariates, per unit of weight (complete cells)."""
        return self.fit.influence @ self.gradient

    @cached_property
    def influence(self) -> np.ndarray:
        """Influence including the sampling of the covariates, per unit of weight."""
        change = self.high.probabilities - self.low.probabilities
        centred = change - (self.high.mean - self.low.mean)
        total = float((self.averaged * self.fit.data.weights).sum())
        return self.delta_influence + self.averaged * centred / total

    @property
    def n(self) -> int:
        """Complete cases averaged over."""
        return int(self.fit.data.n[self.averaged > 0].sum())

    @property
    def df(self) -> int:
        """Units − strata, among those averaged over."""
        return self.fit.data.design.count_df(self.fit.spread(self.averaged) > 0)

    def count_at(self, level: str) -> tuple[int, int] | tuple[None, None]:
        """Complete cases at a level of the factor and, of them, those with outcome 1."""
        data = self.fit.data
        term = data.spec.find_main_term(self.contrast.term)
        if isinstance(term, Numeric):
            return None, None
        at_level = data.encoded.answers[term.name] == term.levels.index(level)
        n = data.n * at_level * (self.averaged > 0)
        return int(n.sum()), int(n[self.is_meant].sum())

    @property
    def reason(self) -> str:
        """Why it must not be given, with the counts of the level and of the base; else empty."""
        if not self.code:
            return ""
        counts: dict[str, int | None] = {}
        for level in (self.contrast.level, self.contrast.base):
            counts[level], counts[f"{level} with the answer meant"] = self.count_at(level)
        counted = describe_counts({name: n for name, n in counts.items() if n is not None})
        return f"{self.contrast.term} = {self.contrast.level} {_REFUSED[self.code]}{counted}"


_REFUSED = {"S001": "predicts without fail", "X004": "has no case to tell it by"}


def estimate_effects(fit: LogitFit, within: Subgroup | None = None) -> Iterator[Effect]:
    """Yield one effect per contrast, with its influence, for tables and for differences."""
    averaged = select_averaged(fit.data, within)
    weights = averaged * fit.data.weights
    weights = weights / weights.sum()
    plain = predict_levels(fit, find_plain_factors(fit), weights)
    for contrast in list_contrasts(fit.spec):
        if (contrast.term, contrast.level) not in plain:
            yield _rebuild(fit, contrast, averaged, weights)
            continue
        low, high = (plain[contrast.term, level] for level in (contrast.base, contrast.level))
        empty = fit.data.empty[fit.data.find_column(contrast.term, contrast.level)]
        yield Effect(fit, contrast, averaged, low, high, "X004" if empty else "")


def stack_influences(effects: Sequence[Effect]) -> np.ndarray:
    """Return the `influence` of effects of one fit (complete cells × effects), in one product."""
    fit = effects[0].fit
    share = effects[0].averaged / float((effects[0].averaged * fit.data.weights).sum())
    influences = np.array([effect.gradient for effect in effects]) @ fit.influence.T
    for influence, effect in zip(influences, effects, strict=True):
        change = effect.high.probabilities - effect.low.probabilities
        influence += share * (change - (effect.high.mean - effect.low.mean))
    return influences.T


def _rebuild(
    fit: LogitFit, contrast: Contrast, averaged: np.ndarray, weights: np.ndarray
) -> Effect:
    """Any contrast, with both design matrices built anew."""
    low, high = build_contrast(fit.data.encoded, contrast)
    code = find_refusal(low[averaged > 0], high[averaged > 0], fit.limits, fit.data.empty)
    at_base, at_level = (_predict(fit, matrix, weights) for matrix in (low, high))
    return Effect(fit, contrast, averaged, at_base, at_level, code)


def _predict(fit: LogitFit, design_matrix: np.ndarray, weights: np.ndarray) -> Prediction:
    probabilities = expit(fit.predict_linear(design_matrix))
    slope = weights * probabilities * (1 - probabilities)
    gradient = (slope @ design_matrix)[fit.estimated]
    return Prediction(probabilities, float(weights @ probabilities), gradient)
