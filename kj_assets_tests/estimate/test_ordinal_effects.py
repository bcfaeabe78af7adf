"""Effects of the ordered logit: brute force, the jackknife, and what must add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.contrasts import Subgroup
from kj_assets.estimate.ordinal import fit_ordered_logit
from kj_assets.estimate.ordinal_effects import ordered_marginal_effects
from kj_assets.estimate.results import EFFECTS
from kj_assets.estimate.tables import build_schema
from kj_assets.estimate.terms import LogitSpec
from kj_assets_tests.estimate.moods import SEX, build_terms, fit_moods, make_moods


@pytest.fixture(scope="module")
def moods() -> pd.DataFrame:
    return make_moods(700, seed=3)


def test_effects_and_delta_errors_are_those_of_brute_force(moods):
    found = fit_moods(moods)
    table = ordered_marginal_effects(found, [2, 3]).set_index("level")
    build_schema(EFFECTS).validate(table.reset_index()[list(EFFECTS.names)])
    low, high = build_terms(moods.assign(sex="man")), build_terms(moods.assign(sex="woman"))

    def average(b: np.ndarray, terms: np.ndarray) -> float:
        above = 1 / (1 + np.exp(-(b[1] + terms @ b[3:])))
        return float(np.average(above, weights=moods["weight"]))

    b = found.coefficients
    woman = table.loc["woman"]
    assert woman["p1"] == pytest.approx(average(b, high), rel=1e-10)
    assert woman["estimate"] == pytest.approx(average(b, high) - average(b, low), rel=1e-9)
    moves = 1e-5 * np.eye(7)
    slopes = [[average(b + m, x) - average(b - m, x) for m in moves] for x in (low, high)]
    at_low, at_high = np.array(slopes) / 2e-5
    for name, slope in (("std_error", at_high - at_low), ("p1_std_error", at_high)):
        assert woman[name] == pytest.approx(np.sqrt(slope @ found.covariance @ slope), rel=1e-6)


def test_the_unconditional_error_is_that_of_the_jackknife():
    spec = LogitSpec("mood", (SEX,))
    cells = fit_moods(make_moods(60, seed=5), spec, unit="id").data.cells

    def effect(some: pd.DataFrame) -> pd.Series:
        return ordered_marginal_effects(fit_ordered_logit(some, spec, 4), [2, 3]).iloc[0]

    left_out = np.array([effect(cells.drop(i))["estimate"] for i in cells.index])
    jackknife = np.sqrt((59 / 60) * ((left_out - left_out.mean()) ** 2).sum())
    assert effect(cells)["std_error_unconditional"] == pytest.approx(jackknife, rel=0.06)


def test_effects_on_all_levels_sum_to_zero_and_probabilities_to_one(moods):
    found = fit_moods(moods)
    by_level = [ordered_marginal_effects(found, [level]) for level in range(4)]
    np.testing.assert_allclose(sum(t["estimate"] for t in by_level), 0, atol=1e-14)
    np.testing.assert_allclose(sum(t["p0"] for t in by_level), 1, rtol=1e-13)
    upper = ordered_marginal_effects(found, [2, 3])
    np.testing.assert_allclose(by_level[2]["p1"] + by_level[3]["p1"], upper["p1"], rtol=1e-12)


def test_a_scale_turned_round_turns_the_effects_round(moods):
    turned = ordered_marginal_effects(fit_moods(moods.assign(mood=3 - moods["mood"])), [0, 1])
    upright = ordered_marginal_effects(fit_moods(moods), [2, 3])
    pd.testing.assert_frame_equal(turned, upright, rtol=1e-8)


def test_within_subgroups_effects_average_to_the_whole(moods):
    found = fit_moods(moods)
    women, men = (
        ordered_marginal_effects(found, [3], Subgroup("sex", sex)) for sex in ("woman", "man")
    )
    share = np.average(moods["sex"] == "woman", weights=moods["weight"])
    mixed = share * women["estimate"] + (1 - share) * men["estimate"]
    np.testing.assert_allclose(mixed, ordered_marginal_effects(found, [3])["estimate"], rtol=1e-10)
    assert women["n"].iloc[0] + men["n"].iloc[0] == 700
    with pytest.raises(RefusalError, match="X004: no complete case in sex=child"):
        ordered_marginal_effects(found, [3], Subgroup("sex", "child"))


@pytest.mark.parametrize("top", [(), (4,), (0, 1, 2, 3)])
def test_top_levels_are_some_of_the_levels(moods, top):
    with pytest.raises(ValueError, match="some, not all"):
        ordered_marginal_effects(fit_moods(moods), top)
