"""Shares of one item: computed by hand, and the beta interval of R `survey::svyciprop`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.design import Design
from kj_assets.estimate.shares import compute_beta_interval
from kj_assets.estimate.toplines import estimate_toplines

LEVELS = ("for", "against", "neither", "unsure")
NETS = {"not_for": ("against", "neither", "unsure"), "sure": ("for", "against", "neither")}
# Level, missing kind, respondents, weight of each: 20 of weight answer, of 40 who were asked.
ANSWERS = (
    ("for", None, 6, 2.0),
    ("against", None, 5, 1.4),
    ("neither", None, 4, 0.2),
    ("unsure", None, 5, 0.04),
    (None, "dont_know", 2, 2.5),
    (None, "dont_know", 3, 0.0),
    (None, "refused", 1, 15.0),
    (None, "not_asked", 7, 10.0),
)


@pytest.fixture(scope="module")
def toplines() -> pd.DataFrame:
    rows = pd.DataFrame(
        [answer for answer in ANSWERS for _ in range(answer[2])],
        columns=["view", "view_missing", "n", "weight"],
    )
    design = Design(rows["weight"].to_numpy())
    found = estimate_toplines(rows, "view", LEVELS, NETS, design, "view_missing")
    return found.set_index("level")


def test_bounds_count_every_dont_know_against_and_for(toplines):
    answered = toplines[toplines["kind"] != "missing"]
    by_hand = {
        "for": (12 / 25, 17 / 25),
        "against": (7 / 25, 12 / 25),
        "neither": (0.8 / 25, 5.8 / 25),
        "unsure": (0.2 / 25, 5.2 / 25),
        "not_for": (8 / 25, 13 / 25),
        "sure": (19.8 / 25, 24.8 / 25),
    }
    assert list(answered.index) == list(by_hand)
    bounds = answered[["bound_low", "bound_high"]]
    np.testing.assert_allclose(bounds, list(by_hand.values()), rtol=1e-12)


def test_missing_kinds_are_shares_of_those_asked_and_have_no_bounds(toplines):
    missing = toplines[toplines["kind"] == "missing"]
    assert list(missing.index) == ["dont_know", "refused"]
    np.testing.assert_allclose(missing["share"], [5 / 40, 15 / 40], rtol=1e-12)
    assert missing["n"].tolist() == [2, 1]
    assert missing["n_base"].tolist() == [23, 23]
    assert missing[["bound_low", "bound_high"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("level", "share", "interval", "reason"),
    [
        ("for", 0.60, "logit", "6 cases, 14 others"),
        ("against", 0.35, "logit", "5 cases are enough"),
        ("neither", 0.04, "beta", "4 cases"),
        ("unsure", 0.01, "beta", "5 cases, but under .02"),
        ("sure", 0.99, "beta", "15 cases and 5 others, but over .98"),
        ("dont_know", 0.125, "beta", "2 cases"),
    ],
)
def test_the_interval_is_beta_where_cases_are_few_or_the_share_is_extreme(
    toplines, level, share, interval, reason
):
    row = toplines.loc[level]
    assert row["share"] == pytest.approx(share, rel=1e-12)
    assert row["interval"] == interval, reason


def test_an_interval_that_is_beta_has_the_ends_of_beta(toplines):
    row = toplines.loc["unsure"]
    of_share = (np.array([row["share"]]), np.array([row["std_error"] ** 2]))
    for name, alpha in (("95", 0.05), ("99", 0.01)):
        ends = compute_beta_interval(*of_share, 20, 19, np.nan, alpha)
        found = row[[f"conf_low_{name}", f"conf_high_{name}"]].to_numpy(float)
        np.testing.assert_allclose(found, np.ravel(ends), rtol=1e-12)


def test_a_level_nobody_gave_has_an_interval_from_kishs_effective_n():
    low, high = compute_beta_interval(np.array([0.0]), np.array([0.0]), 50, 49, 40.0, 0.05)
    # Clopper–Pearson without a case: 1 − (α/2)^(1/n).
    assert (low[0], high[0]) == (0.0, pytest.approx(1 - 0.025 ** (1 / 40), rel=1e-12))


def test_the_beta_interval_of_nhanes_is_that_of_svyciprop(golden_logit):
    golden = golden_logit["nhanes"]
    share, std_error, _ = (np.array([number]) for number in golden["svymean"])
    ends = compute_beta_interval(
        share, std_error**2, golden["n"], golden["df_design"], np.nan, alpha=0.05
    )
    np.testing.assert_allclose(np.ravel(ends), golden["ciprop_beta"], rtol=1e-8)
