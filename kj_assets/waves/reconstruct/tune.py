"""Changing an outcome's answers until a model's effects meet their targets.

Here: first how strongly the terms pull, the noise held fixed; then exchanges of single answers
for the last hundredths of a point. Not here: measuring effects (`effects.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kj_assets.waves.reconstruct.answers import Leaning
from kj_assets.waves.reconstruct.effects import Response
from kj_assets.waves.reconstruct.plan import EffectTarget

POINTS_PER_PULL = 30.0  # a pull of one standard deviation moves an effect by about this much
ROUNDS_OF_TUNING = 6
MOST_EXCHANGES = 400
SHARE_TOLERANCE = 0.03  # points; of the outcome's own share, while answers are exchanged
AIM = 0.2  # of each tolerance: what comes after may disturb a little


def tune_pulls(
    leaning: Leaning,
    weights: np.ndarray,
    targets: Sequence[EffectTarget],
    respond: Callable[[np.ndarray], Response],
) -> np.ndarray:
    """Return answers whose effects come near the targets, the noise held fixed throughout."""
    wanted = np.array([target.points for target in targets])
    tolerance = np.array([target.tolerance for target in targets])
    pulls = wanted / POINTS_PER_PULL
    best_miss, best = np.inf, leaning.cut(weights)
    leans = respond(best).leans
    for _ in range(ROUNDS_OF_TUNING):
        answers = leaning.cut(weights, leans @ pulls)
        miss = wanted - respond(answers).effects
        if np.abs(miss / tolerance).max() < best_miss:
            best_miss, best = float(np.abs(miss / tolerance).max()), answers
        pulls = pulls + miss / POINTS_PER_PULL
    return best


def exchange_answers(
    answers: np.ndarray,
    weights: np.ndarray,
    targets: Sequence[EffectTarget],
    share: float,
    respond: Callable[[np.ndarray], Response],
) -> np.ndarray:
    """Exchange answers between a supporter and another until effects and share are met.

    Each round takes the one pair that, to first order, brings all targets closest.
    """
    answers = answers.copy()
    wanted = np.array([*(target.points for target in targets), 100 * share])
    scale = np.array([*(target.tolerance for target in targets), SHARE_TOLERANCE])
    part = 100 * weights / weights.sum()
    for _ in range(MOST_EXCHANGES):
        response = respond(answers)
        supports = response.outcome == 1
        miss = (np.append(response.effects, part[supports].sum()) - wanted) / scale
        if np.abs(miss).max() < AIM:
            break
        moves = np.column_stack([response.influence, part]) / scale
        leave, enter = np.flatnonzero(supports), np.flatnonzero(response.outcome == 0)
        after = np.zeros((len(leave), len(enter)))
        for k in range(len(scale)):
            after += (miss[k] - moves[leave, k][:, None] + moves[enter, k][None, :]) ** 2
        i, j = np.unravel_index(int(np.argmin(after)), after.shape)
        one, other = leave[i], enter[j]
        answers[one], answers[other] = answers[other], answers[one]
    return answers
