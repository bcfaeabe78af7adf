"""Numbers of R `survey` and Stata, hit: estimates at 1e-8, standard errors at 1e-7."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.compare import compare_outcomes
from kj_assets.estimate.crosstab import cross_tabulate
from kj_assets.estimate.design import Design
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.inference import make_t_tests
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.losses import count_losses
from kj_assets.estimate.predictions import estimate_effects
from kj_assets.estimate.shares import compute_beta_interval
from kj_assets.estimate.terms import Factor, LogitSpec, Numeric
from kj_assets.estimate.toplines import estimate_toplines

ESTIMATE = {"rtol": 1e-8, "atol": 0}
ERROR = {"rtol": 1e-7, "atol": 0}
KOREA_TERMS = (
    *(
        Factor(item, ("0", "1"), "0")
        for item in ("kp_threat", "china_neg", "us_pos", "japan_peaceful", "female")
    ),
    Factor("ageg", ("18-29", "30-39", "40-49", "50-59", "60+"), "18-29"),
)
OUTCOMES = ("us_stronger", "china_stronger")


@pytest.fixture(scope="module")
def nhanes_fit(nhanes, nhanes_spec) -> LogitFit:
    cells = collapse_to_cells(
        nhanes,
        outcomes=["HI_CHOL"],
        terms=["sex", "agecat"],
        weight="WTMEC2YR",
        stratum="SDMVSTRA",
        unit="SDMVPSU",
    )
    return fit_logit(cells, nhanes_spec)


@pytest.fixture(scope="module")
def nhanes_design(nhanes) -> Design:
    columns = (nhanes[name].to_numpy() for name in ("WTMEC2YR", "SDMVSTRA", "SDMVPSU"))
    return Design(*columns)


@pytest.fixture(scope="module")
def korea_cells(korea) -> pd.DataFrame:
    items = [term.name for term in KOREA_TERMS]
    return collapse_to_cells(korea, outcomes=OUTCOMES, terms=items, weight="weight")


@pytest.fixture(scope="module")
def korea_fits(korea_cells) -> dict[str, LogitFit]:
    return {item: fit_logit(korea_cells, LogitSpec(item, KOREA_TERMS)) for item in OUTCOMES}


def errors_of(fit: LogitFit) -> np.ndarray:
    return np.sqrt(np.diag(fit.covariance))


def test_nhanes_coefficients_are_those_of_svyglm(nhanes_fit, golden_logit):
    golden = golden_logit["nhanes"]
    np.testing.assert_allclose(nhanes_fit.coefficients, golden["coef"]["b"], **ESTIMATE)
    np.testing.assert_allclose(errors_of(nhanes_fit), golden["coef"]["se"], **ERROR)
    assert (nhanes_fit.n, nhanes_fit.df) == (golden["n"], golden["df_design"])


def test_nhanes_margins_and_ame_are_those_of_stata_and_r(nhanes_fit, golden_logit):
    golden = golden_logit["nhanes"]
    effect = average_marginal_effects(nhanes_fit).iloc[0]
    np.testing.assert_allclose(
        [effect.p0, effect.p1], np.array(golden["margins_sex"])[:, 0], **ESTIMATE
    )
    np.testing.assert_allclose(
        [effect.p0_std_error, effect.p1_std_error], np.array(golden["margins_sex"])[:, 1], **ERROR
    )
    np.testing.assert_allclose(effect.estimate, golden["ame_sex"][0], **ESTIMATE)
    np.testing.assert_allclose(effect.std_error, golden["ame_sex"][1], **ERROR)
    margins = [[effect.p0, effect.p0_std_error], [effect.p1, effect.p1_std_error]]
    assert np.round(margins, 7).tolist() == golden["published_stata"]["margins"]


def test_nhanes_is_described_as_stata_prints_it(nhanes_fit, golden_logit):
    printed, answered = golden_logit["nhanes"]["published_stata"], nhanes_fit.cells["complete"]
    units = nhanes_fit.cells.loc[answered, ["stratum", "unit"]].drop_duplicates()
    assert (nhanes_fit.n, nhanes_fit.df) == (printed["N"], printed["df"])
    assert (units["stratum"].nunique(), len(units)) == (printed["strata"], printed["psu"])
    assert round(nhanes_fit.data.design.total_weight) == printed["popsize"]


def test_nhanes_share_and_both_intervals(nhanes, nhanes_design, golden_logit):
    golden = golden_logit["nhanes"]
    rows = pd.DataFrame({"high": nhanes["HI_CHOL"].map({1.0: "yes", 0.0: "no"})})
    share = estimate_toplines(rows, "high", ["yes", "no"], {}, nhanes_design).iloc[0]
    np.testing.assert_allclose(share.share, golden["svymean"][0], **ESTIMATE)
    np.testing.assert_allclose(share.std_error, golden["svymean"][1], **ERROR)
    sampled = share.n_base / share.n_weighted * share.share  # R's deff takes the fpc 1 − n/N
    np.testing.assert_allclose(share.deff / (1 - sampled), golden["svymean"][2], **ERROR)
    np.testing.assert_allclose(
        [share.conf_low_95, share.conf_high_95], golden["ciprop_xlogit"], **ESTIMATE
    )


def test_nhanes_rao_scott_tests(nhanes, nhanes_design, golden_logit):
    rows = nhanes.assign(high=nhanes["HI_CHOL"].map({1.0: "yes", 0.0: "no"}))
    for item, levels, name in (
        ("sex", ["1", "2"], "chisq"),
        ("agecat", sorted(set(rows["agecat"])), "chisq_agecat"),
    ):
        test = cross_tabulate(
            rows, "high", item, nhanes_design, row_levels=["yes", "no"], column_levels=levels
        ).test
        found = [test.f, test.df_numerator, test.df_denominator, test.p]
        np.testing.assert_allclose(found, golden_logit["nhanes"][name], rtol=1e-7)


def test_margex_is_as_stata_prints_it(shared_file, golden_logit):
    rows = pd.read_csv(shared_file("golden/margex.csv")).assign(one=1.0)
    rows["treatment"] = rows["treatment"].astype(str)
    cells = collapse_to_cells(
        rows, outcomes=["outcome"], terms=["treatment", "distance"], weight="one"
    )
    terms = (Factor("treatment", ("0", "1"), "0"), Numeric("distance"))
    fit = fit_logit(cells, LogitSpec("outcome", terms))
    golden = golden_logit["margex"]
    np.testing.assert_allclose(fit.coefficients, golden["coef"]["b"], **ESTIMATE)
    effect = next(iter(estimate_effects(fit)))
    estimates = [effect.low.mean, effect.high.mean, effect.estimate]
    gradients = np.array([effect.low.gradient, effect.high.gradient, effect.gradient])
    # Stata's `logistic` without `svy`: the model's own covariance A⁻¹, and z instead of t.
    errors = np.sqrt(np.diag(gradients @ fit.bread @ gradients.T))
    expected = np.array([*golden["margins"], golden["ame_treatment"]])
    np.testing.assert_allclose(np.sqrt(np.diag(fit.bread)), golden["coef"]["se"], **ERROR)
    np.testing.assert_allclose(estimates, expected[:, 0], **ESTIMATE)
    np.testing.assert_allclose(errors, expected[:, 1], **ERROR)
    printed = golden["published_stata"]
    found = np.round(np.column_stack([estimates, errors]), 7).tolist()
    assert found == [*printed["margins"], printed["ame_treatment"]]
    by_z = make_t_tests(estimates[2:], errors[2:], np.inf)
    interval = [by_z["conf_low_95"][0], by_z["conf_high_95"][0]]
    assert np.round(interval, 7).tolist() == printed["ci"]


def test_nhanes2_with_numbers_as_terms(shared_file, golden_logit):
    rows = pd.read_csv(shared_file("golden/nhanes2.csv"))
    rows["female"] = rows["female"].astype(str)
    items = ["height", "weight", "age", "female"]
    cells = collapse_to_cells(
        rows, outcomes=["highbp"], terms=items, weight="finalwgt", stratum="strata", unit="psu"
    )
    terms = (*(Numeric(item) for item in items[:3]), Factor("female", ("0", "1"), "0"))
    fit = fit_logit(cells, LogitSpec("highbp", terms))
    golden = golden_logit["nhanes2"]
    np.testing.assert_allclose(fit.coefficients, golden["coef"]["b"], **ESTIMATE)
    np.testing.assert_allclose(errors_of(fit), golden["coef"]["se"], **ERROR)
    effect = average_marginal_effects(fit).iloc[-1]
    np.testing.assert_allclose(effect.estimate, golden["ame_female"][0], **ESTIMATE)
    np.testing.assert_allclose(effect.std_error, golden["ame_female"][1], **ERROR)
    assert (fit.n, fit.df) == (golden["n"], golden["df"])
    assert round(fit.data.design.total_weight) == golden["popsize"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_real_korean_models_are_those_of_svyglm(korea_fits, korea_golden, outcome):
    fit, golden = korea_fits[outcome], korea_golden[outcome]
    assert fit.n == korea_golden["n_complete"]
    np.testing.assert_allclose(fit.coefficients, golden["coef"]["b"], **ESTIMATE)
    np.testing.assert_allclose(errors_of(fit), golden["coef"]["se"], **ERROR)
    np.testing.assert_allclose(fit.covariance, golden["vcov"], rtol=1e-7)
    effects, expected = average_marginal_effects(fit), pd.DataFrame(golden["ame"])
    np.testing.assert_allclose(effects["estimate"], expected["ame"], **ESTIMATE)
    np.testing.assert_allclose(effects["std_error"], expected["se_delta"], **ERROR)
    np.testing.assert_allclose(effects["std_error_unconditional"], expected["se_uncond"], **ERROR)


def test_with_residual_df_the_p_values_are_those_r_prints(korea_fits, korea_golden):
    fit, golden = korea_fits["us_stronger"], korea_golden["us_stronger"]["coef"]
    assert fit.residual_df == golden["df"]
    table = fit.coefficient_table()
    tested = make_t_tests(table["estimate"], table["std_error"], np.full(len(table), 708.0))
    np.testing.assert_allclose(tested["p"], golden["p"], rtol=1e-6)


def test_the_real_differences_between_two_outcomes(korea_fits, korea_cells, korea_golden):
    table = compare_outcomes(*korea_fits.values(), korea_cells)
    expected = pd.DataFrame(korea_golden["ame_diff_us_minus_china"])
    found = table.iloc[: len(expected)]
    assert found["term_a"].tolist() == expected["term"].tolist()
    np.testing.assert_allclose(found["estimate"], expected["diff"], **ESTIMATE)
    np.testing.assert_allclose(found["std_error_delta"], expected["se_delta"], **ERROR)


def test_the_real_share_intervals_and_crosstab(korea, korea_golden):
    design = Design(korea["weight"].to_numpy())
    assert design.kish_deff == pytest.approx(korea_golden["kish_deff"], rel=1e-12)
    rows = korea.assign(us=korea["us_stronger"].map({1.0: "1", 0.0: "0"}))
    share = estimate_toplines(rows, "us", ["1", "0"], {}, design).iloc[0]
    found = [share.share, share.std_error, share.conf_low_95, share.conf_high_95]
    np.testing.assert_allclose(found, korea_golden["p_us"][:4], **ESTIMATE)
    own = (np.array([share.share]), np.array([share.std_error**2]))
    by_beta = compute_beta_interval(*own, share.n_base, share.df, np.nan, alpha=0.05)
    np.testing.assert_allclose(np.ravel(by_beta), korea_golden["p_us"][4:], **ESTIMATE)
    levels = ["0", "1"]
    test = cross_tabulate(
        rows, "us", "kp_threat", design, row_levels=levels, column_levels=levels
    ).test
    found = [test.f, test.df_numerator, test.df_denominator, test.p]
    np.testing.assert_allclose(found, korea_golden["chisq"], rtol=1e-7)


def test_the_real_losses_per_item(korea, korea_golden):
    items = [term.name for term in KOREA_TERMS[:4]]
    losses = count_losses(korea, ["us_stronger"], items)
    assert losses["n_missing"].tolist() == korea_golden["n_item_missing"]
