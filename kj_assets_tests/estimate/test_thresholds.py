"""Where a warning or a refusal begins, and the counts it tells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import (
    RefusalError,
    Warned,
    check_any_complete,
    check_identified,
    check_outcome,
    check_weights,
    warn_few_df,
    warn_losses,
    warn_small_sample,
)
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.terms import Factor, LogitSpec


@pytest.mark.parametrize(("df", "told"), [(30, ""), (29.5, "only 29.5 degrees of freedom")])
def test_degrees_of_freedom_are_few_below_thirty(df, told):
    assert [warned.message.partition(":")[0] for warned in warn_few_df(df)] == [told][: bool(told)]


def test_whose_degrees_of_freedom_are_few_is_told_where_a_table_has_several():
    assert str(warn_few_df(3, "region")[0]) == (
        "D101: only 3 degrees of freedom for region: intervals are wide"
    )


@pytest.mark.parametrize(
    ("events", "non_events", "codes"),
    [(30, 400, []), (29, 400, ["S101"]), (400, 30, []), (400, 29, ["S101"])],
)
def test_events_are_few_below_ten_a_parameter_whichever_answer_is_rare(events, non_events, codes):
    warned = warn_small_sample(100, events, non_events, 3)
    assert [one.code for one in warned] == codes
    for one in warned:
        assert one.counts == {"events": events, "non-events": non_events, "parameters": 3}


def test_an_item_may_lose_a_tenth():
    losses = pd.DataFrame(
        {"item": ["a", "b"], "n_missing": [100, 101], "n_lost_only_here": [7, 8]}
    ).assign(share=[0.100, 0.101])
    (warned,) = warn_losses(losses)
    assert str(warned) == (
        "N101: item 'b' has no answer from 10.1% of the respondents "
        "(missing: 101, lost only here: 8)"
    )


@pytest.mark.parametrize(("cases", "warned"), [(30, []), (29, ["rare"]), (0, [])])
def test_a_level_is_small_below_thirty_cases_and_is_no_level_without_any(cases, warned):
    random = np.random.default_rng(cases)
    levels = ["often"] * 400 + ["base"] * 400 + ["rare"] * cases
    y = random.integers(0, 2, len(levels)).astype(float)
    rows = pd.DataFrame({"y": y, "view": levels, "weight": 1.0})
    cells = collapse_to_cells(rows, outcomes=["y"], terms=["view"], weight="weight")
    fit = fit_logit(cells, LogitSpec("y", (Factor("view", ("base", "often", "rare"), "base"),)))
    small = [one for one in fit.warnings if one.code == "X101"]
    assert [one.level for one in small] == warned
    assert all(one.item == "view" and one.counts == {"n": cases} for one in small)


def test_each_bad_weight_is_counted():
    with pytest.raises(RefusalError) as refusal:
        check_weights(np.array([1.0, np.nan, -0.5, np.inf, 0.0]))
    assert (refusal.value.code, refusal.value.counts) == ("W001", {"bad": 3, "rows": 5})
    with pytest.raises(RefusalError) as refusal:
        check_weights(np.zeros(4))
    assert (refusal.value.code, refusal.value.counts) == ("W002", {"rows": 4})
    check_weights(np.array([0.0, 1e-9]))


def test_an_outcome_that_is_no_answer_or_the_same_is_told_with_respondents_not_cells():
    n = np.array([10, 20, 5, 7])
    with pytest.raises(RefusalError, match=r"has \[2\.0, 3\.0\]") as refusal:
        check_outcome(np.array([0.0, 1.0, 3.0, 2.0]), n, "view")
    told = refusal.value
    assert (told.code, told.item, told.counts) == ("Y001", "view", {"undeclared": 12})
    with pytest.raises(RefusalError) as refusal:
        check_outcome(np.zeros(4), n, "view")
    told = refusal.value
    assert (told.code, told.item, told.counts) == ("Y002", "view", {"view=0": 42, "view=1": 0})
    check_outcome(np.array([0.0, 1.0, 1.0, 1.0]), n, "view")


def test_many_undeclared_answers_are_told_in_part():
    with pytest.raises(RefusalError, match=r"has \[2\.0, 3\.0, 4\.0, 5\.0, 6\.0\];"):
        check_outcome(np.arange(9.0), np.ones(9), "view")


def test_a_model_needs_one_complete_case():
    check_any_complete(1, 100, ["a"])
    with pytest.raises(RefusalError, match="answered all of a, b;") as refusal:
        check_any_complete(0, 1234, ["a", "b"])
    assert refusal.value.reason.endswith("(rows: 1,234)")


@pytest.mark.parametrize("code", ["X002", "X003", "X004", "X005", "Y002", "S001", "N001", "C001"])
def test_a_refused_estimate_leaves_the_others_of_its_table(code):
    assert RefusalError(code, "why").is_of_an_estimate


@pytest.mark.parametrize("code", ["W001", "W002", "X001", "Y001", "D002"])
def test_wrong_weights_or_codes_refuse_the_whole_table(code):
    assert not RefusalError(code, "why").is_of_an_estimate


def test_a_refusal_keeps_its_place_and_says_its_counts():
    refusal = RefusalError("X004", "none there", item="a", level="b", counts={"n": 1000, "m": 2})
    assert (refusal.item, refusal.level, refusal.counts) == ("a", "b", {"n": 1000, "m": 2})
    assert str(refusal) == "X004: none there (n: 1,000, m: 2)"
    assert str(RefusalError("X004", "none there")) == "X004: none there"
    assert str(Warned("X101", "few", counts={"n": 3})) == "X101: few (n: 3)"


def columns_that_differ_by(size: float, rows: int = 50) -> np.ndarray:
    random = np.random.default_rng(4)
    x = np.column_stack([np.ones(rows), random.normal(size=(rows, 2))])
    return np.column_stack([x, x[:, 1] - 3 * x[:, 2] + size * random.normal(size=rows)])


NAMES = ["(intercept)", "a", "b", "c"]


@pytest.mark.parametrize("size", [1.0, 1e-3, 1e-6])
def test_columns_that_differ_by_more_than_rounding_are_told_apart(size):
    check_identified(columns_that_differ_by(size), NAMES)


@pytest.mark.parametrize("size", [0.0, 1e-12])
def test_columns_that_differ_by_rounding_are_refused_with_those_they_are_made_of(size):
    with pytest.raises(RefusalError, match=r"'c' is not identified: .* \['a', 'b'\]") as refusal:
        check_identified(columns_that_differ_by(size), NAMES)
    assert (refusal.value.code, refusal.value.item) == ("X003", "c")


def test_the_scale_of_a_column_tells_nothing_of_what_it_depends_on():
    x = columns_that_differ_by(1.0)
    check_identified(x * [1.0, 1e-9, 1e9, 1.0], NAMES)


def test_more_columns_than_cells_are_refused_by_the_first_too_many():
    with pytest.raises(RefusalError, match="'c' is not identified"):
        check_identified(columns_that_differ_by(1.0, rows=3), NAMES)
    with pytest.raises(RefusalError, match=r"depends on nothing \(it is zero\)"):
        check_identified(np.column_stack([np.ones(9), np.zeros(9)]), NAMES[:2])
