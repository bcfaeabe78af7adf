"""Separation on random sparse data: each answer of the linear programme comes with its proof."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError, check_identified
from kj_assets.estimate.maximise import maximise_likelihood
from kj_assets.estimate.separation import find_separation

many = settings(max_examples=150, derandomize=True)


def draw_sparse(seed: int, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Few respondents, a factor of three levels, a yes/no and a number: often separated."""
    random = np.random.default_rng(seed)
    level = random.choice(3, n)
    columns = [np.ones(n), level == 1, level == 2, random.random(n) < 0.5, random.integers(0, 4, n)]
    matrix = np.column_stack(columns).astype(float)
    outcome = (random.random(n) < 1 / (1 + np.exp(1 - matrix @ random.normal(0, 1, 5)))).astype(
        float
    )
    return matrix, outcome, random.gamma(2.0, 0.5, n) + 0.01


@many
@given(st.integers(0, 100_000), st.integers(8, 40))
def test_the_linear_programme_and_the_fit_agree_on_sparse_data(seed, n):
    matrix, outcome, weights = draw_sparse(seed, n)
    if not 0 < outcome.sum() < n or np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        return
    found = find_separation(matrix, outcome)
    solution = maximise_likelihood(matrix, outcome, weights)
    if found is None:
        assert solution.converged
        assert solution.proves_overlap or np.abs(matrix @ solution.coefficients).max() > 18
        return
    assert not solution.proves_overlap
    towards = (2 * outcome - 1) * (matrix / np.abs(matrix).max(axis=0) @ found.direction)
    assert towards.min() >= -1e-7
    assert towards.max() > 1e-6


def test_sparse_data_are_separated_about_as_often_as_not():
    """Else the property above would be about one case only."""
    found = []
    for seed in range(100):
        matrix, outcome, _ = draw_sparse(seed, 24)
        found.append(find_separation(matrix, outcome) is not None)
    assert 0.2 < np.mean(found) < 0.8


@pytest.mark.parametrize("left", [0.0, 1e-11])
def test_a_column_that_all_but_depends_on_another_is_refused_by_name(left):
    random = np.random.default_rng(3)
    first = random.random(50)
    twin = first + left * random.random(50)
    with pytest.raises(RefusalError, match=r"X003: 'twin'.*'first'"):
        check_identified(np.column_stack([np.ones(50), first, twin]), ["one", "first", "twin"])


def test_a_column_that_hardly_depends_on_another_is_let_through():
    random = np.random.default_rng(3)
    first = random.random(50)
    near = first + 1e-6 * random.random(50)
    check_identified(np.column_stack([np.ones(50), first, near]), ["one", "first", "near"])


def test_other_columns_of_a_relation_may_be_named_as_those_of_a_cells_frame(small_survey):
    named = small_survey.assign(n=7, complete=False, in_domain=0, sum_weight="x")
    wanted = {"outcomes": ["y"], "terms": ["trust"], "weight": "weight"}
    found = collapse_to_cells(duckdb.default_connection().from_df(named), **wanted)
    pd.testing.assert_frame_equal(found, collapse_to_cells(small_survey, **wanted))
