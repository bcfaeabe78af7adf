"""Replicates raked like their sample, and the linearised variance that knows of the raking."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.bootstrap import bootstrap_effects
from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.raking_residuals import (
    collect_influences,
    measure_raked_errors,
    rake_residuals,
)
from kj_assets.estimate.replicates import replicate_variance
from kj_assets.estimate.terms import Factor, LogitSpec
from kj_assets.weight.rake import rake_to_margins
from kj_assets.weight.replicates import ReplicateWeights, make_replicate_weights

BANDS = ("18-39", "40-59", "60+")
MARGINS = {
    "sex": {"man": 0.49, "woman": 0.51},
    "band": dict(zip(BANDS, (0.35, 0.35, 0.3), strict=True)),
    ("sex", "region"): {
        ("man", "north"): 0.2,
        ("man", "south"): 0.29,
        ("woman", "north"): 0.3,
        ("woman", "south"): 0.21,
    },
}
SPEC = LogitSpec("y", (Factor("sex", ("man", "woman"), "man"), Factor("band", BANDS, "18-39")))


def make_sample(n: int, seed: int) -> pd.DataFrame:
    """Respondents whose answer depends much on what the margins fix."""
    random = np.random.default_rng(seed)
    sex = random.choice(["man", "woman"], n, p=[0.6, 0.4])
    band = random.choice(BANDS, n, p=[0.45, 0.35, 0.2])
    region = random.choice(["north", "south"], n)
    linear = -1.2 + 0.8 * (sex == "woman") + 2.0 * (band == "60+") + 0.7 * (region == "north")
    y = (random.random(n) < 1 / (1 + np.exp(-linear))) * 1.0
    columns = {"id": [f"r{i}" for i in range(n)], "sex": sex, "band": band, "region": region}
    return pd.DataFrame({**columns, "y": y})


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return make_sample(1200, seed=2)


@pytest.fixture(scope="module")
def raked(sample) -> ReplicateWeights:
    return make_replicate_weights(sample, n_replicates=3000, seed=3, margins=MARGINS)


def name_margins(sample: pd.DataFrame) -> pd.DataFrame:
    """The margins as columns; the crossed one as the combination."""
    crossed = sample["sex"] + " " + sample["region"]
    return sample[["sex", "band"]].assign(crossed=crossed).set_index(sample["id"])


def fit_with(sample: pd.DataFrame, weights: np.ndarray) -> LogitFit:
    rows = sample.assign(weight=weights)
    cells = collapse_to_cells(
        rows, outcomes=["y"], terms=["sex", "band"], weight="weight", unit="id"
    )
    return fit_logit(cells, SPEC)


def test_every_replicate_meets_every_margin(sample, raked):
    np.testing.assert_allclose(raked.full, rake_to_margins(sample, MARGINS).weights, rtol=1e-12)
    for margin, targets in MARGINS.items():
        keys = sample[margin] if isinstance(margin, str) else sample[list(margin)].apply(tuple, 1)
        found = pd.DataFrame(raked.replicates).groupby(keys.to_numpy()).sum() / 1200
        for level, share in targets.items():
            np.testing.assert_allclose(found.loc[[level]], share, rtol=1e-9)


def test_a_batch_rakes_each_replicate_as_it_would_be_raked_alone(sample, raked):
    plain = make_replicate_weights(sample, n_replicates=3000, seed=3)
    np.testing.assert_array_equal(plain.full, 1.0)
    for j in (0, 17, 2999):
        alone = rake_to_margins(sample, MARGINS, start=plain.replicates[:, j], tolerance=1e-10)
        np.testing.assert_allclose(raked.replicates[:, j], alone.weights, rtol=1e-8)


def test_the_share_of_a_margin_itself_has_no_error(sample, raked):
    woman = (sample["sex"] == "woman").to_numpy(dtype=float)
    share = raked.full @ woman / 1200
    by_replicate = woman @ raked.replicates / raked.replicates.sum(axis=0)
    assert np.sqrt(replicate_variance(by_replicate[:, None], share)[0]) < 1e-9
    residuals = rake_residuals((woman - share) / 1200, name_margins(sample), raked.full)
    z = (raked.full * residuals)[:, None]
    assert np.sqrt(Design(raked.full).covariance_of_total(z)[0, 0]) < 1e-12


def test_the_error_of_a_raked_share_is_that_of_the_bootstrap(sample, raked):
    y, design = sample["y"].to_numpy(), Design(raked.full)
    share = raked.full @ y / 1200
    by_replicate = y @ raked.replicates / raked.replicates.sum(axis=0)
    bootstrap = np.sqrt(replicate_variance(by_replicate[:, None], share)[0])
    influence = (y - share) / 1200
    residuals = rake_residuals(influence, name_margins(sample), raked.full)
    aware, unaware = (
        np.sqrt(design.covariance_of_total((raked.full * u)[:, None])[0, 0])
        for u in (residuals, influence)
    )
    assert bootstrap == pytest.approx(aware, rel=0.04)
    assert unaware > 1.12 * aware  # raking to what the answer depends on pays


def test_errors_of_effects_that_know_of_the_raking_are_those_of_the_bootstrap(sample, raked):
    fit = fit_with(sample, raked.full)
    replicates = pd.DataFrame(raked.replicates, index=sample["id"])
    bootstrap = bootstrap_effects(fit, replicates)["std_error"]
    aware = measure_raked_errors(fit, name_margins(sample), Design(raked.full))
    np.testing.assert_allclose(bootstrap, aware, rtol=0.04)
    unaware = average_marginal_effects(fit)["std_error_unconditional"]
    assert aware.index.tolist() == [("sex", "woman"), ("band", "40-59"), ("band", "60+")]
    assert (aware.to_numpy() < unaware.to_numpy() * 1.01).all()


def test_respondents_without_an_answer_were_raked_too(sample, raked):
    rows = sample.assign(y=sample["y"].where(sample.index % 5 > 0))
    fit = fit_with(rows, raked.full)
    assert collect_influences(fit).shape == (1200, 3)
    aware = measure_raked_errors(fit, name_margins(sample), Design(raked.full))
    bootstrap = bootstrap_effects(fit, pd.DataFrame(raked.replicates, index=sample["id"]))
    np.testing.assert_allclose(bootstrap["std_error"], aware, rtol=0.05)
    with pytest.raises(KeyError, match="600 units of the fit have no margins"):
        measure_raked_errors(fit, name_margins(sample).iloc[:600], Design(raked.full[:600]))


def test_without_margins_worth_knowing_nothing_is_taken_out(sample):
    one = pd.DataFrame({"all": ["everybody"] * 1200}, index=sample["id"])
    fit = fit_with(sample, np.ones(1200))
    aware = measure_raked_errors(fit, one, Design(np.ones(1200)))
    unaware = average_marginal_effects(fit)["std_error_unconditional"]
    np.testing.assert_allclose(aware, unaware, rtol=1e-9)


def test_residuals_are_those_of_a_weighted_regression_on_dummies(sample, raked):
    values = np.random.default_rng(0).normal(size=(1200, 2))
    margins = name_margins(sample)
    dummies = pd.get_dummies(margins).to_numpy(dtype=float)
    root = np.sqrt(raked.full)[:, None]
    slopes = np.linalg.lstsq(root * dummies, root * values, rcond=None)[0]
    expected = values - dummies @ slopes
    np.testing.assert_allclose(rake_residuals(values, margins, raked.full), expected, atol=1e-12)
    alone = rake_residuals(values[:, 0], margins, raked.full)
    np.testing.assert_allclose(alone, expected[:, 0], atol=1e-12)


def test_strata_and_units_are_drawn_whole(sample):
    strata, units = (sample["region"] == "north").to_numpy(), (sample.index // 10).to_numpy()
    made = make_replicate_weights(sample, n_replicates=20, seed=1, strata=strata, units=units)
    frame = pd.DataFrame(made.replicates)
    by_unit = frame.groupby([strata, units])
    assert (by_unit.max() == by_unit.min()).all().all()
    np.testing.assert_allclose(frame.groupby(units).sum().sum(), frame.sum())


def test_what_cannot_be_raked_in_every_replicate_is_refused(sample):
    rare = sample["region"].where(sample.index >= 2, "islet")
    targets = {"region": {"north": 0.5, "south": 0.49, "islet": 0.01}}
    with pytest.raises(RefusalError, match="R001: a level of 'region' has nobody") as refusal:
        make_replicate_weights(
            sample.assign(region=rare), n_replicates=100, seed=1, margins=targets
        )
    assert refusal.value.counts["replicates"] > 3
    with pytest.raises(RefusalError, match="R001: .*'sex' that has no target"):
        make_replicate_weights(sample, n_replicates=5, seed=1, margins={"sex": {"man": 1.0}})
    holes = name_margins(sample).assign(sex=None)
    with pytest.raises(RefusalError, match="R001: .*no level of a margin"):
        rake_residuals(np.zeros(1200), holes, np.ones(1200))
