"""What weights look like, and what they cost in precision.

Belongs here: Kish and the few numbers that show a weight to be too heavy. Does not: making them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from kj_assets.estimate.checks import Warned, check_weights
from kj_assets.estimate.design import compute_kish_deff

LARGE_SHARE = 0.05
LARGE_DEFF = 2.0
LARGE_RATIO = 10.0


@dataclass(frozen=True)
class WeightDiagnostics:
    """Of the positive weights: counts, Kish's deff and n_eff, spread, warnings (W101)."""

    n: int
    n_zero: int
    kish_deff: float
    n_eff: float
    smallest: float
    median: float
    largest: float
    largest_over_median: float
    largest_share: float
    warnings: tuple[Warned, ...]


def describe_weights(weights: ArrayLike) -> WeightDiagnostics:
    """Describe weights (one per respondent, any scale). Errors: W001, W002."""
    given = np.asarray(weights, dtype=float)
    check_weights(given)
    used = given[given > 0]
    deff = compute_kish_deff(len(used), used.sum(), (used**2).sum())
    ratio = float(used.max() / np.median(used))
    share = float(used.max() / used.sum())
    return WeightDiagnostics(
        n=len(used),
        n_zero=len(given) - len(used),
        kish_deff=deff,
        n_eff=len(used) / deff,
        smallest=float(used.min()),
        median=float(np.median(used)),
        largest=float(used.max()),
        largest_over_median=ratio,
        largest_share=share,
        warnings=tuple(_warn_heavy(share, deff, ratio)),
    )


def _warn_heavy(share: float, deff: float, ratio: float) -> list[Warned]:
    heavy = [
        (share > LARGE_SHARE, f"one respondent carries {share:.1%} of all weight"),
        (deff > LARGE_DEFF, f"Kish's design effect is {deff:.2f}, over {LARGE_DEFF:g}"),
        (ratio > LARGE_RATIO, f"the largest weight is {ratio:.1f} times the median"),
    ]
    return [Warned("W101", f"{what}; trim, or merge margins") for is_so, what in heavy if is_so]
