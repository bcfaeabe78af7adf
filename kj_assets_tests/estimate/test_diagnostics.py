"""Fit statistics: brute force over respondents, statsmodels, and textbook formulas as oracles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.diagnostics import (
    COLLINEARITY,
    FIT_STATISTICS,
    count_events,
    measure_pseudo_r2,
    summarise_fit,
    tabulate_collinearity,
)
from kj_assets.estimate.discrimination import measure_auc, tabulate_calibration
from kj_assets.estimate.logit import fit_logit, restore_fit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.maximise import LARGEST_STEP
from kj_assets.estimate.tables import build_schema
from kj_assets.estimate.terms import Factor, Interaction, LogitSpec, Numeric
from kj_assets_tests.estimate.made_up import make_survey

TRUST = Factor("trust", ("none", "some", "much"), "none")
SEX = Factor("sex", ("man", "woman"), "man")
AGE = Numeric("age")
TERMS = (TRUST, SEX, AGE)


def fit(rows: pd.DataFrame, *terms: Factor | Numeric | Interaction) -> LogitFit:
    spec = LogitSpec("y", terms or TERMS)
    cells = collapse_to_cells(rows, outcomes=["y"], terms=list(spec.items), weight="weight")
    return fit_logit(cells, spec)


def test_pseudo_r2_are_those_of_statsmodels_with_weights_that_sum_to_n(small_survey):
    rows = small_survey
    x = np.column_stack(
        [
            np.ones(600),
            rows["trust"] == "some",
            rows["trust"] == "much",
            rows["sex"] == "woman",
            rows["age"],
        ]
    )
    weights = rows["weight"] / rows["weight"].mean()
    oracle = sm.GLM(rows["y"], x.astype(float), sm.families.Binomial(), var_weights=weights).fit(
        tol=1e-12
    )
    found = measure_pseudo_r2(fit(rows))
    assert found.mcfadden == pytest.approx(oracle.pseudo_rsquared("mcf"), rel=1e-9)
    assert found.cox_snell == pytest.approx(oracle.pseudo_rsquared("cs"), rel=1e-9)
    largest = 1 - np.exp(2 * oracle.llnull / 600)
    assert found.nagelkerke == pytest.approx(oracle.pseudo_rsquared("cs") / largest, rel=1e-9)
    unweighted = sm.Logit(rows["y"], x.astype(float)).fit(disp=0)
    equal = measure_pseudo_r2(fit(rows.assign(weight=1.0)))
    assert equal.mcfadden == pytest.approx(unweighted.prsquared, rel=1e-8)


def test_the_scale_of_the_weights_changes_no_statistic(small_survey):
    found = summarise_fit(fit(small_survey.assign(weight=1e4 * small_survey["weight"])))
    pd.testing.assert_frame_equal(found, summarise_fit(fit(small_survey)), rtol=1e-9)
    build_schema(FIT_STATISTICS).validate(found)


def test_the_largest_step_is_what_a_further_round_would_change(small_survey):
    found = fit(small_survey)
    assert found.largest_step <= LARGEST_STEP
    assert summarise_fit(found)["largest_step"].tolist() == [0.0]
    again = restore_fit(found.cells, found.spec, found.coefficient_table())
    assert again.largest_step == found.largest_step
    ages = found.data.design_matrix[:, -1]
    assert found.columns[-1].term == "age"
    moved = replace(found, coefficients=found.coefficients - [0, 0, 0, 0, 1e-6])
    np.testing.assert_allclose(moved.newton_step, [0, 0, 0, 0, 1e-6], rtol=1e-3, atol=1e-9)
    largest = max(1.0, *np.abs(moved.coefficients[:-1]), abs(moved.coefficients[-1]) * ages.max())
    assert moved.largest_step == pytest.approx(1e-6 * ages.max() / largest, rel=1e-3)
    assert summarise_fit(moved)["largest_step"][0] == pytest.approx(moved.largest_step, rel=1e-6)


def test_a_separated_level_leaves_no_step(small_survey):
    found = fit(small_survey.assign(y=small_survey["y"].mask(small_survey["trust"] == "much", 1.0)))
    assert found.separated_levels
    assert found.largest_step <= LARGEST_STEP


def test_a_term_that_explains_nothing_has_no_rank_and_no_r2():
    rows = pd.DataFrame({"y": [0.0, 1.0] * 4, "sex": ["man", "man", "woman", "woman"] * 2})
    found = fit(rows.assign(weight=1.0), SEX)
    assert measure_auc(found) == pytest.approx(0.5, abs=1e-12)
    assert measure_pseudo_r2(found).nagelkerke == pytest.approx(0, abs=1e-12)


def test_a_separated_level_is_ranked_last_and_costs_no_likelihood(small_survey):
    rows = small_survey.assign(y=small_survey["y"].mask(small_survey["trust"] == "much", 1.0))
    whole, rest = fit(rows, TRUST, SEX), fit(rows[rows["trust"] != "much"], TRUST, SEX)
    share = rows.loc[rows["trust"] != "much", "weight"].sum() / rows["weight"].sum()
    per_weight = [
        (1 - measure_pseudo_r2(found).mcfadden) * entropy(found) for found in (whole, rest)
    ]
    assert per_weight[0] == pytest.approx(share * per_weight[1], rel=1e-6)
    assert tabulate_calibration(whole)["high"].max() == 1.0


def entropy(found: LogitFit) -> float:
    p = np.average(found.data.outcome, weights=found.data.weights)
    return -(p * np.log(p) + (1 - p) * np.log(1 - p))


def make_entangled(seed: int) -> pd.DataFrame:
    """A survey in which the old trust more, so that terms overlap."""
    rows = make_survey(500, seed)
    old = rows["age"] > 50
    return rows.assign(trust=rows["trust"].mask(old & (rows["id"] % 2 == 0), "much"))


@pytest.mark.parametrize("interactions", [(), (Interaction(("trust", "sex")),)])
def test_gvif_is_fox_and_monettes_ratio_of_determinants(interactions):
    found = fit(make_entangled(1), *TERMS, *interactions)
    x = found.data.design_matrix[:, 1:]
    slope = found.data.weights * found.fitted * (1 - found.fitted)
    correlation = np.cov(x.T, aweights=slope)
    lengths = np.sqrt(np.diag(correlation))
    correlation = correlation / np.outer(lengths, lengths)
    owners = np.array([column.term for column in found.columns[1:]])
    table = tabulate_collinearity(found)
    build_schema(COLLINEARITY).validate(table)
    for row in table.itertuples():
        own = owners == row.term
        blocks = [np.linalg.det(correlation[np.ix_(mask, mask)]) for mask in (own, ~own)]
        expected = np.prod(blocks) / np.linalg.det(correlation)
        assert row.gvif == pytest.approx(expected, rel=1e-8)
        assert row.gvif_per_parameter == pytest.approx(expected ** (0.5 / own.sum()), rel=1e-8)


def test_gvif_of_a_number_is_one_over_one_minus_r2_of_the_weighted_regression():
    found = fit(make_entangled(2))
    slope = found.data.weights * found.fitted * (1 - found.fitted)
    others = found.data.design_matrix[:, :4]
    r2 = sm.WLS(found.data.design_matrix[:, 4], others, weights=slope).fit().rsquared
    age = tabulate_collinearity(found).set_index("term").loc["age"]
    assert age["gvif"] == pytest.approx(1 / (1 - r2), rel=1e-9)
    assert age["gvif"] > 1.05


def test_a_term_without_an_estimated_level_has_no_gvif(small_survey):
    empty = Factor("sex", ("man", "woman", "other"), "man")
    table = tabulate_collinearity(fit(small_survey, TRUST, empty)).set_index("term")
    assert table.loc["sex", "parameters"] == 1
    rows = small_survey.assign(y=small_survey["y"].mask(small_survey["sex"] == "woman", 1.0))
    table = tabulate_collinearity(fit(rows, TRUST, SEX)).set_index("term")
    assert table.loc["sex", "parameters"] == 0
    assert np.isnan(table.loc["sex", "gvif"])


def test_events_per_parameter_is_what_s101_warns_of():
    found = fit(make_survey(60, 3))
    counts = count_events(found)
    assert counts.events + counts.non_events == 60
    assert counts.per_parameter == min(counts.events, counts.non_events) / 5 < 10
    assert "S101" in {warned.code for warned in found.warnings}
