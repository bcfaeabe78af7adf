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

from kj_assets.estimate.checks import RefusalError, check_weights


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
        self._clusters.check_no_lone_unit()

    @cached_property
    def used_weights(self) -> np.ndarray:
        """Weights, 0 outside the domain (one per respondent)."""
        if self.domain is None:
            return self.weights
        return np.where(np.asarray(self.domain, dtype=bool), self.weights, 0.0)

    @property
    def n(self) -> int:
        """Respondents with a weight, in the domain."""
        return int((self.used_weights > 0).sum())

    @property
    def df(self) -> int:
        """Units − strata, among respondents with a weight in the domain."""
        return self.count_df(self.used_weights > 0)

    @property
    def kish_deff(self) -> float:
        """N Σw² / (Σw)²: what unequal weights alone cost."""
        return compute_kish_deff(self.n, self.used_weights.sum(), (self.used_weights**2).sum())

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
    def _clusters(self) -> _Clusters:
        n = len(self.weights)
        strata = None if self.strata is None else pd.Series(self.strata)
        units = pd.Series(np.arange(n)) if self.units is None else pd.Series(self.units)
        return _Clusters.of(strata, units)


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
    clusters: _Clusters | None

    @classmethod
    def of(cls, cells: pd.DataFrame) -> CellDesign:
        """Read the design columns of a cells frame (`collapse_to_cells`)."""
        n, sums, squares = (
            cells[name].to_numpy(dtype=float) for name in ("n", "sum_weight", "sum_weight_squared")
        )
        complete, in_domain = (cells[name].to_numpy(bool) for name in ("complete", "in_domain"))
        strata, names = pd.factorize(cells["stratum"], use_na_sentinel=False)
        clusters = None
        counted = n
        if cells["unit"].notna().any():
            clusters = _Clusters.of(cells["stratum"], cells["unit"])
            clusters.check_no_lone_unit()
        elif cells["stratum"].isna().all():
            counted = np.where(complete | ~in_domain, n, 0.0)
        elif (lone := np.flatnonzero(np.bincount(strata, n) < 2)).size:
            refuse_lone_unit(names[lone[0]])
        return cls(n, counted, sums, squares, complete, strata, clusters)

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
        totals = self.sum_weight[:, None] * score
        if self.clusters is not None:
            return self.clusters.cross_deviations(totals)
        n_by_stratum = np.bincount(self.strata, self.counted)
        scale = n_by_stratum / (n_by_stratum - 1)
        by_stratum = _sum_by(self.strata, totals, len(n_by_stratum))
        squares = (scale[self.strata] * self.sum_weight_squared)[:, None] * score
        centre = by_stratum * (scale / n_by_stratum)[:, None]
        return squares.T @ score - centre.T @ by_stratum

    def variance_of_total(self, score: np.ndarray) -> np.ndarray:
        """Return the q variances alone."""
        return np.diag(self.covariance_of_total(score)).clip(min=0.0)


@dataclass(frozen=True, eq=False)
class _Clusters:
    """Which primary sampling unit and stratum each row is in, as positions."""

    unit_of_row: np.ndarray
    stratum_of_unit: np.ndarray
    stratum_names: pd.Index

    @classmethod
    def of(cls, strata: pd.Series | None, units: pd.Series) -> _Clusters:
        """Number the units within strata; the same unit name in two strata is two units."""
        if strata is None or strata.isna().all():
            strata = pd.Series(0, index=units.index)
        if strata.isna().any() or units.isna().any():
            raise RefusalError("D002", "a respondent has no stratum or no unit; fill both columns")
        stratum_of_row, names = pd.factorize(strata)
        unit_codes, unit_names = pd.factorize(units)
        keys, unit_of_row = np.unique(
            stratum_of_row.astype(np.int64) * len(unit_names) + unit_codes, return_inverse=True
        )
        return cls(unit_of_row, keys // len(unit_names), pd.Index(names))

    @cached_property
    def units_by_stratum(self) -> np.ndarray:
        return np.bincount(self.stratum_of_unit, minlength=len(self.stratum_names))

    def check_no_lone_unit(self) -> None:
        """Refuse a stratum with a single unit, whose variance nobody can know (D001)."""
        lone = np.flatnonzero(self.units_by_stratum < 2)
        if len(lone):
            refuse_lone_unit(self.stratum_names[lone[0]])

    def count_df(self, cases: np.ndarray) -> int:
        """Units − strata among those with a case."""
        units = np.unique(self.unit_of_row[cases])
        return len(units) - len(np.unique(self.stratum_of_unit[units]))

    def cross_deviations(self, totals: np.ndarray) -> np.ndarray:
        """Σ_h n_h/(n_h−1) Σ_c (z_hc − z̄_h)(z_hc − z̄_h)′ for (rows × q) weighted values."""
        by_unit = _sum_by(self.unit_of_row, totals, len(self.stratum_of_unit))
        n_units = self.units_by_stratum
        means = _sum_by(self.stratum_of_unit, by_unit, len(n_units)) / n_units[:, None]
        deviations = by_unit - means[self.stratum_of_unit]
        scale = (n_units / (n_units - 1))[self.stratum_of_unit]
        return (scale[:, None] * deviations).T @ deviations


def refuse_lone_unit(stratum: object) -> None:
    """Raise D001 for the stratum."""
    raise RefusalError(
        "D001",
        f"stratum {stratum} has a single sampling unit; merge it with a neighbouring stratum",
        counts={"units": 1},
    )


def compute_kish_deff(n: float, total: float, total_squared: float) -> float:
    """Return n Σw² / (Σw)² (Kish 1965)."""
    return float(n * total_squared / total**2)


def _sum_by(groups: np.ndarray, values: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum (rows × q) values into (groups × q)."""
    if n_groups == len(values):  # each row its own group, as without units: nothing to add up
        summed = np.empty_like(values)
        summed[groups] = values
        return summed
    columns = [np.bincount(groups, column, n_groups) for column in values.T]
    return np.column_stack(columns) if columns else np.zeros((n_groups, 0))
