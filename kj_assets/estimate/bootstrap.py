"""Average marginal effects refitted under replicate weights, all replicates at once.

Belongs here: replicate effects and the table of bootstrap standard errors. Does not: making
replicate weights (`replicates.py`, `weight/replicates.py`), the refits (`refit.py`). Respondents
with the same answers are one pattern.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.contrasts import build_contrast, list_contrasts
from kj_assets.estimate.effects import ESTIMAND
from kj_assets.estimate.encoding import EncodedTerms
from kj_assets.estimate.fit_tables import BOOTSTRAP
from kj_assets.estimate.logit_fit import CERTAIN, LogitFit
from kj_assets.estimate.maximise import expit
from kj_assets.estimate.predictions import estimate_effects
from kj_assets.estimate.refit import refit_replicates, share_out
from kj_assets.estimate.replicates import replicate_variance
from kj_assets.estimate.tables import build_table

MOST_FAILED = 0.05


def bootstrap_effects(fit: LogitFit, weights: pd.DataFrame) -> pd.DataFrame:
    """Return `BOOTSTRAP`, one row per effect of `average_marginal_effects`.

    `weights` has the respondents' ids as index and one column per replicate; the fit's cells must
    have been collapsed with those ids as `unit`. Weights raked anew in each replicate give
    standard errors that know of the raking.
    Errors: ValueError (cells that hold several respondents), KeyError (one without weights), C001
    (over 5 % of the replicates have no maximum).
    """
    estimates = replicate_effects(fit, weights)
    failed = int(np.isnan(estimates[:, 0]).sum())
    if failed > MOST_FAILED * len(estimates):
        raise RefusalError(
            "C001",
            f"the model of {fit.spec.outcome!r} has no maximum in too many replicates; merge rare "
            "levels",
            item=fit.spec.outcome,
            counts={"failed": failed, "replicates": len(estimates)},
        )
    effects = list(estimate_effects(fit))
    full = np.array([effect.estimate for effect in effects])
    known = np.isfinite(full)
    std_error = np.full(len(full), np.nan)
    std_error[known] = np.sqrt(replicate_variance(estimates[:, known], full[known]))
    frame = pd.DataFrame([vars(effect.contrast) for effect in effects]).assign(
        outcome=fit.spec.outcome,
        estimand=ESTIMAND,
        estimate=full,
        std_error=std_error,
        n_replicates=len(estimates) - failed,
        n_failed=failed,
        code=[effect.code for effect in effects],
    )
    return build_table(dict(frame), BOOTSTRAP)


def replicate_effects(fit: LogitFit, weights: pd.DataFrame) -> np.ndarray:
    """Return the AMEs (replicates × contrasts); a replicate without a maximum is a row of nulls."""
    patterns = _find_patterns(fit, weights)
    matrix, used = patterns.encoded.build_matrix(), fit.estimated
    undecided = matrix @ fit.limits == 0
    coefficients = refit_replicates(
        matrix[np.ix_(undecided, used)],
        patterns.outcome[undecided],
        patterns.weights[undecided],
        fit.coefficients[used],
    )

    failed = np.isnan(coefficients).any(axis=1)
    coefficients[failed] = 0.0
    shares = share_out(patterns.weights)

    def average(design_matrix: np.ndarray) -> np.ndarray:
        linear = design_matrix[:, used] @ coefficients.T
        decided = np.sign(design_matrix @ fit.limits)[:, None]
        probabilities = expit(np.where(decided == 0, linear, CERTAIN * decided))
        return (shares * probabilities).sum(axis=0)

    pairs = [build_contrast(patterns.encoded, contrast) for contrast in list_contrasts(fit.spec)]
    changes = np.column_stack([average(high) - average(low) for low, high in pairs])
    return np.where(failed[:, None], np.nan, changes)


@dataclass(frozen=True, eq=False)
class _Patterns:
    """Distinct answers of the complete cases; `weights` are (patterns × replicates)."""

    encoded: EncodedTerms
    outcome: np.ndarray
    weights: np.ndarray


def _find_patterns(fit: LogitFit, weights: pd.DataFrame) -> _Patterns:
    data = fit.data
    units = fit.cells.loc[data.design.complete, "unit"]
    if units.isna().any() or (data.n != 1).any() or not units.is_unique:
        raise ValueError("collapse the cells with the respondents' ids as unit")
    answers = np.column_stack([data.outcome, *data.encoded.answers.values()])
    _, first, pattern = np.unique(answers, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(pattern, kind="stable")
    by_respondent = weights.loc[units].to_numpy(dtype=float)[order]
    starts = np.searchsorted(pattern[order], np.arange(len(first)))
    chosen = {name: values[first] for name, values in data.encoded.answers.items()}
    return _Patterns(
        EncodedTerms(fit.spec, chosen, len(first)),
        data.outcome[first],
        np.add.reduceat(by_respondent, starts, axis=0),
    )
