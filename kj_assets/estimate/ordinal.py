"""Survey-weighted proportional-odds (ordered logit) model on covariate cells.

Belongs here: fitting and the coefficient table. Does not: checks of the answers
(`ordinal_data.py`), the likelihood (`ordinal_likelihood.py`), effects (`ordinal_effects.py`). The
outcome holds 0 to J − 1; terms are declared as for the binary logit. With J = 2 everything equals
`fit_logit`.

P(y > c) = expit(k_c + x·b), c = 0 … J − 2; −k_c is the cut point that R `polr`, R `svyolr` and
Stata `svy: ologit` print. Covariance: sandwich with the observed information. Source: McCullagh
(1980); Binder (1983).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import Warned, check_identified, warn_small_sample
from kj_assets.estimate.inference import make_t_tests
from kj_assets.estimate.logit_fit import CERTAIN
from kj_assets.estimate.maximise import Solution
from kj_assets.estimate.model_data import ModelData, warn_small_levels
from kj_assets.estimate.ordinal_data import CUT, find_ordered_limits, prepare_ordered, select_used
from kj_assets.estimate.ordinal_likelihood import Splits, maximise_cumulative
from kj_assets.estimate.results import COEFFICIENTS
from kj_assets.estimate.tables import build_table
from kj_assets.estimate.terms import Column, LogitSpec


@dataclass(frozen=True, eq=False)
class OrderedFit:
    """A fitted model. Arrays follow `columns` (cuts k_c, then slopes); not estimated is NaN.

    `limits` as in `LogitFit`: −1 or +1 for a separated column. `influence` is per unit of weight
    (complete cells × estimated columns). `data.outcome` holds levels 0 to `n_levels` − 1.
    """

    data: ModelData
    n_levels: int
    coefficients: np.ndarray
    limits: np.ndarray
    influence: np.ndarray
    covariance: np.ndarray
    warnings: tuple[Warned, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Cuts (`c|c+1`), then the design matrix's columns without the intercept."""
        cuts = [Column(CUT, f"{c}|{c + 1}") for c in range(self.n_levels - 1)]
        return (*cuts, *self.data.columns[1:])

    @property
    def empty(self) -> np.ndarray:
        """Which columns have no complete case (X004)."""
        return np.concatenate([np.zeros(self.n_levels - 1, dtype=bool), self.data.empty[1:]])

    @property
    def estimated(self) -> np.ndarray:
        """Which columns have a coefficient."""
        return np.isfinite(self.coefficients)

    @property
    def n(self) -> int:
        """Complete cases."""
        return self.data.design.n_complete

    @property
    def df(self) -> int:
        """Units − strata, among those with a complete case."""
        return self.data.design.df

    def predict_linear(self, design_matrix: np.ndarray) -> np.ndarray:
        """Return k_c + x·b (cells × cuts) for a matrix whose first column is the intercept."""
        n_cuts = self.n_levels - 1
        terms = design_matrix[:, 1:]
        slopes = np.where(self.estimated, self.coefficients, 0.0)[n_cuts:]
        linear = self.coefficients[:n_cuts] + (terms @ slopes)[:, None]
        decided = np.sign(terms @ self.limits[n_cuts:])[:, None]
        return np.where(decided == 0, linear, CERTAIN * decided)

    def spread(self, values: np.ndarray) -> np.ndarray:
        """Return (complete cells × q) `values` over all cells, 0 where incomplete."""
        full = np.zeros((len(self.data.cells), *values.shape[1:]))
        full[self.data.design.complete] = values
        return full

    def coefficient_table(self) -> pd.DataFrame:
        """Return `results.COEFFICIENTS` (log odds of a higher level); cuts as −k_c, ascending."""
        codes = np.where(self.empty, "X004", np.where(self.limits != 0, "S001", ""))
        signs = np.array([-1.0 if column.term == CUT else 1.0 for column in self.columns])
        estimate, std_error = signs * self.coefficients, np.sqrt(np.diag(self.covariance))
        return build_table(
            {
                "outcome": self.data.spec.outcome,
                "term": [column.term for column in self.columns],
                "level": [column.level for column in self.columns],
                "estimate": estimate,
                "std_error": std_error,
                "df": float(self.df),
                "n": self.n,
                "n_eff": self.n / self.data.design.kish_deff,
                "code": codes,
                **make_t_tests(estimate, std_error, self.df),
            },
            COEFFICIENTS,
        )


