"""A fitted logit: coefficients on covariate cells, and what follows from them.

Belongs here: predictions, influences, the design-based covariance, warnings, the coefficient
table. Does not: fitting (`logit.py`), effects (`effects.py`), fit statistics (`diagnostics.py`).

Source: Binder (1983); R `survey::svyglm`, Stata `svy: logit`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import Warned, warn_small_sample
from kj_assets.estimate.inference import make_t_tests
from kj_assets.estimate.maximise import measure_step
from kj_assets.estimate.model_data import ModelData, warn_small_levels
from kj_assets.estimate.results import COEFFICIENTS
from kj_assets.estimate.tables import build_table
from kj_assets.estimate.terms import Column, LogitSpec

CERTAIN = 800.0  # a linear predictor at which expit is exactly 0 or 1, and its slope exactly 0


@dataclass(frozen=True, eq=False)
class LogitFit:
    """A fitted model: its coefficients, and what follows from them, each computed once when asked.

    Arrays follow `columns`; what was not estimated is NaN.
    `limits` holds −1 or +1 for a separated column, whose coefficient runs to −∞ or +∞, else 0.
    `df` is units − strata (of those with a complete case); `residual_df` what R's `svyglm` prints.
    """

    data: ModelData
    coefficients: np.ndarray
    limits: np.ndarray

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

    @cached_property
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
        return 1 / (1 + self.odds_against)

    @cached_property
    def odds_against(self) -> np.ndarray:
        """exp(−x·b) of each complete cell: the odds of an outcome of 0."""
        with np.errstate(over="ignore"):
            return np.exp(-self.linear)

    @cached_property
    def bread(self) -> np.ndarray:
        """A⁻¹ = (Σ wμ(1−μ)xx′)⁻¹, of the estimated coefficients."""
        slope = self.data.weights * self.fitted * (1 - self.fitted)
        return np.linalg.inv((slope[:, None] * self._used).T @ self._used)

    @cached_property
    def influence(self) -> np.ndarray:
        """Influence on the estimated coefficients per unit of weight (complete cells × those)."""
        influence = self._used @ self.bread
        influence *= (self.data.outcome - self.fitted)[:, None]
        return influence

    @cached_property
    def newton_step(self) -> np.ndarray:
        """A⁻¹ Σ w(y − μ)x, of the estimated coefficients: what a further round would add."""
        return self.influence.T @ self.data.weights

    @property
    def largest_step(self) -> float:
        """The largest of it over the largest coefficient, each term on the scale of its values."""
        scale = np.abs(self._used).max(axis=0)
        return measure_step(scale * self.newton_step, scale * self.coefficients[self.estimated])

    @cached_property
    def covariance(self) -> np.ndarray:
        """Covariance of the summed influences, NaN where not estimated."""
        used = self.estimated
        covariance = np.full((len(used), len(used)), np.nan)
        total = self.data.design.covariance_of_total(self.spread(self.influence))
        covariance[np.ix_(used, used)] = total
        return covariance

    @cached_property
    def warnings(self) -> tuple[Warned, ...]:
        """X004, S001, X101, S101 and D101, where there is reason."""
        return tuple(_collect_warnings(self))

    @property
    def _used(self) -> np.ndarray:
        return self.data.select_columns(self.estimated)

    def predict_linear(self, design_matrix: np.ndarray) -> np.ndarray:
        """Return x·b for any (cells × columns) matrix; separated columns decide with certainty."""
        linear = design_matrix @ np.where(self.estimated, self.coefficients, 0.0)
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
