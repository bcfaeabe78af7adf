"""Primary sampling units within strata, and what varies between them.

Belongs here: numbering units, degrees of freedom, the sum of squared deviations. Does not: weights
(`design.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError


@dataclass(frozen=True, eq=False)
class Clusters:
    """Which primary sampling unit and stratum each row is in, as positions."""

    unit_of_row: np.ndarray
    stratum_of_unit: np.ndarray
    stratum_names: pd.Index

    @classmethod
    def of(cls, strata: pd.Series | None, units: pd.Series) -> Clusters:
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
        """Number of units in each stratum."""
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
        by_unit = sum_by(self.unit_of_row, totals, len(self.stratum_of_unit))
        n_units = self.units_by_stratum
        means = sum_by(self.stratum_of_unit, by_unit, len(n_units)) / n_units[:, None]
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


def sum_by(groups: np.ndarray, values: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum (rows × q) values into (groups × q)."""
    if n_groups == len(values):  # each row its own group, as without units: nothing to add up
        summed = np.empty_like(values)
        summed[groups] = values
        return summed
    columns = [np.bincount(groups, column, n_groups) for column in values.T]
    return np.column_stack(columns) if columns else np.zeros((n_groups, 0))
