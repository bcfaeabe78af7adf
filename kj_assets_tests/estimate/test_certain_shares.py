"""A share of exactly 0 or 1 is one by counts: no error, and a beta interval from Kish's n.

Where everybody is inside, a quotient of two sums may miss 1 in its last digit, and leave a
variance of 1e-33: 300 made groups, half of which did.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.crosstab import cross_tabulate
from kj_assets.estimate.design import Design, compute_kish_deff
from kj_assets.estimate.grouped import GroupedDesign
from kj_assets.estimate.matched import Answers, measure_matched_shares
from kj_assets.estimate.shares import compute_beta_interval, estimate_shares
from kj_assets.estimate.subgroups import Grouping, Question, estimate_subgroups
from kj_assets.estimate.toplines import estimate_toplines
from kj_assets.trend.changes import measure_changes
from kj_assets_tests.trend.made_up import origin, pool, toplines

SEEDS = range(300)


def draw(seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Weights of 5 to 200 respondents, and a design of every kind by turns."""
    random = np.random.default_rng(seed)
    n = int(random.integers(5, 200))
    weights = random.gamma(3.0, 1 / 3, n) + 0.01
    kinds = (
        {},
        {"strata": np.arange(n) % 2},
        {"units": np.arange(n) // 2},
    )
    return weights, kinds[seed % 3]


def ends_of(weights: np.ndarray, alpha: float, df: int) -> tuple[float, float]:
    """Clopper–Pearson on Kish's n, with the t quantiles of Korn and Graubard."""
    from scipy.stats import t

    n = len(weights)
    kish = n / compute_kish_deff(n, weights.sum(), (weights**2).sum())
    kish *= (t.ppf(1 - alpha / 2, n - 1) / t.ppf(1 - alpha / 2, df)) ** 2
    reach = (alpha / 2) ** (1 / kish)
    return reach, 1 - reach


@pytest.mark.parametrize("whole", [False, True], ids=["nobody", "everybody"])
def test_both_ends_have_no_error_and_the_interval_of_kishs_n(whole):
    for seed in SEEDS:
        weights, drawn = draw(seed)
        design = Design(weights, **drawn)
        inside = np.full((len(weights), 1), whole)
        found = estimate_shares(inside, np.ones(len(weights), bool), design)
        assert (found.share[0], found.std_error[0]) == (float(whole), 0.0)
        assert np.isnan(found.deff[0])
        row = found.intervals.iloc[0]
        assert row["interval"] == "beta"
        for name, alpha in (("95", 0.05), ("99", 0.01)):
            low, high = ends_of(weights, alpha, found.df)
            expected = (low, 1.0) if whole else (0.0, high)
            ends = (row[f"conf_low_{name}"], row[f"conf_high_{name}"])
            assert ends == pytest.approx(expected, rel=1e-9)


def test_groups_of_people_alike_say_the_same_as_people():
    for seed in SEEDS[::10]:
        weights, _ = draw(seed)
        groups = pd.DataFrame(
            {"n": 1.0, "sum_weight": weights, "sum_weight_squared": weights**2, "q": "yes"}
        )
        of_groups = estimate_toplines(groups, "q", ["yes", "no"], {}, GroupedDesign.of(groups))
        of_people = estimate_toplines(groups, "q", ["yes", "no"], {}, Design(weights))
        pd.testing.assert_frame_equal(of_groups, of_people)
        assert of_people["share"].tolist() == [1.0, 0.0]


def ask_in_two_places(seed: int) -> tuple[pd.DataFrame, Design]:
    """In the first place everybody says yes, in the second about half."""
    weights, _ = draw(seed)
    random = np.random.default_rng(seed)
    place = np.where(np.arange(len(weights)) % 2, "here", "there")
    yes = (place == "here") | (random.random(len(weights)) < 0.5)
    return pd.DataFrame({"place": place, "q": np.where(yes, "yes", "no")}), Design(weights)


def test_crosstabs_and_groups_have_the_same_ends_as_toplines():
    for seed in SEEDS[::10]:
        rows, design = ask_in_two_places(seed)
        if rows["q"].nunique() < 2:
            continue
        levels = {"row_levels": ["here", "there"], "column_levels": ["yes", "no"]}
        crossed = cross_tabulate(rows, "place", "q", design, **levels).table
        places = Grouping("place", {name: (name,) for name in ("here", "there")})
        grouped = estimate_subgroups(rows, Question("q", ("yes", "no")), places, design, 1)
        for table, where, share in (
            (crossed, "row_level", "share_of_row"),
            (grouped, "group", "share"),
        ):
            here = table[table[where] == "here"]
            assert here[share].tolist() == [1.0, 0.0]
            assert here["std_error"].tolist() == [0.0, 0.0]
            yes, no = here[["conf_low_95", "conf_high_95"]].to_numpy()
            assert 0 < yes[0] < yes[1] == 1.0
            assert no == pytest.approx([0.0, 1 - yes[0]])


def test_a_share_that_stays_whole_is_not_tested_and_one_that_leaves_it_is():
    whole = toplines("2030", 1.0, std_error=[0.0, 0.0])
    for later, tested in ((1.0, False), (0.9, True)):
        now = toplines("2031", later)
        found = measure_changes(
            pool(origin("2030"), origin("2031"), wave_2030=whole, wave_2031=now).frame
        ).frame
        assert found["p"].notna().tolist() == [tested, tested]


def test_people_who_all_keep_one_opinion_leave_no_rounding_for_a_test():
    for seed in SEEDS[::10]:
        weights, _ = draw(seed)
        everybody = np.ones(len(weights), bool)
        same = np.arange(len(weights))
        opinions = np.column_stack([everybody, np.random.default_rng(seed).random(len(same)) < 0.4])
        sides = [Answers(opinions, everybody, Design(w)) for w in (weights, weights * 0.7)]
        found = measure_matched_shares(*sides, same)
        assert found.std_error.tolist() == [0.0, 0.0]


def test_a_variance_of_rounding_is_none_to_the_beta_interval():
    """What is handed to it may come from elsewhere: a share of 1 with a variance of 1e-33."""
    ends = compute_beta_interval(np.array([1.0]), np.array([1e-33]), 50, 49, 40.0, 0.05)
    assert np.ravel(ends).tolist() == pytest.approx([0.025 ** (1 / 40), 1.0])


def test_a_share_the_design_fixes_has_no_error():
    """Three in five live in the city, in every sample: the city is a stratum."""
    city = np.repeat([True, False], [30, 20])
    design = Design(np.full(50, 0.7), strata=city)
    found = estimate_shares(city[:, None], np.ones(50, bool), design)
    assert (found.share[0], found.std_error[0]) == (pytest.approx(0.6), 0.0)
