"""`svy` from PyPI as an oracle: another implementation of the same design-based estimates.

On two real surveys: NHANES with strata, units and weights, and the American National Election
Study of 1996 with made-up weights. What is held to agree is what both print alike: coefficients,
average marginal effects, and their delta standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.terms import Factor, LogitSpec
from kj_assets_tests.estimate.real_data import EDUC, PARTY, read_anes

# Loading it touches deprecated names of its own dependencies.
pytestmark = pytest.mark.filterwarnings("ignore")


@dataclass(frozen=True, eq=False)
class Survey:
    """Rows, their model, and the columns of their design."""

    rows: pd.DataFrame
    spec: LogitSpec
    weight: str
    stratum: str | None = None
    unit: str | None = None

    def fit(self) -> LogitFit:
        cells = collapse_to_cells(
            self.rows,
            outcomes=[self.spec.outcome],
            terms=self.spec.items,
            weight=self.weight,
            stratum=self.stratum,
            unit=self.unit,
        )
        return fit_logit(cells, self.spec)

    def fit_by_svy(self) -> Any:
        import svy

        used = [self.spec.outcome, *self.spec.items, self.weight, self.stratum, self.unit]
        columns = {name: self.rows[name].tolist() for name in used if name}
        design = svy.Design(wgt=self.weight, stratum=self.stratum, psu=self.unit)
        terms = [svy.Cat(term.name, ref=term.base) for term in self.spec.main_terms]
        sample = svy.Sample(pl.DataFrame(columns), design)
        return sample.glm.fit(y=self.spec.outcome, x=terms, family="binomial")


def read_weighted_anes() -> Survey:
    random = np.random.default_rng(96)
    rows = read_anes()
    rows["weight"] = random.gamma(2.0, 0.5, len(rows)) * (1 + 0.5 * rows["y"]) + 0.1
    return Survey(rows, LogitSpec("y", (PARTY, EDUC)), "weight")


def read_complete_nhanes(nhanes: pd.DataFrame, spec: LogitSpec) -> Survey:
    """Strata and units are all in the complete cases, so both see the same design."""
    rows = nhanes.dropna(subset=[spec.outcome])
    return Survey(rows, spec, "WTMEC2YR", "SDMVSTRA", "SDMVPSU")


@pytest.fixture(params=["anes96", "nhanes"])
def survey(request, nhanes, nhanes_spec) -> Survey:
    if request.param == "anes96":
        return read_weighted_anes()
    return read_complete_nhanes(nhanes, nhanes_spec)


def test_svy_gives_the_same_coefficients_and_standard_errors(survey):
    theirs = survey.fit_by_svy().coefs
    ours = survey.fit().coefficient_table()
    assert all(isinstance(term, Factor) for term in survey.spec.main_terms)
    np.testing.assert_allclose(ours["estimate"], [c.est for c in theirs], rtol=1e-7)
    np.testing.assert_allclose(ours["std_error"], [c.se for c in theirs], rtol=1e-6)


def test_svy_gives_the_same_effects(survey):
    margins = survey.fit_by_svy().margins(variables=list(survey.spec.items))
    ours = average_marginal_effects(survey.fit())
    theirs = [float(effect) for term in margins for effect in term.margin]
    errors = [float(error) for term in margins for error in term.se]
    np.testing.assert_allclose(ours["estimate"], theirs, rtol=1e-7)
    np.testing.assert_allclose(ours["std_error"], errors, rtol=1e-6)
