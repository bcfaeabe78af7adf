"""Maximising a weighted Bernoulli likelihood, and knowing that the maximum is one.

Belongs here: the numerical optimum on arrays. Does not: terms, designs, messages to an analyst
beyond non-convergence.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from kj_assets.estimate.checks import RefusalError

LARGEST_STEP = 1e-12
MOST_ROUNDS = 50


@dataclass(frozen=True, eq=False)
class Solution:
    """Coefficients at the optimum; whether they converged, and prove that nothing is separated."""

    coefficients: np.ndarray
    converged: bool
    proves_overlap: bool
    largest_step: float

    def refuse_unless_converged(self, outcome: str) -> None:
        """Raise C001 where the largest Newton step never fell below 1e-12."""
        if not self.converged:
            raise RefusalError(
                "C001",
                f"the model of {outcome!r} did not converge in {MOST_ROUNDS} rounds (last step "
                f"{self.largest_step:.1e}); look for a term on an extreme scale",
                item=outcome,
            )


def maximise_likelihood(
    design_matrix: np.ndarray, outcome: np.ndarray, weights: np.ndarray
) -> Solution:
    """Maximise Σ w [y log μ + (1−y) log(1−μ)], μ = expit(x·b).

    statsmodels does it; Newton steps with halving then check its answer, and finish it where its
    stopping rule (a change in deviance) was content too early.
    """
    scale = np.abs(design_matrix).max(axis=0)
    matrix = design_matrix if (scale == 1).all() else design_matrix / scale
    relative = weights / weights.mean()
    start = _fit_by_statsmodels(matrix, outcome, relative)
    coefficients, step = _polish(matrix, outcome, relative, start)
    largest = measure_step(step, coefficients)
    converged = bool(largest <= LARGEST_STEP)
    distance = np.abs(outcome - expit(matrix @ coefficients))
    proof = converged and _prove_overlap(matrix @ step, distance)
    return Solution(coefficients / scale, converged, proof, largest)


def expit(linear: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(−linear)); four times as fast as scipy's, which takes one number at a time."""
    with np.errstate(over="ignore"):  # to infinity, and so to a probability of 0
        return 1 / (1 + np.exp(-linear))


def measure_step(step: np.ndarray, coefficients: np.ndarray) -> float:
    """Largest step over the largest coefficient, or over 1 where all are smaller."""
    return float(np.abs(step).max() / max(1.0, np.abs(coefficients).max()))


def _fit_by_statsmodels(matrix: np.ndarray, outcome: np.ndarray, weights: np.ndarray) -> np.ndarray:
    glm, family = _load_glm()
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # What it warns of (no convergence, a flat likelihood) is decided below, on evidence.
        warnings.simplefilter("ignore")
        model = glm(outcome, matrix, family(), var_weights=weights)
        # Newton steps from 0: its default solves a least squares problem by SVD in each round. For
        # a logit the expected information is the observed one, and takes it half the time.
        fit = model.fit(
            np.zeros(matrix.shape[1]),
            MOST_ROUNDS,
            "newton",
            cov_type="eim",
            optim_hessian="eim",
            max_start_irls=0,
            disp=0,
        )
        return np.asarray(fit.params)


@cache
def _load_glm() -> tuple[Any, Any]:
    # statsmodels.api would load all of statsmodels and cost another second.
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    class IdentifiedGLM(GLM):
        """Without the SVD that tells the rank: `check_identified` has seen that it is full."""

        def initialize(self) -> None:
            self.wnobs, columns = self.exog.shape
            self.df_model = columns - 1
            self.df_resid = self.wnobs - columns

    return IdentifiedGLM, Binomial


def _polish(
    matrix: np.ndarray, outcome: np.ndarray, weights: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients and the Newton step left."""
    coefficients = np.where(np.isfinite(start), start, 0.0)
    likelihood = _log_likelihood(matrix, outcome, weights, coefficients)
    step = np.full(len(coefficients), np.inf)
    for _ in range(MOST_ROUNDS):
        step = _newton_step(matrix, outcome, weights, coefficients)
        largest = measure_step(step, coefficients)
        if not np.isfinite(largest) or largest <= LARGEST_STEP:
            break
        taken = step
        for _ in range(MOST_ROUNDS):
            tried = _log_likelihood(matrix, outcome, weights, coefficients + taken)
            if tried >= likelihood - 1e-12 * abs(likelihood):
                break
            taken = taken / 2
        coefficients, likelihood = coefficients + taken, tried
    return coefficients, step


def _newton_step(
    matrix: np.ndarray, outcome: np.ndarray, weights: np.ndarray, coefficients: np.ndarray
) -> np.ndarray:
    fitted = expit(matrix @ coefficients)
    slope = weights * fitted * (1 - fitted)
    information = (slope[:, None] * matrix).T @ matrix
    score = matrix.T @ (weights * (outcome - fitted))
    try:
        return np.linalg.solve(information, score)
    except np.linalg.LinAlgError:  # flat: separated, so there is no step that would settle it
        return np.full(len(score), np.nan)


def _log_likelihood(
    matrix: np.ndarray, outcome: np.ndarray, weights: np.ndarray, coefficients: np.ndarray
) -> float:
    signs = 1 - 2 * outcome
    return float(-(weights * np.logaddexp(0.0, signs * (matrix @ coefficients))).sum())


def _prove_overlap(moved: np.ndarray, distance: np.ndarray) -> bool:
    """Whether a fit is its own proof that nothing is separated, so that no programme is needed.

    `moved` is x·d in each cell for the Newton step d that is left, `distance` is |y − μ|. With
    slope wμ(1−μ), the corrected residuals w(y−μ) − wμ(1−μ)·xd have Σ (…)x = score − A·d = 0. As
    μ(1−μ) ≤ |y−μ|, each keeps the sign s of y−μ where |xd| < 1. Along a separating direction δ
    all s·xδ ≥ 0, so Σ |…|·s·xδ = 0 makes each of them 0: there is none (Stiemke's lemma, the dual
    of `separation.find_separation`). A distance lost in rounding proves nothing.
    """
    return bool(np.abs(moved).max() < 0.5 and distance.min() > 1e-8)
