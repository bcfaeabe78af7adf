"""A result says which answers and weights it is of: other data, another hash."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from kj_assets.model.crosstab import Crosstab
from kj_assets.model.crosstabs import make_crosstabs
from kj_assets.model.estimates import make_toplines
from kj_assets_tests.model.small_models import make_questions, make_respondents

QUESTIONS = make_questions()
CROSSED = {"all": Crosstab(items=("help", "other"), by=("sex",), small_base=1)}
VALIDATED, WEIGHTS = make_respondents(n=200)
PEOPLE = VALIDATED.assign(
    **dict.fromkeys(f"{key}_missing" for key in QUESTIONS.items if key != "liking")
)
HEAVIER = WEIGHTS.assign(weight=WEIGHTS["weight"] + (WEIGHTS.index == 0))
OTHERWISE = PEOPLE.assign(
    help=PEOPLE["help"].mask(
        PEOPLE.index == 0, "none" if PEOPLE.loc[0, "help"] != "none" else "much"
    )
)

Tables = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]


def make_shares(people: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    return make_toplines(people, weights, "w1", QUESTIONS).frame


def make_groups(people: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    return make_crosstabs(people, weights, "w1", CROSSED, QUESTIONS).frame


def make_group_tests(people: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    return make_crosstabs(people, weights, "w1", CROSSED, QUESTIONS).parts["tests"]


@pytest.mark.parametrize("make", [make_shares, make_groups, make_group_tests])
def test_one_answer_or_weight_that_differs_is_another_hash(make: Tables) -> None:
    before = _hashes(make(PEOPLE, WEIGHTS))
    answered, weighed = _hashes(make(OTHERWISE, WEIGHTS)), _hashes(make(PEOPLE, HEAVIER))
    assert before["help"] != answered["help"] and before["other"] == answered["other"]
    assert before["help"] != weighed["help"] and before["other"] != weighed["other"]
    assert before == _hashes(make(PEOPLE.iloc[::-1], WEIGHTS))


def _hashes(table: pd.DataFrame) -> dict[str, str]:
    """The hash of each item, which all its rows have."""
    by_item = table.groupby("item")["data_hash"]
    assert by_item.nunique().eq(1).all()
    return by_item.first().to_dict()
