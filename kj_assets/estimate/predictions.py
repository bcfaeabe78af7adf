"""Predictions with a term set to a level, their averages, gradients and influences.

Belongs here: what an effect is made of, for tables and for differences alike. Does not: tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.logit import LogitFit
from kj_assets.estimate.maximise import expit
from kj_assets.estimate.terms import Factor, LogitSpec, Numeric

OBSERVED = "observed"


@dataclass(frozen=True)
class Subgroup:
    """The respondents an effect is averaged over: those with `level` of a column of the cells."""

    item: str
    level: str

    def __str__(self) -> str:
        """`item=level`."""
        return f"{self.item}={self.level}"


@dataclass(frozen=True)
class Contrast:
    """What is compared with what: a level with its base, or a number with a step above it."""

    term: str
    level: str
    base: str


@dataclass(frozen=True, eq=False)
class Prediction:
    """Everybody set to one level: probabilities (cells), their average, its gradient in b."""

    probabilities: np.ndarray
    mean: float
    gradient: np.ndarray


@dataclass(frozen=True, eq=False)
class Effect:
    """One AME over the cells where `averaged` is 1; `code` says why it must not be given."""

    fit: LogitFit
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
        return int(n.sum()), int(n[data.outcome == 1].sum())


def list_contrasts(spec: LogitSpec) -> list[Contrast]:
    """Return what a model's effects compare, in declared order."""
    contrasts = []
    for term in spec.main_terms:
        if isinstance(term, Factor):
            contrasts += [Contrast(term.name, level, term.base) for level in term.contrasts]
        else:
            contrasts.append(Contrast(term.name, f"+{term.step:g}", OBSERVED))
    return contrasts


def estimate_effects(fit: LogitFit, within: Subgroup | None = None) -> Iterator[Effect]:
    """Yield one effect per contrast, with its influence, for tables and for differences."""
    averaged = _select_averaged(fit, within)
    encoded = fit.data.encoded
    for contrast in list_contrasts(fit.spec):
        term = fit.spec.find_main_term(contrast.term)
        if isinstance(term, Factor):
            settings = [encoded.set_level(term.name, at) for at in (term.base, contrast.level)]
        else:
            settings = [encoded, encoded.add_step(term.name, term.step)]
        low, high = (setting.build_matrix() for setting in settings)
        yield Effect(
            fit,
            contrast,
            averaged,
            _predict(fit, low, averaged),
            _predict(fit, high, averaged),
            _find_refusal(fit, low[averaged > 0], high[averaged > 0]),
        )


def _select_averaged(fit: LogitFit, within: Subgroup | None) -> np.ndarray:
    """1.0 for complete cells that are averaged over, else 0.0."""
    if within is None:
        return np.ones(fit.data.encoded.n_cells)
    complete = fit.cells.loc[fit.data.design.complete, within.item]
    averaged = (complete == within.level).to_numpy(dtype=float)
    if not averaged.any():
        raise RefusalError(
            "X004", f"no complete case in {within}", item=within.item, level=within.level
        )
    return averaged


def _predict(fit: LogitFit, design_matrix: np.ndarray, averaged: np.ndarray) -> Prediction:
    probabilities = expit(fit.predict_linear(design_matrix))
    weights = averaged * fit.data.weights
    weights = weights / weights.sum()
    slope = weights * probabilities * (1 - probabilities)
    gradient = (slope @ design_matrix)[fit.estimated]
    return Prediction(probabilities, float(weights @ probabilities), gradient)


def _find_refusal(fit: LogitFit, low: np.ndarray, high: np.ndarray) -> str:
    """S001 or X004 where the data cannot tell a change from `low` to `high`, else empty."""
    separated = fit.limits != 0
    empty = fit.data.empty
    if (high[:, separated] != low[:, separated]).any():
        return "S001"
    return "X004" if high[:, empty].any() or low[:, empty].any() else ""
