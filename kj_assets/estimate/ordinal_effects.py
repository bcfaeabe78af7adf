"""Average marginal effects of an ordered logit: change in P(outcome in declared levels).

Belongs here: the probabilities of an `OrderedFit`. Does not: fitting (`ordinal.py`), the table
(`effects.py`), which is the binary logit's; with two levels the numbers are the same.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.contrasts import (
    Contrast,
    Subgroup,
    build_contrast,
    find_refusal,
    list_contrasts,
    select_averaged,
)
from kj_assets.estimate.effects import tabulate_effects
from kj_assets.estimate.level_predictions import Prediction
from kj_assets.estimate.maximise import expit
from kj_assets.estimate.ordinal import OrderedFit
from kj_assets.estimate.predictions import Effect
from kj_assets.estimate.refused import refuse_effects
from kj_assets.estimate.terms import LogitSpec

ESTIMAND = "average marginal effect, ordered logit"


def ordered_marginal_effects(
    fit: OrderedFit, top: Collection[int], within: Subgroup | None = None
) -> pd.DataFrame:
    """Return `results.EFFECTS` for P(outcome in `top`); p0 and p1 are predicted probabilities.

    `top` holds levels (0 to J − 1), some but not all; `n_level_1` counts answers among them.
    Errors: ValueError for such a `top`, X004 for a subgroup without a case.
    """
    chosen = np.isin(np.arange(fit.n_levels), list(top)).astype(float)
    if chosen.sum() != len(set(top)) or not 0 < chosen.sum() < fit.n_levels:
        raise ValueError(f"top {sorted(top)} must be some, not all, of 0 to {fit.n_levels - 1}")
    averaged = select_averaged(fit.data, within)
    contrasts = list_contrasts(fit.data.spec)
    effects = [_estimate_effect(fit, contrast, chosen, averaged) for contrast in contrasts]
    return tabulate_effects(effects, within, ESTIMAND)


def refuse_ordered_effects(spec: LogitSpec, refusal: RefusalError) -> pd.DataFrame:
    """Return `results.EFFECTS` for a model that was refused whole: every row empty, with why."""
    return refuse_effects(spec, refusal, estimand=ESTIMAND)


@dataclass(frozen=True, eq=False)
class OrderedEffect(Effect):
    """One effect; `chosen` is 1 for the levels whose probability is meant."""

    chosen: np.ndarray

    @property
    def is_meant(self) -> np.ndarray:
        """Which complete cells answered at a chosen level (bool)."""
        return self.chosen[self.fit.data.outcome.astype(int)] == 1


def _estimate_effect(
    fit: OrderedFit, contrast: Contrast, chosen: np.ndarray, averaged: np.ndarray
) -> OrderedEffect:
    low, high = build_contrast(fit.data.encoded, contrast)
    code = find_refusal(
        low[averaged > 0][:, 1:],
        high[averaged > 0][:, 1:],
        fit.limits[fit.n_levels - 1 :],
        fit.data.empty[1:],
    )
    at_base, at_level = (_predict(fit, matrix, chosen, averaged) for matrix in (low, high))
    return OrderedEffect(fit, contrast, averaged, at_base, at_level, code, chosen)


def _predict(
    fit: OrderedFit, design_matrix: np.ndarray, chosen: np.ndarray, averaged: np.ndarray
) -> Prediction:
    """P = s_0 + Σ_c (s_{c+1} − s_c) P(y > c), s being 1 for chosen levels; its mean, gradient."""
    above = expit(fit.predict_linear(design_matrix))
    jumps = np.diff(chosen)
    probabilities = chosen[0] + above @ jumps
    weights = averaged * fit.data.weights
    weights = weights / weights.sum()
    slope = weights[:, None] * above * (1 - above) * jumps
    gradient = np.concatenate([slope.sum(axis=0), slope.sum(axis=1) @ design_matrix[:, 1:]])
    return Prediction(probabilities, float(weights @ probabilities), gradient[fit.estimated])
