"""What must hold on any data: hypothesis draws the data, statsmodels is the oracle."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.compare import compare_outcomes, compare_samples, compare_terms
from kj_assets.estimate.contrasts import Subgroup
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit, restore_fit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.terms import Factor, Interaction, LogitSpec, Numeric
from kj_assets_tests.estimate.made_up import make_survey

TRUST = Factor("trust", ("none", "some", "much"), "none")
SEX = Factor("sex", ("man", "woman"), "man")
AGE = Numeric("age", step=10.0)
SPEC = LogitSpec("y", (TRUST, SEX, AGE))
NUMBERS = ["estimate", "std_error", "std_error_unconditional", "p", "p0", "p1", "deff", "n_eff"]
seeds = st.integers(0, 10_000)
few = settings(max_examples=12, derandomize=True)


def fit(rows: pd.DataFrame, spec: LogitSpec = SPEC, **design: str) -> LogitFit:
    cells = collapse_to_cells(
        rows, outcomes=["y", "z"], terms=list(spec.items), weight="weight", **design
    )
    return fit_logit(cells, spec)


def effects(rows: pd.DataFrame, spec: LogitSpec = SPEC, **design: str) -> pd.DataFrame:
    return average_marginal_effects(fit(rows, spec, **design)).set_index(["term", "level"])


def assert_same(found: pd.DataFrame, expected: pd.DataFrame, rtol: float = 1e-9) -> None:
    np.testing.assert_allclose(found[NUMBERS], expected[NUMBERS], rtol=rtol, atol=1e-14)


@few
@given(seeds, st.floats(1e-4, 1e6))
def test_the_scale_of_the_weights_changes_nothing(seed, scale):
    rows = make_survey(300, seed)
    assert_same(effects(rows.assign(weight=rows["weight"] * scale)), effects(rows))


@few
@given(seeds)
def test_the_order_of_rows_changes_nothing(seed):
    rows = make_survey(300, seed)
    shuffled = rows.sample(frac=1, random_state=seed)
    assert_same(effects(shuffled), effects(rows))


@few
@given(seeds)
def test_reversing_the_base_flips_the_sign(seed):
    rows = make_survey(300, seed)
    reversed_sex = Factor("sex", ("man", "woman"), "woman")
    found = effects(rows, LogitSpec("y", (TRUST, reversed_sex, AGE))).loc[("sex", "man")]
    expected = effects(rows).loc[("sex", "woman")]
    np.testing.assert_allclose(found["estimate"], -expected["estimate"], rtol=1e-9)
    np.testing.assert_allclose(found["std_error"], expected["std_error"], rtol=1e-9)


@few
@given(seeds)
def test_swapping_the_answers_flips_every_effect(seed):
    rows = make_survey(300, seed)
    found, expected = effects(rows.assign(y=1 - rows["y"])), effects(rows)
    np.testing.assert_allclose(found["estimate"], -expected["estimate"], rtol=1e-8)
    np.testing.assert_allclose(found["p0"], 1 - expected["p0"], rtol=1e-8)
    np.testing.assert_allclose(found["std_error"], expected["std_error"], rtol=1e-8)


@few
@given(seeds)
def test_duplicated_respondents_with_their_id_as_unit_change_nothing(seed):
    rows = make_survey(250, seed)
    twice = pd.concat([rows, rows], ignore_index=True)
    wanted = ["estimate", "std_error", "std_error_unconditional"]
    np.testing.assert_allclose(
        effects(twice, unit="id")[wanted], effects(rows, unit="id")[wanted], rtol=1e-9
    )


@few
@given(
    seeds, st.sampled_from([(), (Interaction(("trust", "sex")),), (Interaction(("sex", "age")),)])
)
def test_cells_equal_rows_and_both_equal_statsmodels(seed, interactions):
    import statsmodels.api as sm

    rows = make_survey(400, seed)
    spec = LogitSpec("y", (*SPEC.terms, *interactions))
    found, each_its_own = fit(rows, spec), fit(rows, spec, unit="id")
    assert len(found.cells) < len(each_its_own.cells) == len(rows)
    np.testing.assert_allclose(each_its_own.coefficients, found.coefficients, rtol=1e-9)
    np.testing.assert_allclose(each_its_own.covariance, found.covariance, rtol=1e-9, atol=1e-13)
    assert_same(average_marginal_effects(each_its_own), average_marginal_effects(found))
    differences = [
        compare_outcomes(own, fit_logit(own.cells, replace(spec, outcome="z")), own.cells)
        for own in (each_its_own, found)
    ]
    of_rows, of_cells = (
        table[["estimate", "std_error", "std_error_delta"]] for table in differences
    )
    np.testing.assert_allclose(of_rows, of_cells, rtol=1e-9, atol=1e-14)
    some, much = rows["trust"] == "some", rows["trust"] == "much"
    woman, age = rows["sex"] == "woman", rows["age"]
    x = [np.ones(len(rows)), some, much, woman, age]
    if interactions and interactions[0].of == ("trust", "sex"):
        x += [some & woman, much & woman]
    elif interactions:
        x += [woman * age]
    x = np.column_stack(x).astype(float)
    model = sm.GLM(rows["y"], x, sm.families.Binomial(), var_weights=rows["weight"])
    oracle = model.fit(cov_type="HC0", tol=1e-14, maxiter=100)
    n = len(rows)
    np.testing.assert_allclose(found.coefficients, oracle.params, rtol=1e-8)
    np.testing.assert_allclose(
        np.sqrt(np.diag(found.covariance)), oracle.bse * np.sqrt(n / (n - 1)), rtol=1e-7
    )


def test_unweighted_margins_are_those_of_statsmodels_on_anes_1996():
    import statsmodels.api as sm

    data = sm.datasets.anes96.load_pandas().data
    rows = pd.DataFrame(
        {
            "vote": data["vote"],
            "income": data["income"],
            "party": data["PID"],
            "college": np.where(data["educ"] >= 6, "yes", "no"),
            "weight": 1.0,
        }
    )
    terms = (Numeric("income"), Numeric("party"), Factor("college", ("no", "yes"), "no"))
    cells = collapse_to_cells(
        rows, outcomes=["vote"], terms=["income", "party", "college"], weight="weight"
    )
    found = fit_logit(cells, LogitSpec("vote", terms))
    x = np.column_stack([np.ones(len(rows)), data["income"], data["PID"], data["educ"] >= 6])
    oracle = sm.Logit(data["vote"], x.astype(float)).fit(disp=0, tol=1e-14, cov_type="HC0")
    n = len(rows)
    np.testing.assert_allclose(found.coefficients, oracle.params, rtol=1e-8)
    np.testing.assert_allclose(
        np.sqrt(np.diag(found.covariance)), oracle.bse * np.sqrt(n / (n - 1)), rtol=1e-7
    )
    college = average_marginal_effects(found).iloc[-1]
    margins = oracle.get_margeff(dummy=True)  # right for a lone 0/1 column without weights
    assert college["estimate"] == pytest.approx(margins.margeff[-1], rel=1e-8)
    assert college["std_error"] == pytest.approx(
        margins.margeff_se[-1] * np.sqrt(n / (n - 1)), rel=1e-6
    )


def test_a_step_is_the_change_in_prediction_when_everybody_takes_it(small_survey):
    found = fit(small_survey)
    b, rows = found.coefficients, small_survey
    linear = b[0] + b[1] * (rows["trust"] == "some") + b[2] * (rows["trust"] == "much")
    linear = linear + b[3] * (rows["sex"] == "woman") + b[4] * rows["age"]
    change = 1 / (1 + np.exp(-linear - 10 * b[4])) - 1 / (1 + np.exp(-linear))
    effect = average_marginal_effects(found).set_index("level").loc["+10"]
    assert effect["estimate"] == pytest.approx(
        np.average(change, weights=rows["weight"]), rel=1e-10
    )


def test_the_unconditional_error_is_that_of_the_jackknife():
    rows = make_survey(150, seed=2)
    spec = LogitSpec("y", (SEX,))
    whole = effects(rows, spec).iloc[0]
    left_out = [effects(rows.drop(i), spec).iloc[0]["estimate"] for i in rows.index]
    jackknife = np.sqrt((149 / 150) * ((np.array(left_out) - np.mean(left_out)) ** 2).sum())
    assert whole["std_error_unconditional"] == pytest.approx(jackknife, rel=0.02)


def test_an_effect_within_a_subgroup_averages_over_its_members(small_survey):
    found = fit(small_survey)
    women = average_marginal_effects(found, Subgroup("sex", "woman"))
    men = average_marginal_effects(found, Subgroup("sex", "man"))
    everybody = average_marginal_effects(found)
    share = np.average(small_survey["sex"] == "woman", weights=small_survey["weight"])
    mixed = share * women["estimate"] + (1 - share) * men["estimate"]
    np.testing.assert_allclose(mixed, everybody["estimate"], rtol=1e-12)
    assert women["subgroup"].unique().tolist() == ["sex=woman"]
    assert women["n"].iloc[0] + men["n"].iloc[0] == everybody["n"].iloc[0]


def test_a_domain_keeps_its_estimates_and_counts_everybody_in_the_variance(small_survey):
    spec = LogitSpec("y", (TRUST, AGE))
    whole = small_survey.assign(inside=small_survey["sex"] == "woman")
    subset = small_survey[whole["inside"]]
    as_domain, as_subset = effects(whole, spec, domain="inside"), effects(subset, spec)
    n, m = len(whole), len(subset)
    factor = np.sqrt((n / (n - 1)) / (m / (m - 1)))
    np.testing.assert_allclose(as_domain["estimate"], as_subset["estimate"], rtol=1e-10)
    np.testing.assert_allclose(as_domain["std_error"], as_subset["std_error"] * factor, rtol=1e-9)


def test_restored_fits_give_the_same_effects_to_the_digit(small_survey):
    found = fit(small_survey)
    again = restore_fit(found.cells, SPEC, found.coefficient_table())
    pd.testing.assert_frame_equal(average_marginal_effects(again), average_marginal_effects(found))


def test_an_outcome_does_not_differ_from_itself(small_survey):
    found = fit(small_survey)
    table = compare_outcomes(found, found, found.cells)
    np.testing.assert_allclose(table[["estimate", "std_error"]], 0.0, atol=1e-12)


def test_independent_samples_add_their_variances():
    one, two = fit(make_survey(400, 5)), fit(make_survey(500, 6))
    table = compare_samples(one, two)
    a, b = average_marginal_effects(one), average_marginal_effects(two)
    np.testing.assert_allclose(table["estimate"], a["estimate"] - b["estimate"], rtol=1e-12)
    added = a["std_error_unconditional"] ** 2 + b["std_error_unconditional"] ** 2
    np.testing.assert_allclose(table["std_error"], np.sqrt(added), rtol=1e-12)
    assert table["df"].iloc[0] == one.df + two.df


def test_the_same_people_twice_do_not_differ_when_matched_by_id():
    rows = make_survey(300, 8)
    one, two = fit(rows, unit="id"), fit(rows.assign(y=rows["z"]), unit="id")
    table = compare_samples(one, two, matched=True)
    stacked = compare_outcomes(one, fit_logit(one.cells, LogitSpec("z", SPEC.terms)), one.cells)
    np.testing.assert_allclose(table["std_error"], stacked["std_error"], rtol=1e-9)
    assert table["df"].iloc[0] == 299


def test_two_terms_of_one_model_are_compared_with_their_covariance(small_survey):
    found = fit(small_survey)
    row = compare_terms(found, ("trust", "some"), ("trust", "much")).iloc[0]
    other_base = Factor("trust", TRUST.levels, "much")
    direct = effects(small_survey, LogitSpec("y", (other_base, SEX, AGE))).loc[("trust", "some")]
    assert row["estimate"] == pytest.approx(direct["estimate"], rel=1e-9)
    assert row["std_error"] == pytest.approx(direct["std_error_unconditional"], rel=1e-9)
    assert row["std_error_delta"] == pytest.approx(direct["std_error"], rel=1e-9)


def test_a_comparison_needs_the_same_cells(small_survey):
    with pytest.raises(ValueError, match="same cells frame"):
        compare_outcomes(fit(small_survey), fit(make_survey(200, 1)), fit(small_survey).cells)