def fit_ordered_logit(cells: pd.DataFrame, spec: LogitSpec, n_levels: int) -> OrderedFit:
    """Fit the declared terms to a cells frame whose outcome holds 0 to `n_levels` − 1.

    Errors: as `fit_logit`; Y001 is an outcome outside those levels, Y002 a constant one, X004
    also an outcome level without a case, S001 also a cut that is predicted without fail.
    """
    data = prepare_ordered(cells, spec, n_levels)
    used = ~data.empty
    check_identified(data.design_matrix[:, used], data.name_columns(used))
    limits = np.zeros(len(used))
    undecided, kept = select_used(data, limits)
    solution = _maximise(data, undecided, kept, n_levels)
    if not solution.proves_overlap:
        limits[kept] = find_ordered_limits(data, kept, n_levels)
    if limits.any():
        undecided, kept = select_used(data, limits)
        solution = _maximise(data, undecided, kept, n_levels)
    solution.refuse_unless_converged(spec.outcome)
    return _complete_fit(data, n_levels, solution, limits)


def _maximise(data: ModelData, cells: np.ndarray, kept: np.ndarray, n_levels: int) -> Solution:
    terms = data.design_matrix[np.ix_(cells, kept)]
    return maximise_cumulative(terms, data.outcome[cells], data.weights[cells], n_levels)


def _complete_fit(
    data: ModelData, n_levels: int, solution: Solution, limits: np.ndarray
) -> OrderedFit:
    """Add the influences, s A⁻¹ with the observed information A, and their total's covariance."""
    undecided, kept = select_used(data, limits)
    terms = data.design_matrix[np.ix_(undecided, kept)]
    splits = Splits.of(terms, data.outcome[undecided], data.weights[undecided], n_levels)
    bread = np.linalg.inv(splits.information(solution.coefficients))
    influence = np.zeros((len(undecided), len(bread)))
    influence[undecided] = splits.score_cells(solution.coefficients) @ bread
    used = np.concatenate([np.ones(n_levels - 1, dtype=bool), kept[1:]])
    coefficients = np.full(len(used), np.nan)
    coefficients[used] = solution.coefficients
    covariance = np.full((len(used), len(used)), np.nan)
    padded = np.concatenate([np.zeros(n_levels - 1), limits[1:]])
    fit = OrderedFit(data, n_levels, coefficients, padded, influence, covariance)
    covariance[np.ix_(used, used)] = data.design.covariance_of_total(fit.spread(influence))
    return replace(fit, warnings=tuple(_collect_warnings(fit)))


def _collect_warnings(fit: OrderedFit) -> list[Warned]:
    """As for the binary logit; S101 counts answers at the cut that splits them most evenly."""
    texts = {"X004": "no complete case in {}: left out", "S001": "{} predicts without fail"}
    warned = []
    for code, chosen in (("X004", fit.empty), ("S001", fit.limits != 0)):
        columns = [column for column, is_so in zip(fit.columns, chosen, strict=True) if is_so]
        warned += [Warned(code, texts[code].format(repr(c.name)), c.term, c.level) for c in columns]
    warned += warn_small_levels(fit.data)
    above = [int(fit.data.n[fit.data.outcome > c].sum()) for c in range(fit.n_levels - 1)]
    events = max(above, key=lambda count: min(count, fit.n - count))
    parameters = int(fit.estimated.sum())
    return warned + warn_small_sample(fit.df, events, fit.n - events, parameters)
