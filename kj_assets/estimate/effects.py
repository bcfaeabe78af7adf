"""Average marginal effects (AME) of a fitted logit, with both kinds of standard error.

Belongs here: the effects table. Does not: predictions (`predictions.py`), differences
(`compare.py`), a model refused whole (`refused.py`). All is a proportion: × 100 for points.

Source: Stata [R] margins (delta, `vce(unconditional)`); Graubard & Korn (1999). statsmodels'
`get_margeff` ignores the weights in the average and misreads factors, hence our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kj_assets.estimate.contrasts import Subgroup
from kj_assets.estimate.inference import make_t_tests
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.predictions import Effect, Fitted, estimate_effects, stack_influences
from kj_assets.estimate.results import EFFECTS
from kj_assets.estimate.tables import build_table

ESTIMAND = "average marginal effect"


def average_marginal_effects(fit: LogitFit, within: Subgroup | None = None) -> pd.DataFrame:
    """Return `results.EFFECTS`: one row per term and level other than the base.

    `within` averages over a subgroup (the fit stays that of all). t, p and intervals are from the
    delta standard error. A refused effect keeps its row: estimate null, code S001 or X004, reason
    with the counts of the level and of the base. Errors: X004 for a subgroup without a case.
    """
    return tabulate_effects(list(estimate_effects(fit, within)), within, ESTIMAND)


def tabulate_effects(
    effects: Sequence[Effect], within: Subgroup | None, estimand: str
) -> pd.DataFrame:
    """Return `results.EFFECTS` for effects of one fit, binary or ordered."""
    errors = measure_errors(effects)
    estimated = {
        "std_error": errors.delta,
        "std_error_unconditional": errors.unconditional,
        "p0": np.array([effect.low.mean for effect in effects]),
        "p0_std_error": errors.low,
        "p1": np.array([effect.high.mean for effect in effects]),
        "p1_std_error": errors.high,
        "deff": errors.deff,
        "n_eff": effects[0].n / errors.deff,
    }
    for values in estimated.values():
        values[[effect.code != "" for effect in effects]] = np.nan
    described = _describe_effects(effects)
    return build_table(
        {
            **described,
            **estimated,
            "estimand": estimand,
            "subgroup": str(within) if within else "",
            "df": float(effects[0].df),
            **make_t_tests(described["estimate"], estimated["std_error"], effects[0].df),
        },
        EFFECTS,
    )


@dataclass(frozen=True, eq=False)
class EffectErrors:
    """Standard errors of effects of one fit, one entry each; `low` and `high` of p0 and p1."""

    delta: np.ndarray
    unconditional: np.ndarray
    low: np.ndarray
    high: np.ndarray
    deff: np.ndarray


def measure_errors(effects: Sequence[Effect]) -> EffectErrors:
    """Return the standard errors of effects of one fit: what the table needs beside estimates."""
    fit = effects[0].fit
    low = np.array([effect.low.gradient for effect in effects])
    high = np.array([effect.high.gradient for effect in effects])
    unconditional, deff = _compute_unconditional(fit, effects)
    delta, of_low, of_high = (_compute_delta_errors(fit, g) for g in (high - low, low, high))
    return EffectErrors(delta, unconditional, of_low, of_high, deff)


def _compute_delta_errors(fit: Fitted, gradients: np.ndarray) -> np.ndarray:
    used = fit.estimated
    covariance = fit.covariance[np.ix_(used, used)]
    return np.sqrt(((gradients @ covariance) * gradients).sum(axis=1).clip(min=0.0))


def _compute_unconditional(fit: Fitted, effects: Sequence[Effect]) -> tuple[np.ndarray, np.ndarray]:
    """Return unconditional standard errors, and their variances over those of an SRS."""
    design = fit.data.design
    influence = stack_influences(effects)
    variances = design.variance_of_total(fit.spread(influence))
    squares = np.einsum("i,ij,ij->j", fit.data.weights, influence, influence)
    under_srs = squares * design.total_weight / (fit.n - 1)
    deff = np.divide(variances, under_srs, out=np.full(len(effects), np.nan), where=under_srs > 0)
    return np.sqrt(variances), deff


def _describe_effects(effects: Sequence[Effect]) -> dict[str, list[Any]]:
    rows = [_describe_effect(effect) for effect in effects]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _describe_effect(effect: Effect) -> dict[str, Any]:
    contrast = effect.contrast
    n_level, n_level_1 = effect.count_at(contrast.level)
    n_base, n_base_1 = effect.count_at(contrast.base)
    return {
        "outcome": effect.fit.data.spec.outcome,
        "term": contrast.term,
        "level": contrast.level,
        "base": contrast.base,
        "estimate": effect.estimate,
        "n": effect.n,
        "n_level": n_level,
        "n_level_1": n_level_1,
        "n_base": n_base,
        "n_base_1": n_base_1,
        "code": effect.code,
        "reason": effect.reason,
    }
