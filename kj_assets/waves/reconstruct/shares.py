"""Meeting weighted shares to the last printed digit by moving and exchanging single answers.

Here: a descent over moves (one respondent changes level) and exchanges (two swap levels).
Not here: what the shares should be (`plan.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

CLOSE_ENOUGH = 5e-5  # 0.005 points: a tenth of the rounding of a printed share
MOST_STEPS = 2000


def meet_shares(
    answers: np.ndarray,
    weights: np.ndarray,
    wanted: Mapping[str, float],
    groups: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return answers whose weighted shares meet the `wanted` ones (of all, from 0 to 1).

    Answers change only within `groups`, so whatever depends on the group alone stays.
    """
    answers = answers.copy()
    shares = weights / weights.sum()
    miss = {level: shares[answers == level].sum() - share for level, share in wanted.items()}
    for _ in range(MOST_STEPS):
        worst = max(miss, key=lambda level: abs(miss[level]))
        if abs(miss[worst]) < CLOSE_ENOUGH:
            break
        steps = [
            _find_best_step(answers, shares, groups, (worst, other), miss, rng)
            for other in wanted
            if other != worst
        ]
        gain, changes = max(steps, key=lambda step: step[0])
        if gain <= 0:
            break
        for respondent, level in changes:
            miss[answers[respondent]] -= shares[respondent]
            miss[level] += shares[respondent]
            answers[respondent] = level
    return answers


def _find_best_step(
    answers: np.ndarray,
    shares: np.ndarray,
    groups: np.ndarray,
    pair: tuple[str, str],
    miss: Mapping[str, float],
    rng: np.random.Generator,
) -> tuple[float, list[tuple[int, str]]]:
    """The move or exchange between two levels that lowers the squared misses most."""
    first, second = pair
    best: tuple[float, list[tuple[int, str]]] = (-np.inf, [])
    for group in np.unique(groups[answers == first]):
        here = _list_distinct(answers, shares, groups == group, first, rng)
        there = _list_distinct(answers, shares, groups == group, second, rng)
        if len(there) == 0:  # nobody of this group is at that level, and nobody shall be
            continue
        leave = np.append(shares[here], 0.0)[:, None]
        enter = np.append(shares[there], 0.0)[None, :]
        flow = leave - enter
        after = (miss[first] - flow) ** 2 + (miss[second] + flow) ** 2
        i, j = np.unravel_index(int(np.argmin(after)), after.shape)
        gain = miss[first] ** 2 + miss[second] ** 2 - float(after[i, j])
        changes = [(int(here[i]), second)] if i < len(here) else []
        changes += [(int(there[j]), first)] if j < len(there) else []
        best = max(best, (gain, changes), key=lambda step: step[0])
    return best


def _list_distinct(
    answers: np.ndarray,
    shares: np.ndarray,
    inside: np.ndarray,
    level: str,
    rng: np.random.Generator,
) -> np.ndarray:
    """One respondent at the level for each distinct weight, at random."""
    members = rng.permutation(np.flatnonzero(inside & (answers == level)))
    _, first = np.unique(shares[members], return_index=True)
    return members[first]
