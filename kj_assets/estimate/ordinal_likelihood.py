"""The cumulative logit likelihood on cells: value, scores, information and its maximum.

Belongs here: arrays and Newton. Does not: terms, designs, tables (`ordinal.py`).

With G(c) = P(y > c) = expit(k_c + x·b) and k_0 > k_1 > ..., a level between two cuts has
G(y−1) − G(y) = G(y−1) · (1 − G(y)) · (1 − exp(k_y − k_{y−1})). So the log-likelihood is that of
one or two yes/no questions per answer ("above the cut below it?", "above the cut over it?"), plus
a term in the gaps between cuts alone. Both parts are concave: Newton with halving finds the
maximum. With two levels it is the binary logit to the digit. Source: McCullagh (1980).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kj_assets.estimate.maximise import (
    LARGEST_STEP,
    MOST_ROUNDS,
    Solution,
    expit,
    measure_step,
)


@dataclass(frozen=True, eq=False)
class Splits:
    """Answers as yes/no questions; `cell`, `matrix`, `above`, `weights` have one row per question.

    `matrix` is (questions × (cuts + slopes)): dummies of the cut, then the terms. `gaps` are
    (levels − 2 × parameters) rows of +1 and −1, one per level between two cuts; `gap_weights` Σw
    of the answers there; `gap_of_cell` their position, −1 for the lowest and the highest level.
    """

    cell: np.ndarray
    matrix: np.ndarray
    above: np.ndarray
    weights: np.ndarray
    gaps: np.ndarray
    gap_weights: np.ndarray
    gap_of_cell: np.ndarray

    @classmethod
    def of(
        cls, terms: np.ndarray, outcome: np.ndarray, weights: np.ndarray, n_levels: int
    ) -> Splits:
        """Ask the questions of (cells × slopes) `terms`; `outcome` holds 0 to `n_levels` − 1."""
        levels = outcome.astype(int)
        n_cuts = n_levels - 1
        said_yes, said_no = np.flatnonzero(levels > 0), np.flatnonzero(levels < n_cuts)
        cell = np.concatenate([said_yes, said_no])
        cut = np.concatenate([levels[said_yes] - 1, levels[said_no]])
        above = np.repeat([1.0, 0.0], [len(said_yes), len(said_no)])
        matrix = np.hstack([np.eye(n_cuts)[cut], terms[cell]])
        gaps = np.zeros((n_cuts - 1, matrix.shape[1]))
        gaps[:, :n_cuts] = np.eye(n_cuts)[:-1] - np.eye(n_cuts)[1:]
        inner = (levels > 0) & (levels < n_cuts)
        gap_of_cell = np.where(inner, levels - 1, -1)
        gap_weights = np.bincount(gap_of_cell[inner], weights[inner], n_cuts - 1)
        return cls(cell, matrix, above, weights[cell], gaps, gap_weights, gap_of_cell)

    def log_likelihood(self, coefficients: np.ndarray) -> float:
        """Return the weighted log-likelihood; −∞ where the cuts are out of order."""
        widths = self.gaps @ coefficients
        if (widths <= 0).any():
            return -np.inf
        wrong_way = (1 - 2 * self.above) * (self.matrix @ coefficients)
        questions = -(self.weights * np.logaddexp(0.0, wrong_way)).sum()
        return float(questions + (self.gap_weights * np.log(-np.expm1(-widths))).sum())

    def score(self, coefficients: np.ndarray) -> np.ndarray:
        """Return the gradient of the log-likelihood (parameters)."""
        pull = self.weights * (self.above - expit(self.matrix @ coefficients))
        return self.matrix.T @ pull + self.gaps.T @ (self.gap_weights * self._open(coefficients))

    def information(self, coefficients: np.ndarray) -> np.ndarray:
        """Return minus the Hessian (parameters × parameters)."""
        fitted = expit(self.matrix @ coefficients)
        slope = self.weights * fitted * (1 - fitted)
        opened = self._open(coefficients)
        pressed = self.gap_weights * opened * (1 + opened)
        inner = (pressed[:, None] * self.gaps).T @ self.gaps
        return (slope[:, None] * self.matrix).T @ self.matrix + inner

    def score_cells(self, coefficients: np.ndarray) -> np.ndarray:
        """Return each cell's score per unit of weight (cells × parameters)."""
        residual = self.above - expit(self.matrix @ coefficients)
        pulls = residual[:, None] * self.matrix
        inner = self.gap_of_cell >= 0
        scores = np.zeros((len(inner), self.matrix.shape[1]))
        for asked in (self.above == 1, self.above == 0):  # each cell at most once in either
            scores[self.cell[asked]] += pulls[asked]
        of_gap = self._open(coefficients)[:, None] * self.gaps
        scores[inner] += of_gap[self.gap_of_cell[inner]]
        return scores

    def _open(self, coefficients: np.ndarray) -> np.ndarray:
        """How strongly the answers in each gap pull its two cuts apart: d log(1 − e^−Δ) / dΔ."""
        widths = self.gaps @ coefficients
        return np.exp(-widths) / -np.expm1(-widths)  # 1 / (e^Δ − 1), without overflow


def maximise_cumulative(
    terms: np.ndarray, outcome: np.ndarray, weights: np.ndarray, n_levels: int
) -> Solution:
    """Return the `Solution` for (cells × slopes) terms: cuts k_0 > k_1 > ... first, then slopes.

    It proves overlap as the binary fit does: for a direction that separates, the questions'
    score is minus that of the gaps, which such a direction cannot make positive.
    """
    scale = np.concatenate([np.ones(n_levels - 1), np.abs(terms).max(axis=0)])
    relative = weights / weights.mean()
    splits = Splits.of(terms / scale[n_levels - 1 :], outcome, relative, n_levels)
    coefficients, step = _climb(splits, _start_from_shares(outcome, relative, n_levels, len(scale)))
    pull = np.abs(splits.weights * (splits.above - expit(splits.matrix @ coefficients)))
    proves_overlap = bool(np.abs(splits.score(coefficients)).sum() * 1e6 < pull.min())
    return Solution(coefficients / scale, bool(step <= LARGEST_STEP), proves_overlap, step)


def _start_from_shares(
    outcome: np.ndarray, weights: np.ndarray, n_levels: int, n_parameters: int
) -> np.ndarray:
    """Slopes of 0, cuts that give the weighted shares."""
    by_level = np.bincount(outcome.astype(int), weights, n_levels)
    above = 1 - np.cumsum(by_level)[:-1] / by_level.sum()
    return np.concatenate([np.log(above / (1 - above)), np.zeros(n_parameters - n_levels + 1)])


def _climb(splits: Splits, coefficients: np.ndarray) -> tuple[np.ndarray, float]:
    """Return coefficients and the largest relative Newton step left."""
    likelihood, largest = splits.log_likelihood(coefficients), np.inf
    for _ in range(MOST_ROUNDS):
        information, score = splits.information(coefficients), splits.score(coefficients)
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:  # flat: separated, so there is no step that would settle it
            return coefficients, np.nan
        largest = measure_step(step, coefficients)
        if not np.isfinite(largest) or largest <= LARGEST_STEP:
            break
        for _ in range(MOST_ROUNDS):
            tried = splits.log_likelihood(coefficients + step)
            if tried >= likelihood - 1e-12 * abs(likelihood):
                break
            step = step / 2
        else:  # nothing rises along a step from flat information: separated
            return coefficients, largest
        coefficients, likelihood = coefficients + step, tried
    return coefficients, largest
