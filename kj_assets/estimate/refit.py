"""Logits of many replicates at once: one outcome, one design matrix, a column of weights each.

Belongs here: batched Newton with step halving, and which replicates have a maximum. Does not:
effects (`bootstrap.py`), one careful fit (`maximise.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kj_assets.estimate.maximise import expit

SETTLED = 1e-9
MOST_ROUNDS = 25
FLAT = 1e-9  # curvature, against that of the mean weights, at which there is no maximum


def refit_replicates(
    matrix: np.ndarray, outcome: np.ndarray, weights: np.ndarray, start: np.ndarray
) -> np.ndarray:
    """Return logit coefficients (replicates × columns), nulls where there is no maximum.

    `matrix` is (patterns × columns), `weights` (patterns × replicates), `start` (columns), best
    the full sample's coefficients: then few Newton steps are needed. Each step is one matrix
    product over all replicates that have not settled.
    """
    scale = np.abs(matrix).max(axis=0)
    batch = _Batch(matrix / scale, outcome, share_out(weights))
    coefficients = np.tile(start * scale, (weights.shape[1], 1))
    flat = FLAT * batch.measure_curvature(start * scale)
    open_ones = np.arange(len(coefficients))
    for _ in range(MOST_ROUNDS):
        score, information = batch.differentiate(coefficients[open_ones], open_ones)
        curved = np.linalg.eigvalsh(information)[:, 0] > flat
        coefficients[open_ones[~curved]] = np.nan
        open_ones = open_ones[curved]
        step = np.linalg.solve(information[curved], score[curved][:, :, None])[:, :, 0]
        step = batch.halve_steps(coefficients[open_ones], step, open_ones)
        coefficients[open_ones] += step
        open_ones = open_ones[np.abs(step).max(axis=1, initial=0.0) > SETTLED]
        if not len(open_ones):
            break
    coefficients[open_ones] = np.nan
    return coefficients / scale


def share_out(weights: np.ndarray) -> np.ndarray:
    """Scale each replicate's weights to sum to 1; one without any keeps its zeros."""
    totals = weights.sum(axis=0)
    return weights / np.where(totals > 0, totals, 1.0)


@dataclass(frozen=True, eq=False)
class _Batch:
    """`x` is (patterns × columns), `shares` (patterns × replicates) sum to 1 by column.

    Coefficients come as (chosen replicates × columns), with the positions of those `chosen`.
    """

    x: np.ndarray
    outcome: np.ndarray
    shares: np.ndarray

    @cached_property
    def squares(self) -> np.ndarray:
        """xx′ of each pattern (patterns × columns²)."""
        return (self.x[:, :, None] * self.x[:, None, :]).reshape(len(self.x), -1)

    def differentiate(
        self, coefficients: np.ndarray, chosen: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return scores (chosen × columns) and informations (chosen × columns × columns)."""
        fitted, shares = expit(self.x @ coefficients.T), self.shares[:, chosen]
        score = (shares * (self.outcome[:, None] - fitted)).T @ self.x
        slopes = (shares * fitted * (1 - fitted)).T @ self.squares
        return score, slopes.reshape(-1, self.x.shape[1], self.x.shape[1])

    def log_likelihood(self, coefficients: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Return the log-likelihood of each chosen replicate."""
        signs = (1 - 2 * self.outcome)[:, None]
        losses = np.logaddexp(0.0, signs * (self.x @ coefficients.T))
        return -(self.shares[:, chosen] * losses).sum(axis=0)

    def halve_steps(
        self, coefficients: np.ndarray, step: np.ndarray, chosen: np.ndarray
    ) -> np.ndarray:
        """Halve each replicate's step until it no longer lowers its likelihood."""
        before = self.log_likelihood(coefficients, chosen)
        pending = np.arange(len(chosen))
        for _ in range(MOST_ROUNDS):
            tried = coefficients[pending] + step[pending]
            after = self.log_likelihood(tried, chosen[pending])
            pending = pending[after < before[pending] * (1 + 1e-12)]  # both are negative
            if not len(pending):
                break
            step[pending] /= 2
        return step

    def measure_curvature(self, coefficients: np.ndarray) -> float:
        """Smallest curvature of the likelihood with the replicates' mean weights."""
        mean = _Batch(self.x, self.outcome, self.shares.mean(axis=1, keepdims=True))
        _, information = mean.differentiate(coefficients[None], np.array([0]))
        return float(np.linalg.eigvalsh(information[0])[0])
