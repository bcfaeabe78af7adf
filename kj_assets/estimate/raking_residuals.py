"""Linearised variance of estimates whose weights were raked.

Belongs here: what raking takes out of an influence. Does not: raking (`weight/rake.py`), the
bootstrap that raking is checked against (`replicates.py`).

Deville & Särndal (1992): for large samples every calibration estimator has the variance of the
regression estimator, that of Σ w_i e_i, e being the residual of the influence in the weighted
regression on the margins' dummies. A margin's own share is known, so its variance is 0. Weights
that were trimmed after raking meet their margins only nearly, and so does this.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.predictions import estimate_effects, stack_influences


def rake_residuals(influence: np.ndarray, margins: pd.DataFrame, weights: np.ndarray) -> np.ndarray:
    """Return the residuals of `influence` (respondents, or respondents × q), in its shape.

    `influence` is per unit of weight, and 0 for respondents who were raked but have no answer;
    `margins` has a column per margin (for a crossed one, the combination); `weights` are the raked
    ones. Errors: R001 (a respondent without a level of a margin).
    """
    if margins.isna().to_numpy().any():
        raise RefusalError(
            "R001",
            "respondents have no level of a margin they were raked to",
            counts={"respondents": int(margins.isna().any(axis=1).sum())},
        )
    codes = np.column_stack([pd.factorize(margins[name])[0] for name in margins])
    cells, cell = np.unique(codes, axis=0, return_inverse=True)
    dummies = np.hstack([column[:, None] == np.unique(column) for column in cells.T]).astype(float)
    values = influence.reshape(len(influence), -1)
    total = np.bincount(cell, weights, len(cells))
    sums = np.column_stack([np.bincount(cell, weights * v, len(cells)) for v in values.T])
    root = np.sqrt(total)[:, None]
    scaled = np.divide(sums, root, out=np.zeros_like(sums), where=root > 0)
    slopes = np.linalg.lstsq(root * dummies, scaled, rcond=None)[0]
    return (values - (dummies @ slopes)[cell]).reshape(influence.shape)


def collect_influences(fit: LogitFit) -> pd.DataFrame:
    """Return each effect's influence per unit of weight: units as index, effects as columns.

    With a unit per respondent; columns are (term, level), refused effects left out. Respondents
    without an answer have 0. Errors: ValueError (cells without units, or with shared ones).
    """
    units = fit.cells["unit"]
    if units.isna().any() or not units.is_unique:
        raise ValueError("collapse the cells with the respondents' ids as unit")
    effects = [effect for effect in estimate_effects(fit) if not effect.code]
    influence = fit.spread(stack_influences(effects))
    names = [(effect.contrast.term, effect.contrast.level) for effect in effects]
    columns = pd.MultiIndex.from_tuples(names, names=["term", "level"])
    return pd.DataFrame(influence, index=units, columns=columns)


def measure_raked_errors(fit: LogitFit, margins: pd.DataFrame, design: Design) -> pd.Series:
    """Return the unconditional standard error of each effect (term, level), raking known.

    `margins` is indexed by the respondents' ids, all who were raked, in the order of `design`,
    whose weights are the raked ones; the fit's cells hold the same ids as `unit`.
    """
    influences = collect_influences(fit)
    strangers = influences.index.difference(margins.index)
    if len(strangers):
        raise KeyError(f"{len(strangers)} units of the fit have no margins, such as {strangers[0]}")
    values = influences.reindex(margins.index, fill_value=0.0).to_numpy()
    weights = design.used_weights
    residuals = rake_residuals(values, margins, weights)
    variance = np.diag(design.covariance_of_total(weights[:, None] * residuals)).clip(min=0.0)
    return pd.Series(np.sqrt(variance), index=influences.columns, name="std_error")
