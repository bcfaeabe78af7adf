"""What weights cost, and when it is said."""

from __future__ import annotations

import numpy as np
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.weight.diagnostics import describe_weights


def test_equal_weights_cost_nothing():
    found = describe_weights(np.full(200, 3.0))
    assert (found.kish_deff, found.n_eff, found.warnings) == (1.0, 200.0, ())


def test_kish_by_hand():
    found = describe_weights([1, 1, 1, 3])
    assert found.kish_deff == pytest.approx(4 * 12 / 36)


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        (np.r_[np.ones(99), 8.0], "carries 7.5%"),
        (np.r_[np.ones(50), np.full(50, 0.01)], None),
        (np.r_[np.ones(500), np.full(500, 0.05)], None),
        (np.r_[np.ones(500), 11.0], "11.0 times the median"),
        (np.r_[np.ones(20), np.full(480, 0.01)], "design effect"),
    ],
)
def test_heavy_weights_are_warned_of(weights, says):
    warned = [str(warning) for warning in describe_weights(weights).warnings]
    assert any(says in text for text in warned) if says else not warned
    assert all(text.startswith("W101") for text in warned)


@pytest.mark.parametrize("weights", [[1, np.nan], [1, -1], [1, np.inf]])
def test_bad_weights_are_refused(weights):
    with pytest.raises(RefusalError, match="W001"):
        describe_weights(weights)


def test_weights_that_are_all_zero_are_refused():
    with pytest.raises(RefusalError, match="W002"):
        describe_weights([0.0, 0.0])
