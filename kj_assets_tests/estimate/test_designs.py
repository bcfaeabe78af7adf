"""A design by hand: who is counted, what weights cost, and what varies between units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import CellDesign, Design
from kj_assets.estimate.matched import Answers, join_units, measure_matched_shares

WEIGHTS = np.array([1.0, 2.0, 0.0, 3.0, 2.0, 4.0])
STRATA = np.array(["n", "n", "n", "s", "s", "s"])
UNITS = np.array(["a", "a", "b", "a", "c", "d"])
INSIDE = np.array([True, True, True, True, False, True])


def test_respondents_without_a_weight_or_outside_the_domain_are_not_counted():
    design = Design(WEIGHTS, domain=INSIDE)
    assert (design.n, design.df) == (4, 3)
    assert design.used_weights.tolist() == [1, 2, 0, 3, 0, 4]
    assert design.kish_deff == pytest.approx(4 * (1 + 4 + 9 + 16) / 10**2)
    assert design.n_eff == pytest.approx(4 / 1.2)
    assert Design(WEIGHTS).n == 5


def test_degrees_of_freedom_are_units_less_strata_of_those_who_count():
    assert Design(WEIGHTS, STRATA, UNITS).df == 4 - 2
    assert Design(WEIGHTS, STRATA, UNITS, INSIDE).df == 3 - 2
    assert Design(WEIGHTS, units=UNITS).df == 3 - 1
    assert Design(WEIGHTS, STRATA).df == 5 - 2
    assert Design(WEIGHTS, STRATA, UNITS).count_df(UNITS == "a") == 0


def by_hand(z: np.ndarray, strata: np.ndarray, units: np.ndarray) -> float:
    """Σ_h n/(n−1) Σ_c (z_hc − z̄_h)²."""
    total = 0.0
    for stratum in np.unique(strata):
        own = strata == stratum
        sums = np.array([z[own & (units == unit)].sum() for unit in np.unique(units[own])])
        total += len(sums) / (len(sums) - 1) * ((sums - sums.mean()) ** 2).sum()
    return total


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("clustered", [False, True])
def test_the_variance_of_a_total_is_that_between_units_within_strata(stratified, clustered):
    z = np.array([0.3, -1.0, 0.0, 2.0, 0.5, -0.4])
    strata = STRATA if stratified else np.zeros(6)
    units = UNITS if clustered else np.arange(6)
    design = Design(WEIGHTS, STRATA if stratified else None, UNITS if clustered else None)
    expected = by_hand(z, strata, units)
    np.testing.assert_allclose(design.covariance_of_total(z), [[expected]], rtol=1e-12)


def cells(**columns: object) -> pd.DataFrame:
    """Three cells: two complete, of 2 and 3 respondents, one of 4 who did not answer."""
    design = {
        "n": [2, 3, 4],
        "sum_weight": [2.0, 6.0, 0.0],
        "sum_weight_squared": [2.5, 14.0, 0.0],
        "complete": [True, True, False],
        "in_domain": True,
        "stratum": None,
        "unit": None,
    }
    return pd.DataFrame(design | columns)


SCORE = np.array([[0.5], [-0.25], [0.0]])


@pytest.mark.parametrize(
    ("more", "n"),
    [({}, 5), ({"in_domain": [True, True, False]}, 9), ({"stratum": "one"}, 9)],
    ids=["who did not answer is left out", "who is outside the domain is not", "nor in a stratum"],
)
def test_how_many_respondents_vary_in_cells(more, n):
    design = CellDesign.of(cells(**more))
    total = 2.0 * 0.5 - 6.0 * 0.25
    squares = 2.5 * 0.25 + 14.0 * 0.0625
    expected = n / (n - 1) * (squares - total**2 / n)
    np.testing.assert_allclose(design.covariance_of_total(SCORE), [[expected]], rtol=1e-12)
    np.testing.assert_allclose(design.variance_of_total(SCORE), [expected], rtol=1e-12)


def test_cells_count_their_complete_respondents():
    design = CellDesign.of(cells())
    assert (design.n_complete, design.total_weight, design.df) == (5, 8.0, 4)
    assert design.kish_deff == pytest.approx(5 * 16.5 / 8**2)
    apart = CellDesign.of(cells(stratum=["x", "y", "x"]))
    assert apart.df == 5 - 2
    assert apart.count_df(np.array([True, False, True])) == 6 - 1


def test_a_stratum_of_cells_with_one_respondent_is_refused_by_its_name():
    with pytest.raises(RefusalError, match="D001: stratum islet"):
        CellDesign.of(cells(n=[2, 1, 4], stratum=["x", "islet", "x"]))
    CellDesign.of(cells(n=[2, 2, 4], stratum=["x", "islet", "x"]))


def sample(yes: list[int], **design: list[str]) -> Answers:
    n = len(yes)
    drawn = {name: np.array(values) for name, values in design.items()}
    return Answers(np.array(yes, bool)[:, None], np.ones(n, bool), Design(np.ones(n), **drawn))


def test_who_is_in_both_samples_stays_in_the_stratum_they_were_drawn_in():
    earlier = sample([1, 0, 1, 0], strata=["n", "n", "s", "s"])
    # Two who moved, and two who are new.
    later = sample([1, 1, 0, 0], strata=["s", "n", "n", "s"])
    found = measure_matched_shares(earlier, later, np.array([0, 3, -1, -1]))
    assert (found.df, found.n_matched) == (6 - 2, 2)
    before, after = np.array([1, -1, 1, -1]) / 8, np.array([1, 1, -1, -1]) / 8
    people = np.array([after[0] - before[0], -before[1], after[2], -before[2], after[1] - before[3],
                       after[3]])  # fmt: skip
    expected = by_hand(people, np.repeat([0, 1], 3), np.arange(6))
    assert found.std_error[0] == pytest.approx(np.sqrt(expected))


def test_who_weighs_nothing_is_in_no_base_and_so_not_in_both():
    earlier, later = sample([1, 0, 1, 0]), sample([1, 1, 0, 0])
    later.design.weights[3] = 0.0
    found = measure_matched_shares(earlier, later, np.array([0, 1, -1, 3]))
    assert found.n_matched == 2
    later.design.weights[2] = 0.0
    assert measure_matched_shares(earlier, later, np.array([0, 1, -1, 3])).df == 4 - 1


@pytest.mark.parametrize("given", ["stratum", "unit"])
@pytest.mark.parametrize("at", [0, 1])
def test_two_matched_samples_have_strata_and_units_both_or_neither(given, at):
    frames = [pd.DataFrame({"unit": ["a", "b"], "stratum": ["n", "n"]}) for _ in range(2)]
    frames[at] = frames[at].drop(columns=given)
    with pytest.raises(RefusalError, match=f"D002: only one .* has a {given};"):
        join_units(frames[0], frames[1], np.array([0, 1]))
