"""The sampling design, and the covariance of any total under it.

Belongs here: weights, strata, primary sampling units, domain, degrees of freedom, Kish. `Design`
is for rows (toplines, crosstabs), `CellDesign` for collapsed cells (models). Does not: estimates.

Source: Binder (1983); Lumley, Complex Surveys (2010). Strata h, units c:
V = Σ_h n_h/(n_h−1) Σ_c (z_hc − z̄_h)(z_hc − z̄_h)′; a unit without a case in the domain is a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import check_weights
from kj_assets.estimate.clusters import Clusters, LoneUnits, scale_strata, sum_by


@dataclass(frozen=True, eq=False)
class Design:
    """One entry per respondent. Without `units` each respondent is a unit; without `strata`, one.

    Outside the `domain` (bool) a respondent keeps the place in strata and units and weighs 0.
    Errors: W001, W002 (weights), D001 (a stratum with one unit), D002 (no stratum or unit).
    """

    weights: np.ndarray
    strata: np.ndarray | None = None
    units: np.ndarray | None = None
    domain: np.ndarray | None = None

    def __post_init__(self) -> None:
        """Take arrays from any sequence, and refuse what cannot be estimated from."""
        object.__setattr__(self, "weights", np.asarray(self.weights, dtype=float))
        check_weights(self.weights)
        _ = self._clusters.lone

    @cached_property
    def used_weights(self) -> np.ndarray:
        """Weights, 0 outside the domain (one per respondent)."""
        if self.domain is None:
            return self.weights
        return np.where(np.asarray(self.domain, dtype=bool), self.weights, 0.0)

    @property
    def respondents(self) -> np.ndarray:
        """Respondents of each entry: one."""
        return np.ones(len(self.weights))

    def count(self, cases: np.ndarray) -> int:
        """Respondents in the `cases` (bool, one per entry)."""
        return int(self.respondents[cases].sum())

    def sum_squares(self, cases: np.ndarray) -> float:
        """Σw² of those in the `cases`."""
        return float((self.weights[cases] ** 2).sum())

    @property
    def n(self) -> int:
        """Respondents with a weight, in the domain."""
        return self.count(self.used_weights > 0)

    @property
    def df(self) -> int:
        """Units − strata, among respondents with a weight in the domain."""
        return self.count_df(self.used_weights > 0)

    @property
    def kish_deff(self) -> float:
        """N Σw² / (Σw)²: what unequal weights alone cost."""
        used = self.used_weights
        return compute_kish_deff(self.n, used.sum(), self.sum_squares(used > 0))

    @property
    def n_eff(self) -> float:
        """Respondents of a simple random sample worth as much: n / deff."""
        return self.n / self.kish_deff

    def count_df(self, cases: np.ndarray) -> int:
        """Units − strata among those with one of the `cases` (bool, one per respondent)."""
        return self._clusters.count_df(cases)

    def covariance_of_total(self, z: np.ndarray) -> np.ndarray:
        """Return the (q × q) covariance of Σ z; `z` is (respondents × q) and carries the weight."""
        return self._clusters.cross_deviations(z.reshape(len(self.weights), -1))

    @cached_property
    def _clusters(self) -> Clusters:
        n = len(self.weights)
        strata = None if self.strata is None else pd.Series(self.strata)
        units = pd.Series(np.arange(n)) if self.units is None else pd.Series(self.units)
        return Clusters.of(strata, units)


@dataclass(frozen=True, eq=False)
class CellDesign:
    """The same for a cells frame; scores are per unit of weight, as cells share them.

    With strata or units, a respondent without an answer is a zero row, as in R `survey`. With
    neither, such respondents are left out of n/(n−1), as Stata and `svyglm` on complete cases do;
    those outside a domain never are.
    Errors: W002 (all weights zero), D001 (a stratum with one unit).
    """

    n: np.ndarray
    counted: np.ndarray
    sum_weight: np.ndarray
    sum_weight_squared: np.ndarray
    complete: np.ndarray
    strata: np.ndarray
    clusters: Clusters | None
    lone: LoneUnits | None = None

    @classmethod
    def of(cls, cells: pd.DataFrame) -> CellDesign:
        """Read the design columns of a cells frame (`collapse_to_cells`)."""
        n, sums, squares = (
            cells[name].to_numpy(dtype=float) for name in ("n", "sum_weight", "sum_weight_squared")
        )
        complete, in_domain = (cells[name].to_numpy(bool) for name in ("complete", "in_domain"))
        strata = np.zeros(len(n), dtype=np.intp)
        clusters, lone = None, None
        counted = n
        has_strata, has_units = (not cells[name].array.isna().all() for name in ("stratum", "unit"))
        if has_strata:
            strata, names = pd.factorize(cells["stratum"], use_na_sentinel=False)
        if has_units:
            clusters = Clusters.of(cells["stratum"], cells["unit"])
            lone = clusters.lone
        elif has_strata:
            lone = LoneUnits.of(names, np.bincount(strata, n))
        else:
            counted = np.where(complete | ~in_domain, n, 0.0)
        return cls(n, counted, sums, squares, complete, strata, clusters, lone)

    @cached_property
    def n_complete(self) -> int:
        """Respondents in complete cells."""
        return int(self.n[self.complete].sum())

    @cached_property
    def total_weight(self) -> float:
        """Σw over complete cells."""
        return float(self.sum_weight[self.complete].sum())

    @property
    def df(self) -> int:
        """Units − strata, among units and strata with a complete case (R's `degf`)."""
        return self.count_df(self.complete)

    def count_df(self, cases: np.ndarray) -> int:
        """Units − strata among the cells in `cases` (bool, one per cell)."""
        if self.clusters is not None:
            return self.clusters.count_df(cases)
        return int(self.n[cases].sum()) - len(np.unique(self.strata[cases]))

    @cached_property
    def kish_deff(self) -> float:
        """N Σw² / (Σw)² of the complete cases."""
        squared = float(self.sum_weight_squared[self.complete].sum())
        return compute_kish_deff(self.n_complete, self.total_weight, squared)

    def covariance_of_total(self, score: np.ndarray) -> np.ndarray:
        """Return the (q × q) covariance of Σ w·score; `score` (cells × q) is 0 where incomplete."""
        if self.clusters is not None:
            return self.clusters.cross_deviations(self.sum_weight[:, None] * score)
        n_by_stratum = np.bincount(self.strata, self.counted)
        scale = scale_strata(n_by_stratum)
        by_stratum = self._sum_by_stratum(score, len(scale))
        squares = (scale[self.strata] * self.sum_weight_squared)[:, None] * score
        centre = by_stratum * (scale / n_by_stratum)[:, None]
        within = squares.T @ score - centre.T @ by_stratum
        return self.lone.complete(within, by_stratum, n_by_stratum.sum()) if self.lone else within

    def _sum_by_stratum(self, score: np.ndarray, n_strata: int) -> np.ndarray:
        if n_strata == 1:
            return (self.sum_weight @ score)[None, :]
        return sum_by(self.strata, self.sum_weight[:, None] * score, n_strata)

    def variance_of_total(self, score: np.ndarray) -> np.ndarray:
        """Return the q variances alone."""
        return np.diag(self.covariance_of_total(score)).clip(min=0.0)


def compute_kish_deff(n: float, total: float, total_squared: float) -> float:
    """Return n Σw² / (Σw)² (Kish 1965)."""
    return float(n * total_squared / total**2)
