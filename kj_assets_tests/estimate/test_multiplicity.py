"""Adjusted p values, held to numbers of R's `p.adjust`; what was not made counts, and once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.estimate.multiplicity import adjust_benjamini_hochberg, adjust_holm

# p.adjust(p, "holm"): pmin(1, cummax((m + 1 - i) * p[o])); "BH": pmin(1, cummin(m / i * p[o])).
P = [0.041, 0.0005, 0.02, 0.6, 0.009, 0.03, 0.011, 0.9]
R_HOLM = [0.123, 0.004, 0.1, 1.0, 0.063, 0.12, 0.066, 1.0]
R_BH = [0.05466667, 0.004, 0.04, 0.68571429, 0.02933333, 0.048, 0.02933333, 0.9]


def test_holm_is_that_of_r_and_not_bonferroni():
    assert adjust_holm(P) == pytest.approx(R_HOLM, abs=1e-8)
    bonferroni = np.minimum(np.array(P) * len(P), 1.0)
    assert (adjust_holm(P) <= bonferroni).all()
    assert (adjust_holm(P) < bonferroni).sum() == 5


def test_benjamini_hochberg_is_that_of_r():
    assert adjust_benjamini_hochberg(P) == pytest.approx(R_BH, abs=1e-8)


@pytest.mark.parametrize("adjust", [adjust_holm, adjust_benjamini_hochberg])
def test_a_test_that_could_not_be_made_stays_null_and_counts(adjust):
    """R: p.adjust(c(.01, .02), "holm", n = 3) is .03 .04, and "BH" .03 .03."""
    found = adjust([0.01, np.nan, 0.02])
    assert np.isnan(found[1])
    expected = [0.03, 0.04] if adjust is adjust_holm else [0.03, 0.03]
    assert found[[0, 2]] == pytest.approx(expected)
    assert adjust([0.01, np.nan])[0] == pytest.approx(0.02)


@pytest.mark.parametrize("adjust", [adjust_holm, adjust_benjamini_hochberg])
def test_without_a_test_there_is_nothing_to_adjust(adjust):
    assert adjust([]).shape == (0,)
    assert np.isnan(adjust([np.nan, np.nan])).all()


@pytest.mark.parametrize("adjust", [adjust_holm, adjust_benjamini_hochberg])
def test_one_hypothesis_counts_once_however_often_it_is_tested(adjust):
    alone = adjust([0.03, 0.01])
    found = adjust([0.03, 0.03, 0.01, 0.01], ["trust", "trust", "threat", "threat"])
    assert found == pytest.approx(np.repeat(alone, 2))
    assert adjust([0.03, 0.03], ["one", "one"]) == pytest.approx([0.03, 0.03])


def test_another_test_of_a_hypothesis_keeps_a_p_of_its_own():
    found = adjust_holm([0.01, 0.04, 0.03], ["one", "one", "two"])
    assert found == pytest.approx([0.02, 0.06, 0.03])


@settings(max_examples=60, derandomize=True)
@given(
    st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_tests_changes_nothing_and_no_p_becomes_smaller(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    for adjust in (adjust_holm, adjust_benjamini_hochberg):
        found = adjust(p)
        shuffled = adjust([p[place] for place in order])
        np.testing.assert_allclose(shuffled, found[order])
        known = ~np.isnan(found)
        assert (known == ~np.isnan(np.array(p, dtype=float))).all()
        assert (found[known] >= np.array(p)[known] - 1e-15).all()
        assert (found[known] <= 1).all()
