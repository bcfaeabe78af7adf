"""Shares of groups of people alike are those of the people, whatever the design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.grouped import GroupedDesign
from kj_assets.estimate.subgroups import (
    Grouping,
    Question,
    assess_groups,
    estimate_subgroups,
)
from kj_assets.estimate.toplines import estimate_toplines

LEVELS, NETS = ("low", "mid", "high"), {"upper": ("mid", "high")}
ANSWERS = ["item", "item_missing", "place"]
DESIGNS = [(), ("stratum",), ("unit",), ("stratum", "unit")]


def make_people(design: tuple[str, ...]) -> pd.DataFrame:
    random = np.random.default_rng(11)
    n = 900
    people = pd.DataFrame(
        {
            "item": random.choice([*LEVELS, None], n, p=[0.4, 0.3, 0.2, 0.1]),
            "place": random.choice(["north", "south"], n),
            "weight": random.choice([0.0, 0.7, 1.3, 2.0], n),
            "stratum": random.choice(["a", "b", "c"], n),
            "unit": random.integers(40, size=n),
        }
    )
    people.insert(1, "item_missing", people["item"].isna().map({True: "dont_know", False: None}))
    return people.drop(columns=[c for c in ("stratum", "unit") if c not in design])


def group(people: pd.DataFrame, design: tuple[str, ...]) -> pd.DataFrame:
    squared = people.assign(square=people["weight"] ** 2, has_weight=people["weight"] > 0)
    keys = [*ANSWERS, *design, "has_weight"]
    sums = squared.groupby(keys, dropna=False).agg(
        n=("weight", "size"), sum_weight=("weight", "sum"), sum_weight_squared=("square", "sum")
    )
    return sums.reset_index().drop(columns="has_weight")


def both(design: tuple[str, ...]):
    people = make_people(design)
    own = {"stratum": "strata", "unit": "units"}
    one_each = Design(people["weight"].to_numpy(), **{own[c]: people[c].to_numpy() for c in design})
    groups = group(people, design)
    assert len(groups) < len(people)
    return (people, one_each), (groups, GroupedDesign.of(groups))


@pytest.mark.parametrize("design", DESIGNS)
def test_toplines_of_groups_are_those_of_the_people_in_them(design):
    by_person, by_group = (
        estimate_toplines(rows, "item", LEVELS, NETS, own, "item_missing")
        for rows, own in both(design)
    )
    pd.testing.assert_frame_equal(by_group, by_person, rtol=1e-11)


@pytest.mark.parametrize("design", DESIGNS)
def test_so_are_the_shares_and_tests_of_subgroups(design):
    question = Question("item", LEVELS, NETS, "item_missing")
    places = Grouping("place", {"north": ("north",), "south": ("south",)})
    people, groups = both(design)
    pd.testing.assert_frame_equal(
        estimate_subgroups(groups[0], question, places, groups[1], 100),
        estimate_subgroups(people[0], question, places, people[1], 100),
        rtol=1e-11,
    )
    pd.testing.assert_frame_equal(
        assess_groups(groups[0], question, places, groups[1]),
        assess_groups(people[0], question, places, people[1]),
        rtol=1e-9,
    )


def test_a_domain_counts_the_respondents_in_it():
    (people, one_each), (groups, grouped) = both(("stratum",))
    inside = [frame["place"].eq("north").to_numpy() for frame in (people, groups)]
    by_person = replace(one_each, domain=inside[0])
    by_group = replace(grouped, domain=inside[1])
    assert (by_group.n, by_group.df) == (by_person.n, by_person.df)
    assert by_group.kish_deff == pytest.approx(by_person.kish_deff, rel=1e-12)


def test_an_undeclared_level_is_refused_with_how_many_people_gave_it():
    groups = both(())[1][0].replace({"item": {"high": "higher"}})
    people = int(groups.loc[groups["item"].eq("higher") & groups["sum_weight"].gt(0), "n"].sum())
    with pytest.raises(RefusalError, match=f"X001.*higher.*rows: {people}"):
        estimate_toplines(groups, "item", LEVELS, {}, GroupedDesign.of(groups), "item_missing")


def test_a_stratum_with_one_person_is_refused():
    groups = pd.DataFrame(
        {"stratum": ["a", "b"], "n": [1, 5], "sum_weight": [1.0, 5.0]}
        | {"sum_weight_squared": [1.0, 5.0]}
    )
    with pytest.raises(RefusalError, match="D001.*stratum a"):
        GroupedDesign.of(groups)
