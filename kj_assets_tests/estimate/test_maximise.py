"""The maximum is reached from wherever it is sought, and known for one."""

from __future__ import annotations

import numpy as np
import pytest

from kj_assets.estimate import maximise
from kj_assets.estimate.maximise import expit, maximise_likelihood, measure_step

X = np.column_stack([np.ones(4), [0.0, 0, 1, 1]])
Y = np.array([0.0, 1.0, 0.0, 1.0])
WEIGHTS = np.array([1.0, 50.0, 60.0, 1.0])
AT = np.array([np.log(50), -np.log(60 * 50)])


@pytest.mark.parametrize("start", [(0, 0), (-3, 6), (6, -3), (np.nan, np.inf)])
def test_from_far_away_steps_are_halved_until_they_climb(start):
    found, step = maximise._polish(X, Y, WEIGHTS, np.array(start, dtype=float))
    np.testing.assert_allclose(found, AT, rtol=1e-9)
    assert measure_step(step, found) <= 1e-12


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_neither_the_scale_of_a_term_nor_of_the_weights_moves_the_maximum(scale):
    solution = maximise_likelihood(X * [1, scale], Y, WEIGHTS * scale)
    np.testing.assert_allclose(solution.coefficients, AT / [1, scale], rtol=1e-9)
    assert solution.converged
    assert solution.proves_overlap


def test_a_separated_outcome_has_no_maximum_and_no_proof_of_one():
    solution = maximise_likelihood(X, np.array([0.0, 0.0, 0.0, 1.0]), np.ones(4))
    assert not solution.proves_overlap


def test_a_step_is_measured_against_the_largest_coefficient_or_against_one():
    assert measure_step(np.array([0.1, -0.4]), np.array([0.2, 0.3])) == 0.4
    assert measure_step(np.array([0.1, -0.4]), np.array([2.0, -8.0])) == 0.05


def test_odds_without_end_are_certainties():
    np.testing.assert_array_equal(expit(np.array([-1e4, 0.0, 1e4])), [0.0, 0.5, 1.0])
