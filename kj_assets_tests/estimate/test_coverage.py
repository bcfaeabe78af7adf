"""Do 95 % intervals hold the truth in 95 % of samples? Monte Carlo, seeded.

The population is finite and known. Its members are drawn with unequal chances that depend on
their answer and on a trait that no model sees (informative weights); the weight is one over the
chance. Unweighted estimates miss the truth, which a test shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.design import Design
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.ordinal import fit_ordered_logit
from kj_assets.estimate.ordinal_effects import ordered_marginal_effects
from kj_assets.estimate.predictions import estimate_effects
from kj_assets.estimate.shares import estimate_shares
from kj_assets.estimate.terms import Factor, LogitSpec

N, SAMPLES, POPULATION = 1500, 500, 400_000
TERMS = (Factor("trust", ("none", "some", "much"), "none"), Factor("sex", ("man", "woman"), "man"))
ITEMS = ["y", "mood", "trust", "sex", "hidden"]
EFFECTS = ("some", "much", "woman")


@dataclass(frozen=True, eq=False)
class Population:
    """Its distinct members: how many there are, the chance of each to be the next one drawn."""

    members: pd.DataFrame
    count: np.ndarray
    chance: np.ndarray

    def build_cells(self, n: np.ndarray, weight: np.ndarray) -> pd.DataFrame:
        """The cells frame of a sample with `n` of each kind, `weight` each."""
        design = {"complete": True, "in_domain": True, "stratum": None, "unit": None, "n": n}
        sums = {"sum_weight": n * weight, "sum_weight_squared": n * weight**2}
        return self.members.assign(**design, **sums)[n > 0].reset_index(drop=True)

    def draw(self, random: np.random.Generator) -> pd.DataFrame:
        """The cells frame of N draws with replacement."""
        weight = self.count.sum() * self.chance / self.count
        return self.build_cells(random.multinomial(N, self.chance), 1 / weight)


@pytest.fixture(scope="module")
def population() -> Population:
    random = np.random.default_rng(1)
    trust = random.choice(["none", "some", "much"], POPULATION, p=[0.3, 0.45, 0.25])
    sex = random.choice(["man", "woman"], POPULATION)
    hidden = (random.random(POPULATION) < 0.3 + 0.2 * (trust == "much")).astype(float)
    linear = 0.7 * (trust == "some") + 1.1 * (trust == "much") - 0.4 * (sex == "woman")
    latent = linear + 0.9 * hidden + random.logistic(size=POPULATION)
    mood = np.digitize(latent, [0.2, 1.4, 2.6]).astype(float)
    rows = pd.DataFrame(dict(zip(ITEMS, [mood >= 2, mood, trust, sex, hidden], strict=True)))
    rows["y"] = rows["y"].astype(float)
    members = rows.groupby(ITEMS, as_index=False).size()
    count = members.pop("size").to_numpy(dtype=float)
    drawn = count * (1 + members["y"] + 1.5 * members["hidden"] + (members["sex"] == "woman"))
    return Population(members, count, (drawn / drawn.sum()).to_numpy())


@pytest.fixture(scope="module")
def census(population) -> pd.DataFrame:
    return population.build_cells(population.count, np.ones(len(population.count)))


def collect_logit(fit: LogitFit) -> np.ndarray:
    """Estimates, delta errors and unconditional errors (3 × effects), without the table's cost."""
    effects = list(estimate_effects(fit))
    slopes = np.array([effect.gradient for effect in effects])
    influence = fit.spread(np.column_stack([effect.influence for effect in effects]))
    return np.array(
        [
            [effect.estimate for effect in effects],
            np.sqrt(np.diag(slopes @ fit.covariance @ slopes.T)),
            np.sqrt(fit.data.design.variance_of_total(influence)),
        ]
    )


def measure_coverage(found: np.ndarray, errors: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """The share of samples whose interval holds the truth; t with 1,499 df is 1.9615."""
    return (np.abs(found - truth) <= 1.9615 * errors).mean(axis=0)


def assert_nominal(coverage: np.ndarray) -> None:
    """95 % intervals hold in 92 to 97 % of 500 samples: two to three Monte Carlo errors (1 %)."""
    assert ((coverage >= 0.92) & (coverage <= 0.97)).all(), coverage


def test_intervals_of_effects_hold_the_truth_as_often_as_they_say(population, census):
    random = np.random.default_rng(2)
    spec = LogitSpec("y", TERMS)
    truth = average_marginal_effects(fit_logit(census, spec))
    assert truth["level"].tolist() == list(EFFECTS)
    fits = (fit_logit(population.draw(random), spec) for _ in range(SAMPLES))
    found = np.array([collect_logit(fit) for fit in fits])
    known = truth["estimate"].to_numpy()
    for kind in (1, 2):
        assert_nominal(measure_coverage(found[:, 0], found[:, kind], known))
    np.testing.assert_allclose(found[:, 0].mean(axis=0), known, atol=0.005)
    np.testing.assert_allclose(found[:, 2].mean(axis=0), found[:, 0].std(axis=0), rtol=0.08)


def test_intervals_of_a_share_hold_the_truth_as_often_as_they_say(population):
    random = np.random.default_rng(3)
    y = population.members["y"].to_numpy()
    truth = population.count @ y / population.count.sum()
    weight = population.count / population.chance
    held, plain = [], []
    for _ in range(SAMPLES):
        drawn = np.repeat(np.arange(len(y)), random.multinomial(N, population.chance))
        shares = estimate_shares(y[drawn][:, None] == 1, np.ones(N, bool), Design(weight[drawn]))
        ends = shares.intervals.iloc[0]
        held.append(ends["conf_low_95"] <= truth <= ends["conf_high_95"])
        plain.append(y[drawn].mean())
    assert_nominal(np.array([np.mean(held)]))
    assert np.mean(plain) - truth > 0.05  # what the weights are for


@pytest.mark.slow  # the effects table costs 20 ms a sample
def test_intervals_of_an_ordered_effect_hold_the_truth_as_often_as_they_say(population, census):
    random = np.random.default_rng(4)
    spec = LogitSpec("mood", TERMS)
    truth = ordered_marginal_effects(fit_ordered_logit(census, spec, 4), [2, 3])["estimate"]
    found = []
    for _ in range(SAMPLES):
        fit = fit_ordered_logit(population.draw(random), spec, 4)
        table = ordered_marginal_effects(fit, [2, 3])
        found.append(table[["estimate", "std_error", "std_error_unconditional"]].to_numpy().T)
    estimates, *errors = np.array(found).transpose(1, 0, 2)
    for error in errors:
        assert_nominal(measure_coverage(estimates, error, truth.to_numpy()))
