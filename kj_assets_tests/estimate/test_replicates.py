"""Bootstrap replicates against linearised standard errors; every seed is fixed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.bootstrap import BOOTSTRAP, bootstrap_effects, replicate_effects
from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.refit import _Batch, refit_replicates, share_out
from kj_assets.estimate.replicates import draw_bootstrap, replicate_variance
from kj_assets.estimate.tables import build_schema
from kj_assets.estimate.terms import Factor, LogitSpec
from kj_assets_tests.estimate.made_up import make_survey

TRUST = Factor("trust", ("none", "some", "much"), "none")
SEX = Factor("sex", ("man", "woman"), "man")
SPEC = LogitSpec("y", (TRUST, SEX))


def fit(rows: pd.DataFrame, weight: str = "weight", spec: LogitSpec = SPEC) -> LogitFit:
    items = list(spec.items)
    cells = collapse_to_cells(rows, outcomes=["y"], terms=items, weight=weight, unit="id")
    return fit_logit(cells, spec)


def draw(rows: pd.DataFrame, n_replicates: int, seed: int = 1) -> pd.DataFrame:
    drawn = draw_bootstrap(len(rows), n_replicates, seed)
    return pd.DataFrame(rows["weight"].to_numpy()[:, None] * drawn, index=rows["id"])


def test_each_replicate_draws_one_unit_fewer_than_there_are_within_each_stratum():
    strata, units = np.repeat(["a", "b"], [6, 9]), np.repeat([1, 2, 3, 1, 2], 3)
    drawn = draw_bootstrap(15, 200, seed=4, strata=strata, units=units)
    by_unit = drawn[::3]
    np.testing.assert_array_equal(drawn, np.repeat(by_unit, 3, axis=0))
    assert set(by_unit[:2].ravel()) == {0.0, 2.0}  # 2 units: one is drawn, and counts double
    np.testing.assert_allclose(by_unit[:2].sum(axis=0), 2)
    np.testing.assert_allclose(by_unit[2:].sum(axis=0), 3)
    np.testing.assert_array_equal(drawn, draw_bootstrap(15, 200, 4, strata=strata, units=units))
    assert (drawn != draw_bootstrap(15, 200, 5, strata=strata, units=units)).any()


def test_over_all_draws_the_variance_of_a_total_is_the_linearised_one():
    z = np.random.default_rng(0).normal(size=(60, 1))
    strata, units = np.repeat([0, 1, 2], 20), np.arange(60) // 4
    drawn = draw_bootstrap(60, 40_000, seed=2, strata=strata, units=units)
    expected = Design(np.ones(60), strata, units).covariance_of_total(z)[0, 0]
    assert replicate_variance((z.T @ drawn).T)[0] == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("clustered", [False, True])
def test_the_bootstrap_error_of_a_share_is_the_linearised_one(clustered):
    rows = make_survey(900, seed=3)
    strata = (rows["age"] > 45).to_numpy() if clustered else None
    units = (rows["id"] // 15).to_numpy() if clustered else None
    weights, y = rows["weight"].to_numpy(), rows["y"].to_numpy()
    replicates = weights[:, None] * draw_bootstrap(900, 2000, 5, strata=strata, units=units)
    share = weights @ y / weights.sum()
    found = replicate_variance((y @ replicates / replicates.sum(axis=0))[:, None], share)
    z = (weights * (y - share) / weights.sum())[:, None]
    expected = Design(weights, strata, units).covariance_of_total(z)
    assert np.sqrt(found[0] / expected[0, 0]) == pytest.approx(1, abs=0.05)


def test_variances_about_the_mean_and_about_the_estimate():
    estimates = np.array([[1.0, 2.0], [3.0, np.nan], [5.0, 4.0]])
    np.testing.assert_allclose(replicate_variance(estimates), [4.0, 2.0])
    np.testing.assert_allclose(replicate_variance(estimates, [3.0, 2.0]), [8 / 3, 2.0])
    with pytest.raises(ValueError, match="two replicates at least, there are 1"):
        replicate_variance(estimates[:2])


def test_what_cannot_be_bootstrapped_is_refused():
    with pytest.raises(RefusalError, match="D001: stratum b has a single sampling unit"):
        draw_bootstrap(3, 10, 0, strata=["a", "a", "b"])
    with pytest.raises(RefusalError, match=r"D002: .*\(rows: 1\)"):
        draw_bootstrap(3, 10, 0, units=[1, 2, None])


def test_batched_refits_are_single_fits():
    rows = make_survey(400, seed=6)
    weights = draw(rows, 5)
    found = replicate_effects(fit(rows), weights)
    for j in weights:
        again = fit(rows.assign(weight=weights[j].to_numpy()))
        expected = average_marginal_effects(again)["estimate"]
        np.testing.assert_allclose(found[j], expected, rtol=1e-8)


def test_bootstrap_errors_of_effects_are_the_unconditional_ones():
    rows = make_survey(700, seed=7)
    found = fit(rows)
    table = bootstrap_effects(found, draw(rows, 1000))
    build_schema(BOOTSTRAP).validate(table)
    effects = average_marginal_effects(found)
    np.testing.assert_allclose(table["estimate"], effects["estimate"], rtol=1e-12)
    np.testing.assert_allclose(table["std_error"], effects["std_error_unconditional"], rtol=0.07)
    assert (table["n_failed"] == 0).all()
    assert (table["n_replicates"] == 1000).all()
    named = ["outcome", "term", "level", "base", "estimand", "code"]
    pd.testing.assert_frame_equal(table[named], effects[named])


def test_a_separated_level_keeps_its_row_and_the_rest_are_bootstrapped():
    rows = make_survey(600, seed=8)
    rows["y"] = rows["y"].mask(rows["trust"] == "much", 1.0)
    found = fit(rows)
    table = bootstrap_effects(found, draw(rows, 800)).set_index("level")
    assert table.loc["much", "code"] == "S001"
    assert np.isnan(table.loc["much", "std_error"])
    woman = average_marginal_effects(found).set_index("level").loc["woman"]
    linearised = woman["std_error_unconditional"]
    assert table.loc["woman", "std_error"] == pytest.approx(linearised, rel=0.08)


def test_replicates_without_a_maximum_are_left_out_and_many_are_refused():
    rows = make_survey(200, seed=9)
    rare = rows["trust"] == "much"
    rows.loc[rare, "trust"] = np.where(np.arange(rare.sum()) < 4, "much", "some")
    rows.loc[rows["trust"] == "much", "y"] = [0.0, 1.0, 1.0, 1.0]
    weights = draw(rows, 200)
    with pytest.raises(RefusalError, match="C001: .*no maximum in too many replicates") as refusal:
        bootstrap_effects(fit(rows), weights)
    failed = np.isnan(replicate_effects(fit(rows), weights)).all(axis=1)
    assert refusal.value.counts == {"failed": failed.sum(), "replicates": 200}
    much, y = (rows["trust"] == "much").to_numpy(), rows["y"].to_numpy()
    ones, zeros = (weights.to_numpy()[much & (y == value)].sum(axis=0) for value in (1, 0))
    np.testing.assert_array_equal(failed, (ones == 0) | (zeros == 0))


def test_a_replicate_that_never_settles_is_null():
    x = np.column_stack([np.ones(4), [0, 0, 1, 1]])
    y = np.array([0.0, 1.0, 0.0, 1.0])
    weights = np.array([[1.0, 1, 1], [1, 1, 2], [1, 0, 1], [1, 1, 3]])
    found = refit_replicates(x, y, weights, np.zeros(2))
    np.testing.assert_allclose(found[0], 0, atol=1e-12)
    np.testing.assert_allclose(found[2], [np.log(2), np.log(1.5)], rtol=1e-9)
    assert np.isnan(found[1]).all()


def test_a_replicate_far_from_the_start_is_reached_by_halved_steps():
    x, y = np.column_stack([np.ones(4), [0, 0, 1, 1]]), np.array([0.0, 1.0, 0.0, 1.0])
    weights = np.array([[1.0], [50.0], [60.0], [1.0]])
    found = refit_replicates(x, y, weights, np.array([-3.0, 6.0]))  # plain Newton runs away
    np.testing.assert_allclose(found[0], [np.log(50), -np.log(60 * 50)], rtol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_no_step_is_taken_that_lowers_a_likelihood(seed):
    random = np.random.default_rng(seed)
    x = np.column_stack([np.ones(30), random.normal(size=(30, 2))])
    y = random.integers(0, 2, 30).astype(float)
    batch = _Batch(x, y, share_out(random.gamma(1.0, size=(30, 8))))
    chosen = np.array([7, 2, 4])
    at = random.normal(size=(3, 3))
    score, information = batch.differentiate(at, chosen)
    step = 3 * np.linalg.solve(information, score[:, :, None])[:, :, 0]
    before = batch.log_likelihood(at, chosen)
    assert (batch.log_likelihood(at + step, chosen) < before).any()
    taken = batch.halve_steps(at, step.copy(), chosen)
    assert (batch.log_likelihood(at + taken, chosen) >= before * (1 + 1e-12)).all()
    halvings = np.log2(step / taken)
    np.testing.assert_allclose(halvings, np.round(halvings[:, :1]) * np.ones(3), atol=1e-9)


def test_cells_must_hold_one_respondent_each():
    rows = make_survey(100, seed=1)
    cells = collapse_to_cells(rows, outcomes=["y"], terms=["trust", "sex"], weight="weight")
    with pytest.raises(ValueError, match="respondents' ids as unit"):
        bootstrap_effects(fit_logit(cells, SPEC), draw(rows, 10))
    with pytest.raises(KeyError):
        bootstrap_effects(fit(rows), draw(rows.iloc[:50], 10))
