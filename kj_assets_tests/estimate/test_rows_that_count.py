"""Which rows count in n, held to statsmodels on data that may be committed (docs/statistics.md).

Without strata or units a model counts its complete cases only, as statsmodels, Stata and R do on
them; with either, and for a share, whoever left an item out stays in the design as a zero.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.design import Design
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.shares import estimate_shares
from kj_assets.estimate.terms import Factor, LogitSpec
from kj_assets_tests.estimate.conftest import AGES

ADULT = AGES[1:]
SPEC = LogitSpec("HI_CHOL", (Factor("sex", ("1", "2"), "1"), Factor("agecat", ADULT, ADULT[0])))
KEPT = slice(None, None, 12)  # So few that n decides the fifth digit of an error.


@pytest.fixture(scope="module")
def adults(nhanes) -> pd.DataFrame:
    return nhanes[nhanes["agecat"] != AGES[0]].reset_index(drop=True)


def fit(rows: pd.DataFrame, **design: str) -> LogitFit:
    cells = collapse_to_cells(
        rows, outcomes=["HI_CHOL"], terms=["sex", "agecat"], weight="WTMEC2YR", **design
    )
    return fit_logit(cells, SPEC)


def fit_by_statsmodels(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and HC0 errors of the complete cases, times √(n/(n − 1))."""
    import statsmodels.api as sm

    told = rows.dropna(subset=["HI_CHOL"])
    columns = [
        np.ones(len(told)),
        told["sex"] == "2",
        *(told["agecat"] == age for age in ADULT[1:]),
    ]
    model = sm.GLM(
        told["HI_CHOL"].to_numpy(),
        np.column_stack(columns).astype(float),
        sm.families.Binomial(),
        var_weights=told["WTMEC2YR"].to_numpy(),
    )
    found = model.fit(cov_type="HC0", tol=1e-14, maxiter=100)
    n = len(told)
    return found.params, found.bse * np.sqrt(n / (n - 1))


@pytest.mark.parametrize("rows", [slice(None), KEPT], ids=["all", "few"])
def test_a_model_without_strata_counts_its_complete_cases(adults, rows):
    chosen = adults.iloc[rows].reset_index(drop=True)
    lost = chosen["HI_CHOL"].isna().sum()
    assert lost > 0.03 * len(chosen)
    found, (b, errors) = fit(chosen), fit_by_statsmodels(chosen)
    assert found.n == len(chosen) - lost
    np.testing.assert_allclose(found.coefficients, b, rtol=1e-7)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), errors, rtol=1e-7)
    of_all = errors * np.sqrt(len(chosen) / (len(chosen) - 1) * (found.n - 1) / found.n)
    assert abs(of_all / errors - 1).min() > 1e-6  # What the other rule would have given.


def test_with_units_who_left_an_item_out_stays_in_the_design(adults):
    """Each respondent a unit: as a domain, all rows are in n/(n − 1)."""
    chosen = adults.iloc[KEPT].reset_index(drop=True)
    chosen["row"] = np.arange(len(chosen))
    found, (_, errors) = fit(chosen, unit="row"), fit_by_statsmodels(chosen)
    every, told = len(chosen), int(chosen["HI_CHOL"].notna().sum())
    expected = errors * np.sqrt(every / (every - 1) * (told - 1) / told)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), expected, rtol=1e-7)
    assert found.df == told - 1


def test_a_share_counts_everybody_in_its_variance_and_who_answered_in_its_df(adults):
    chosen = adults.iloc[KEPT]
    told, high = chosen["HI_CHOL"].notna().to_numpy(), (chosen["HI_CHOL"] == 1).to_numpy()
    weights = chosen["WTMEC2YR"].to_numpy()
    found = estimate_shares(high[:, None], told, Design(weights))
    total, every = weights[told].sum(), len(chosen)
    z = np.where(told, weights * (high - found.share[0]) / total, 0.0)
    assert found.std_error[0] == pytest.approx(np.sqrt(every / (every - 1) * (z**2).sum()))
    assert (found.n_base, found.df) == (told.sum(), told.sum() - 1)


@pytest.mark.parametrize("n", [40, 400])
def test_an_effect_of_equal_weights_has_no_design_effect(nhanes, n):
    """Both variances of it are n/(n − 1) Σ r²: the deff is 1, and n_eff is n."""
    rows = nhanes.dropna(subset=["HI_CHOL"]).head(n).assign(WTMEC2YR=1.0)
    rows["sex"] = np.where(np.arange(n) % 2, "1", "2")
    spec = LogitSpec("HI_CHOL", (Factor("sex", ("1", "2"), "1"),))
    cells = collapse_to_cells(rows, outcomes=["HI_CHOL"], terms=["sex"], weight="WTMEC2YR")
    effect = average_marginal_effects(fit_logit(cells, spec)).iloc[0]
    assert effect["deff"] == pytest.approx(1.0, abs=1e-10)
    assert effect["n_eff"] == pytest.approx(n, abs=1e-7)
