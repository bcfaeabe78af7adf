"""Primary sampling units within strata, and what varies between them.

Belongs here: numbering units, degrees of freedom, the sum of squared deviations. Does not: weights
(`design.py`).

A stratum with a single unit is refused, unless its name says what was decided (`name_lone`), which
so goes wherever the strata go. What it adds is that of R `survey` (options `survey.lonely.psu`):
``certainty`` nothing, ``adjust`` its square about the grand mean, ``average`` the others' average.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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

    @cached_property
    def lone(self) -> LoneUnits:
        """Strata with a single unit; D001 where nothing was decided of one."""
        return LoneUnits.of(self.stratum_names, self.units_by_stratum)

    def count_df(self, cases: np.ndarray) -> int:
        """Units − strata among those with a case."""
        units = np.unique(self.unit_of_row[cases])
        return len(units) - len(np.unique(self.stratum_of_unit[units]))

    def cross_deviations(self, totals: np.ndarray) -> np.ndarray:
        """Σ_h n_h/(n_h−1) Σ_c (z_hc − z̄_h)(z_hc − z̄_h)′ for (rows × q) weighted values."""
        by_unit = sum_by(self.unit_of_row, totals, len(self.stratum_of_unit))
        n_units = self.units_by_stratum
        sums = sum_by(self.stratum_of_unit, by_unit, len(n_units))
        deviations = by_unit - (sums / n_units[:, None])[self.stratum_of_unit]
        scale = scale_strata(n_units)[self.stratum_of_unit]
        within = (scale[:, None] * deviations).T @ deviations
        return self.lone.complete(within, sums, len(by_unit))


LONE_RULES = ("certainty", "adjust", "average")
_MARK = re.compile(rf" \(lone unit: ({'|'.join(LONE_RULES)})\)$")


def name_lone(stratum: str, rule: str) -> str:
    """The name of a stratum with a single unit that says what was decided of it."""
    return f"{stratum} (lone unit: {rule})"


def read_rule(stratum: object) -> str:
    """What a stratum's name says of a single unit in it; empty if nothing."""
    found = _MARK.search(str(stratum))
    return found.group(1) if found else ""


def scale_strata(n_units: np.ndarray) -> np.ndarray:
    """n/(n − 1) of each stratum, 0 where there is one unit."""
    return np.divide(n_units, n_units - 1, out=np.zeros(len(n_units)), where=n_units > 1)


@dataclass(frozen=True, eq=False)
class LoneUnits:
    """Strata with a single unit: positions of those that are adjusted, how many are averaged."""

    adjusted: np.ndarray
    n_averaged: int
    n_strata: int

    @classmethod
    def of(cls, names: Sequence[object], n_units: np.ndarray) -> LoneUnits:
        """Read what the names of lone strata say (D001 where they say nothing)."""
        lone = [at for at, count in enumerate(n_units) if count < 2]
        rules = [read_rule(names[at]) for at in lone]
        for at, rule in zip(lone, rules, strict=True):
            if not rule:
                refuse_lone_unit(names[at])
        n_averaged = rules.count("average")
        if n_averaged and n_averaged == len(n_units):
            refuse_lone_unit(names[lone[0]])
        adjusted = [at for at, rule in zip(lone, rules, strict=True) if rule == "adjust"]
        return cls(np.array(adjusted, dtype=np.intp), n_averaged, len(n_units))

    def complete(self, within: np.ndarray, sums: np.ndarray, n_units: float) -> np.ndarray:
        """Add what lone strata add to the (q × q) covariance of the others.

        Args:
            within: of strata with two units or more.
            sums: (strata × q) totals.
            n_units: of all strata together.
        """
        if len(self.adjusted):
            apart = sums[self.adjusted] - sums.sum(axis=0) / n_units
            within = within + apart.T @ apart
        return within * (self.n_strata / (self.n_strata - self.n_averaged))


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
