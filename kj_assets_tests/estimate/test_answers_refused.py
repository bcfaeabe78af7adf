"""Answers a topline cannot be made of are refused, with the respondents who gave them counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.crosstab import cross_tabulate
from kj_assets.estimate.design import Design
from kj_assets.estimate.toplines import estimate_toplines

LEVELS = ("for", "against")
WEIGHTS = np.array([1.0, 2.0, 1.0, 1.0, 0.0])


def ask(view: list[str | None], missing: list[str | None] | None, nets=None) -> pd.DataFrame:
    rows = pd.DataFrame({"view": view, "why": missing or [None] * 5})
    column = "why" if missing else None
    return estimate_toplines(rows, "view", LEVELS, nets or {}, Design(WEIGHTS), column)


@pytest.mark.parametrize(
    ("view", "missing", "code", "says", "counts"),
    [
        (["for", "x", "y", "x", "z"], None, "X001", r"undeclared levels \['x', 'y'\]", {"rows": 3}),
        (
            ["for", None, None, "for", None],
            [None, None, "refused", None, None],
            "X001",
            "neither a level nor a missing kind",
            {"rows": 1},
        ),
        ([None] * 5, None, "X002", "nobody answered 'view'", {"rows": 4}),
        ([None] * 4 + ["for"], None, "X002", "nobody answered 'view'", {"rows": 4}),
    ],
    ids=["undeclared", "unexplained", "nobody", "nobody who weighs anything"],
)
def test_answers_that_cannot_be_meant_are_counted(view, missing, code, says, counts):
    with pytest.raises(RefusalError, match=says) as refusal:
        ask(view, missing)
    assert (refusal.value.code, refusal.value.item) == (code, "view")
    assert refusal.value.counts == counts


def test_who_weighs_nothing_may_have_said_anything():
    assert ask(["for", "against", "for", "for", "x"], None)["n_base"].tolist() == [4, 4]
    ask(["for", "against", "for", "for", None], [None] * 5)


def test_without_missing_kinds_no_answer_needs_no_reason():
    assert ask(["for", None, "against", None, None], None)["n"].tolist() == [1, 1]


def test_a_net_of_a_level_that_is_not_declared_is_refused():
    with pytest.raises(RefusalError, match=r"use undeclared levels \{'x'\}") as refusal:
        ask(["for"] * 5, None, {"all": ("for", "x")})
    assert (refusal.value.code, refusal.value.item) == ("X001", "view")


def cross(**columns: list[str | None]):
    rows = pd.DataFrame({"view": ["for", "against", "for", "against", "x"],
                         "sex": ["man", "man", "woman", "woman", "man"], **columns})  # fmt: skip
    return cross_tabulate(
        rows, "sex", "view", Design(WEIGHTS), row_levels=("man", "woman"), column_levels=LEVELS
    )


def test_a_cross_table_has_a_row_for_each_pair_and_what_was_crossed():
    table = cross().table
    assert table[["row_level", "column_level", "n", "n_weighted"]].to_numpy().tolist() == [
        ["man", "for", 1, 1.0],
        ["man", "against", 1, 2.0],
        ["woman", "for", 1, 1.0],
        ["woman", "against", 1, 1.0],
    ]
    assert table["share_of_row"].tolist() == pytest.approx([1 / 3, 2 / 3, 1 / 2, 1 / 2])


@pytest.mark.parametrize(
    ("columns", "code", "says", "counts"),
    [
        ({"view": ["for", "y", "z", "against", None]}, "X001", r"\['y', 'z'\]", {"rows": 2}),
        ({"view": ["for"] * 5}, "X002", "'view' has fewer than two levels", {}),
        ({"sex": ["man", "man", None, None, "woman"]}, "X002", "'sex' has fewer", {}),
    ],
    ids=["undeclared", "one answer", "one group that weighs anything"],
)
def test_what_cannot_be_crossed_is_refused(columns, code, says, counts):
    with pytest.raises(RefusalError, match=says) as refusal:
        cross(**columns)
    assert (refusal.value.code, refusal.value.counts) == (code, counts)
    assert refusal.value.item == next(iter(columns))


@pytest.mark.parametrize(("units", "code"), [(list("aabb"), None), (list("aaaa"), "D001")])
def test_one_degree_of_freedom_is_enough_to_test_with(units, code):
    rows = pd.DataFrame({"view": ["for", "against", "for", "for"], "sex": ["man", "woman"] * 2})
    try:
        design = Design(np.array([1.0, 2.0, 1.0, 3.0]), units=np.array(units))
    except RefusalError as refusal:
        assert refusal.code == code
        return
    test = cross_tabulate(
        rows, "sex", "view", design, row_levels=("man", "woman"), column_levels=LEVELS
    ).test
    assert test.df_denominator == pytest.approx(test.df_numerator)
    assert code is None
