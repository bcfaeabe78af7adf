"""Survey-weighted logistic regression on covariate cells, with design-based covariance.

Belongs here: fitting, and making a fit again from stored coefficients. Does not: what a fit is
(`logit_fit.py`), the numerical optimum (`maximise.py`).

Source: Binder (1983); R `survey::svyglm`, Stata `svy: logit`. The pseudo-likelihood is maximised
by statsmodels (GLM, `var_weights`); the covariance is this project's own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError, check_identified
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.maximise import maximise_likelihood
from kj_assets.estimate.model_data import prepare_model
from kj_assets.estimate.separation import find_limits
from kj_assets.estimate.terms import LogitSpec


def fit_logit(cells: pd.DataFrame, spec: LogitSpec) -> LogitFit:
    """Fit the declared model to a cells frame.

    Errors: N001 (no complete case), Y001, Y002 (outcome), X001 (undeclared answers), X003 (not
    identified), X004 (base level empty), S001 (separation that no level explains alone), C001 (no
    convergence), D001 (lone unit). Warnings travel in the fit: X004, X101, S001, S101, D101.
    """
    data = prepare_model(cells, spec)
    used = ~data.empty
    matrix, names = data.select_columns(used), data.name_columns(used)
    check_identified(matrix, names)
    solution = maximise_likelihood(matrix, data.outcome, data.weights)
    limits = np.zeros(len(data.columns))
    if not solution.proves_overlap:
        limits[used] = find_limits(matrix, data.outcome, data.n, names)
    if limits.any():
        used = used & (limits == 0)
        undecided = data.design_matrix @ limits == 0
        solution = maximise_likelihood(
            data.design_matrix[np.ix_(undecided, used)],
            data.outcome[undecided],
            data.weights[undecided],
        )
    solution.refuse_unless_converged(spec.outcome)
    coefficients = np.full(len(data.columns), np.nan)
    coefficients[used] = solution.coefficients
    return LogitFit(data, coefficients, limits)


def restore_fit(cells: pd.DataFrame, spec: LogitSpec, coefficients: pd.DataFrame) -> LogitFit:
    """Make the fit again from its stored coefficient table, without refitting.

    `coefficients` needs `term`, `level`, `estimate`, `code` as `coefficient_table` gives them.
    Errors: C001 where they do not maximise the likelihood of these cells; else as `fit_logit`.
    """
    data = prepare_model(cells, spec)
    stored = coefficients.assign(level=coefficients["level"].fillna(""))
    stored = stored.set_index(["term", "level"]).reindex(
        [(column.term, column.level) for column in data.columns]
    )
    values = stored["estimate"].to_numpy(dtype=float)
    limits = np.zeros(len(values))
    for j in np.flatnonzero(stored["code"].to_numpy() == "S001"):
        limits[j] = 2 * data.outcome[data.design_matrix[:, j] != 0][0] - 1
    fit = LogitFit(data, values, limits)
    step = np.abs(fit.newton_step)
    if not (step <= 1e-6 * np.maximum(1.0, np.abs(values[fit.estimated]))).all():
        raise RefusalError(
            "C001",
            f"the stored coefficients of {spec.outcome!r} do not fit these cells; build the "
            "coefficient table again",
            item=spec.outcome,
        )
    return fit
