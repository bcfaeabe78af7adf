"""Separation: answers that some combination of terms predicts without fail.

Belongs here: finding it by a linear programme, and saying which columns do it. Does not: what is
done about it (`logit.py` leaves those columns out, `effects.py` refuses their effects).

Under separation the likelihood has no maximum; software that stops anyway prints a huge
coefficient with a tiny sandwich standard error, and stars. Source: Albert & Anderson (1984),
Konis (2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kj_assets.estimate.checks import RefusalError


@dataclass(frozen=True, eq=False)
class Separation:
    """`direction` (one per column) along which the likelihood only rises; `cells` it decides."""

    direction: np.ndarray
    cells: np.ndarray


def find_limits(
    design_matrix: np.ndarray, outcome: np.ndarray, n: np.ndarray, names: Sequence[str]
) -> np.ndarray:
    """Return −1, 0 or +1 per column: the infinity a separated level's coefficient runs to.

    Errors: S001 for the whole model where no level alone accounts for the separation (a base
    level, a number, a combination of terms): then no effect of it can be told.
    """
    undecided = np.ones(len(outcome), dtype=bool)
    blamed = np.zeros(len(names), dtype=bool)
    while (found := find_separation(design_matrix[undecided], outcome[undecided])) is not None:
        blamed |= found.direction != 0
        undecided[np.flatnonzero(undecided)[found.cells]] = False
    limits = np.zeros(len(names))
    if undecided.all():
        return limits
    gone = (design_matrix[undecided] == 0).all(axis=0)
    for j in np.flatnonzero(gone):
        answers = outcome[design_matrix[:, j] != 0]
        limits[j] = 2 * answers[0] - 1 if (answers == answers[0]).all() else 0.0
    explained = np.array_equal(design_matrix @ limits != 0, ~undecided)
    rest = design_matrix[np.ix_(undecided, ~gone)]
    if not undecided.any() or not explained or np.linalg.matrix_rank(rest) < rest.shape[1]:
        _refuse_model([name for name, b in zip(names, blamed, strict=True) if b], n, undecided)
    return limits


def _refuse_model(blamed: list[str], n: np.ndarray, undecided: np.ndarray) -> None:
    raise RefusalError(
        "S001",
        f"{' and '.join(blamed)} together predict the outcome without fail for some respondents; "
        "merge levels, choose another base or leave a term out",
        item=blamed[0],
        counts={"predicted": int(n[~undecided].sum()), "complete": int(n.sum())},
    )


def find_separation(design_matrix: np.ndarray, outcome: np.ndarray) -> Separation | None:
    """Return a separating direction for 0/1 `outcome` over the (cells × columns) matrix, or None.

    Maximises Σ s·xδ subject to s·xδ ≥ 0 and −1 ≤ δ ≤ 1 (s = 2y − 1); a positive maximum is
    separation, complete or quasi-complete. Columns are brought to length 1 at most first.
    """
    from scipy.optimize import linprog

    largest = np.abs(design_matrix).max(axis=0, initial=0.0)
    scaled = design_matrix / np.where(largest == 0, 1.0, largest)
    signed = np.unique((2 * outcome - 1)[:, None] * scaled, axis=0)
    solution = linprog(
        -signed.sum(axis=0),
        A_ub=-signed,
        b_ub=np.zeros(len(signed)),
        bounds=(-1, 1),
        method="highs",
    )
    separated = np.abs(scaled @ solution.x) > 1e-6
    if not separated.any():
        return None
    return Separation(np.where(np.abs(solution.x) > 1e-7, solution.x, 0.0), separated)
