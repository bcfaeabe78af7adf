"""Changes between samples that share respondents: by hand, and at both ends of the overlap."""

from __future__ import annotations

import numpy as np
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.matched import Answers, measure_matched_shares
from kj_assets.estimate.shares import estimate_shares

NOBODY = -1


def sample(yes, weights=None, answered=None, **design):
    yes = np.asarray(yes, dtype=bool)
    weights = np.ones(len(yes)) if weights is None else np.asarray(weights, dtype=float)
    base = np.ones(len(yes), dtype=bool) if answered is None else np.asarray(answered, dtype=bool)
    drawn = {name: np.array(values) for name, values in design.items()}
    return Answers(yes[:, None], base, Design(weights, **drawn))


def error(earlier, later, same):
    found = measure_matched_shares(earlier, later, np.array(same))
    return float(found.std_error[0]), found.df, found.n_matched


def test_the_error_of_a_change_is_the_one_computed_by_hand():
    """Four people, then three of whom two were there before.

    Shares 2/4 and 2/3. Earlier scores (I - p)/n: 1/8, 1/8, -1/8, -1/8; later ones: 1/9, 1/9, -2/9.
    The later first is the earlier first, the later last the earlier third. By person, later minus
    earlier: 1/9 - 1/8, -1/8, -2/9 + 1/8, 1/8, 1/9, that is (-2, -18, -14, 18, 16) / 144. Their mean
    is 0; squares sum to 1104 / 20736, and 5/4 of that is 0.0665509; the root is 0.2579747.
    """
    got = error(sample([1, 1, 0, 0]), sample([1, 1, 0]), [0, NOBODY, 2])
    assert got == (pytest.approx(0.2579747, abs=1e-7), 4, 2)


def test_weights_and_answers_left_out_count_as_they_do_in_a_share():
    """Who did not answer is a person with 0; weights 1, 3 and 2, 1 give scores by hand.

    Earlier 1/4 yes: scores 1 * .75 / 4, 3 * -.25 / 4 and 0. Later 2/3 yes: 2/3 * 1/3, -1/3 * 2/3.
    The same first two people: differences 2/9 - 3/16, -2/9 + 3/16, 0; 3/2 of 2 * (0.0347222)^2.
    """
    earlier = sample([1, 0, 0], [1, 3, 1], answered=[1, 1, 0])
    got = error(earlier, sample([1, 0], [2, 1]), [0, 1])
    assert got == (pytest.approx(np.sqrt(3) * (2 / 9 - 3 / 16)), 1, 2)


def people(n, seed, lean=0.0):
    random = np.random.default_rng(seed)
    return random.random(n) < 0.5 + lean, random.uniform(0.5, 2.0, n)


def test_without_anybody_in_both_the_samples_are_independent():
    earlier, later = sample(*people(800, 1)), sample(*people(900, 2))
    std_error, df, n_matched = error(earlier, later, [NOBODY] * 900)
    alone = [
        estimate_shares(side.inside, side.base, side.design).std_error[0]
        for side in (earlier, later)
    ]
    assert std_error == pytest.approx(np.hypot(*alone), rel=1e-3)
    assert (df, n_matched) == (1699, 0)


def test_everybody_answering_the_same_again_leaves_no_error_and_the_opposite_doubles_it():
    yes, weights = people(500, 3)
    first = sample(yes, weights)
    again, other = (sample(answers, weights) for answers in (yes, ~yes))
    alone = estimate_shares(first.inside, first.base, first.design).std_error[0]
    assert error(first, again, range(500))[0] == pytest.approx(0, abs=1e-12)
    assert error(first, other, range(500))[0] == pytest.approx(2 * alone)


def test_clusters_and_strata_are_those_a_person_was_first_drawn_in():
    """Units keep their names: four units in two strata, newcomers in units of their own wave."""
    yes, weights = people(40, 4)
    units, strata = np.repeat(list("abcd"), 10), np.repeat(["x", "y"], 20)
    earlier = sample(yes, weights, strata=strata, units=units)
    moved = sample(yes, weights, strata=strata[::-1], units=units[::-1])
    assert error(earlier, moved, range(40)) == (pytest.approx(0, abs=1e-12), 2, 40)
    newcomers = sample(yes, weights, strata=strata, units=[f"{name}2" for name in units])
    std_error, df, n_matched = error(earlier, newcomers, [NOBODY] * 40)
    assert (df, n_matched) == (6, 0) and std_error > 0


def test_one_sample_with_clusters_and_one_without_cannot_be_joined():
    with pytest.raises(RefusalError, match="D002"):
        error(sample([1, 0], units=["a", "b"]), sample([1, 0]), [0, 1])
