"""Survey-weighted logistic regression on covariate cells, with design-based covariance.

Belongs here: fitting, refitting from stored coefficients, the coefficient table. Does not: effects
(`effects.py`), fit statistics (`diagnostics.py`).

Source: Binder (1983); R `survey::svyglm`, Stata `svy: logit`. The pseudo-likelihood is maximised
by statsmodels (GLM, `var_weights`); the covariance is this project's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError, Warned, check_identified, warn_small_sample
from kj_assets.estimate.inference import make_t_tests
from kj_assets.estimate.maximise import expit, maximise_likelihood
from kj_assets.estimate.model_data import ModelData, prepare_model, warn_small_levels
from kj_assets.estimate.results import COEFFICIENTS
from kj_assets.estimate.separation import find_limits
from kj_assets.estimate.tables import build_table
from kj_assets.estimate.terms import Column, LogitSpec

CERTAIN = 800.0  # a linear predictor at which expit is exactly 0 or 1, and its slope exactly 0


@dataclass(frozen=True, eq=False)
class LogitFit:
    """A fitted model. Arrays follow `columns`; what was not estimated is NaN.

    `limits` holds −1 or +1 for a separated column, whose coefficient runs to −∞ or +∞, else 0.
    `df` is units − strata (of those with a complete case); `residual_df` what R's `svyglm` prints.
    """

    data: ModelData
    coefficients: np.ndarray
    limits: np.ndarray
    covariance: np.ndarray
    bread: np.ndarray
    warnings: tuple[Warned, ...]

    @property
    def spec(self) -> LogitSpec:
        """The declared model."""
        return self.data.spec

    @property
    def cells(self) -> pd.DataFrame:
        """The cells frame it was fitted to."""
        return self.data.cells

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the design matrix."""
        return self.data.columns

    @property
    def estimated(self) -> np.ndarray:
        """Which columns have a coefficient."""
        return np.isfinite(self.coefficients)

    @property
    def n(self) -> int:
        """Complete cases."""
        return self.data.design.n_complete

    @property
    def n_eff(self) -> float:
        """Complete cases over Kish's deff."""
        return self.n / self.data.design.kish_deff

    @property
    def df(self) -> int:
        """Units − strata, among those with a complete case."""
        return self.data.design.df

    @property
    def residual_df(self) -> int:
        """`df` + 1 − parameters, as R's `summary.svyglm` uses."""
        return self.df + 1 - int(self.estimated.sum())

    @property
    def dropped_levels(self) -> tuple[Column, ...]:
        """Columns without a case, left out of the design (X004)."""
        return tuple(c for c, empty in zip(self.columns, self.data.empty, strict=True) if empty)

    @property
    def separated_levels(self) -> tuple[Column, ...]:
        """Columns that predict the outcome without fail (S001)."""
        return tuple(c for c, limit in zip(self.columns, self.limits, strict=True) if limit)

    @property
    def std_error(self) -> np.ndarray:
        """Design-based standard errors of the coefficients (log odds)."""
        return np.sqrt(np.diag(self.covariance))

    @cached_property
    def linear(self) -> np.ndarray:
        """Linear predictor x·b of each complete cell."""
        return self.predict_linear(self.data.design_matrix)

    @cached_property
    def fitted(self) -> np.ndarray:
        """Predicted probability of each complete cell."""
        return expit(self.linear)

    @cached_property
    def influence(self) -> np.ndarray:
        """Influence on the estimated coefficients per unit of weight (complete cells × those)."""
        used = self.data.design_matrix[:, self.estimated]
        return (self.data.outcome - self.fitted)[:, None] * (used @ self.bread)

    def predict_linear(self, design_matrix: np.ndarray) -> np.ndarray:
        """Return x·b for any (cells × columns) matrix; separated columns decide with certainty."""
        used = self.estimated
        linear = design_matrix[:, used] @ self.coefficients[used]
        if not self.limits.any():
            return linear
        decided = np.sign(design_matrix @ self.limits)
        return np.where(decided == 0, linear, CERTAIN * decided)

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Return (complete cells × q) `values` over all cells, 0 where incomplete."""
        if len(values) == len(self.cells):
            return values
        full = np.zeros((len(self.cells), *values.shape[1:]))
        full[self.data.design.complete] = values
        return full

    def coefficient_table(self) -> pd.DataFrame:
        """Return one row per column, as `results.COEFFICIENTS` documents (log odds)."""
        codes = np.where(self.data.empty, "X004", np.where(self.limits != 0, "S001", ""))
        std_error = self.std_error
        return build_table(
            {
                "outcome": self.spec.outcome,
                "term": [column.term for column in self.columns],
                "level": [column.level for column in self.columns],
                "estimate": self.coefficients,
                "std_error": std_error,
                "df": float(self.df),
                "n": self.n,
                "n_eff": self.n_eff,
                "code": codes,
                **make_t_tests(self.coefficients, std_error, self.df),
            },
            COEFFICIENTS,
        )


def fit_logit(cells: pd.DataFrame, spec: LogitSpec) -> LogitFit:
    """Fit the declared model to a cells frame.

    Errors: N001 (no complete case), Y001, Y002 (outcome), X001 (undeclared answers), X003 (not
    identified), X004 (base level empty), S001 (separation that no level explains alone), C001 (no
    convergence), D001 (lone unit). Warnings travel in the fit: X004, X101, S001, S101, D101.
    """
    data = prepare_model(cells, spec)
    used = ~data.empty
    check_identified(data.design_matrix[:, used], data.name_columns(used))
    solution = maximise_likelihood(data.design_matrix[:, used], data.outcome, data.weights)
    limits = np.zeros(len(data.columns))
    if not solution.proves_overlap:
        limits[used] = find_limits(
            data.design_matrix[:, used], data.outcome, data.n, data.name_columns(used)
        )
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
    return _complete_fit(data, coefficients, limits)


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
    fit = _complete_fit(data, values, limits)
    step = np.abs(fit.influence.T @ data.weights)
    if not (step <= 1e-6 * np.maximum(1.0, np.abs(values[fit.estimated]))).all():
        raise RefusalError(
            "C001",
            f"the stored coefficients of {spec.outcome!r} do not fit these cells; build the "
            "coefficient table again",
            item=spec.outcome,
        )
    return fit


def _complete_fit(data: ModelData, coefficients: np.ndarray, limits: np.ndarray) -> LogitFit:
    """Add bread A⁻¹ = (Σ wμ(1−μ)xx′)⁻¹ and the covariance of the summed influences."""
    used = np.isfinite(coefficients)
    fit = LogitFit(data, coefficients, limits, np.empty(0), np.empty(0), ())
    slope = data.weights * fit.fitted * (1 - fit.fitted)
    matrix = data.design_matrix[:, used]
    bread = np.linalg.inv((slope[:, None] * matrix).T @ matrix)
    fit = replace(fit, bread=bread)
    covariance = np.full((len(used), len(used)), np.nan)
    covariance[np.ix_(used, used)] = data.design.covariance_of_total(fit.spread(fit.influence))
    return replace(fit, covariance=covariance, warnings=tuple(_collect_warnings(fit)))


def _collect_warnings(fit: LogitFit) -> list[Warned]:
    data = fit.data
    warned = [
        Warned("X004", f"no complete case in {c.name!r}: left out", c.term, c.level)
        for c in fit.dropped_levels
    ]
    warned += [
        Warned("S001", f"{c.name!r} predicts the answer without fail", c.term, c.level)
        for c in fit.separated_levels
    ]
    warned += warn_small_levels(data)
    events = int(data.n[data.outcome == 1].sum())
    parameters = int(fit.estimated.sum())
    return warned + warn_small_sample(fit.df, events, fit.n - events, parameters)
