"""Predictions with everybody at each level of a factor, from the fitted x·b.

Belongs here: factors whose level moves x·b by a coefficient alone. Does not: interactions, numbers,
models with separation (`predictions.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.terms import Factor

BLOCK = 2048  # cells at a time, so that what is made of them stays in the processor's cache


@dataclass(frozen=True, eq=False)
class Prediction:
    """Everybody set to one level: probabilities (cells), their average, its gradient in b."""

    probabilities: np.ndarray
    mean: float
    gradient: np.ndarray


def find_plain_factors(fit: LogitFit) -> list[Factor]:
    """Return the factors that are in no interaction; none where a level is separated."""
    if fit.limits.any():
        return []
    crossed = {name for interaction in fit.spec.interactions for name in interaction.of}
    factors = [term for term in fit.spec.main_terms if isinstance(term, Factor)]
    return [factor for factor in factors if factor.name not in crossed]


def predict_levels(
    fit: LogitFit, factors: Sequence[Factor], weights: np.ndarray
) -> dict[tuple[str, str], Prediction]:
    """Return the prediction of each level of plain factors, by names of factor and level.

    Averages are over the complete cells, by `weights` of sum 1. Odds multiply, so there is no
    design matrix and no exponential a level.
    """
    if not factors:
        return {}
    columns = [_find_columns(fit, factor) for factor in factors]
    known = np.append(np.where(fit.estimated, fit.coefficients, 0.0), 0.0)
    odds = [np.exp(known[own]) for own in columns]  # 1 at the base, and at a level without a case
    probabilities, gradients = _predict(fit, factors, odds, weights)
    _replace_own_columns(gradients, columns)
    means, gradients = probabilities @ weights, gradients[:, fit.estimated]
    places = [(factor.name, level) for factor in factors for level in factor.levels]
    return {
        place: Prediction(probabilities[i], float(means[i]), gradients[i])
        for i, place in enumerate(places)
    }


def _predict(
    fit: LogitFit, factors: Sequence[Factor], odds: Sequence[np.ndarray], weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (levels × cells), and Σ w·slope·x (levels × columns) with x as it is."""
    answers = [fit.data.encoded.answers[factor.name] for factor in factors]
    n_levels = sum(map(len, odds))
    probabilities = np.empty((n_levels, len(weights)))
    gradients = np.zeros((n_levels, len(fit.columns)))
    with np.errstate(over="ignore"):  # to infinity, and so to a probability of 0
        for start in range(0, len(weights), BLOCK):
            cells = slice(start, start + BLOCK)
            against = [
                fit.odds_against[cells] * levels[at[cells]] / levels[:, None]
                for levels, at in zip(odds, answers, strict=True)
            ]
            block = 1 / (1 + np.concatenate(against))
            slopes = weights[cells] * block * (1 - block)
            gradients += slopes @ fit.data.design_matrix[cells]
            probabilities[:, cells] = block
    return probabilities, gradients


def _find_columns(fit: LogitFit, factor: Factor) -> np.ndarray:
    """The column of each level, −1 for the base."""
    return np.array(
        [
            -1 if level == factor.base else fit.data.find_column(factor.name, level)
            for level in factor.levels
        ]
    )


def _replace_own_columns(gradients: np.ndarray, columns: Sequence[np.ndarray]) -> None:
    """In a factor's own columns everybody is at the level: as in the intercept's, or nobody is."""
    end = 0
    for own in columns:
        start, end = end, end + len(own)
        levels = np.flatnonzero(own >= 0)
        gradients[start:end, own[levels]] = 0.0
        gradients[start + levels, own[levels]] = gradients[start + levels, 0]
