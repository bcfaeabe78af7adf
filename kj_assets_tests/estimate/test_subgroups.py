"""Toplines of groups are those of a domain, and their tests those of the cross table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.crosstab import cross_tabulate
from kj_assets.estimate.design import Design
from kj_assets.estimate.subgroups import (
    Grouping,
    Question,
    assess_groups,
    estimate_subgroups,
)

LEVELS = ("for", "neither", "against")
QUESTION = Question("view", LEVELS, {"not_for": ("neither", "against")})
PLACES = Grouping("place", {"city": ("city",), "land": ("village", "farm")})


def ask(n: int = 400) -> tuple[pd.DataFrame, Design]:
    random = np.random.default_rng(3)
    place = random.choice(["city", "village", "farm"], n)
    view = np.where(random.random(n) < 0.3, "for", random.choice(LEVELS, n))
    rows = pd.DataFrame({"place": place, "view": view})
    rows.loc[:9, "view"] = None
    strata = random.choice(["north", "south"], n)
    return rows, Design(random.uniform(0.5, 2, n), strata=strata)


def test_shares_and_errors_are_those_of_the_cross_table() -> None:
    rows, design = ask()
    found = estimate_subgroups(rows, QUESTION, PLACES, design, small_base=1)
    grouped = rows.assign(place=rows["place"].replace({"village": "land", "farm": "land"}))
    crossed = cross_tabulate(
        grouped, "place", "view", design, row_levels=("city", "land"), column_levels=LEVELS
    ).table
    levels = found[found["kind"] == "level"]
    assert list(levels["level"]) == list(crossed["column_level"])
    for ours, theirs in (("share", "share_of_row"), ("std_error", "std_error"), ("df", "df")):
        assert levels[ours].to_numpy(float) == pytest.approx(crossed[theirs].to_numpy(float))


def test_the_test_of_all_levels_and_of_a_net_are_rao_scotts() -> None:
    rows, design = ask()
    tests = assess_groups(rows, QUESTION, PLACES, design).set_index("level")
    assert list(tests.index) == ["", *LEVELS, "not_for"]
    grouped = rows.assign(
        place=rows["place"].replace({"village": "land", "farm": "land"}),
        split=rows["view"].replace({"neither": "not_for", "against": "not_for"}),
    )
    for level, column, levels in (("", "view", LEVELS), ("not_for", "split", ("for", "not_for"))):
        crossed = cross_tabulate(
            grouped, "place", column, design, row_levels=("city", "land"), column_levels=levels
        ).test
        assert tests.loc[level, "p"] == pytest.approx(crossed.p)
        assert tests.loc[level, "f"] == pytest.approx(crossed.f)


def test_a_level_against_the_rest_is_the_net_of_the_rest_turned_round() -> None:
    rows, design = ask()
    tests = assess_groups(rows, QUESTION, PLACES, design).set_index("level")
    assert tests.loc["for", "p"] == pytest.approx(tests.loc["not_for", "p"])


def test_a_group_without_an_answer_is_refused_and_keeps_its_row() -> None:
    rows, design = ask()
    nowhere = Grouping("place", {"city": ("city",), "sea": ("ship",)})
    found = estimate_subgroups(rows, QUESTION, nowhere, design, small_base=100)
    refused = found[found["group"] == "sea"]
    assert refused[["code", "item", "kind"]].to_numpy().tolist() == [["X002", "view", "level"]]
    assert refused[["n", "n_base"]].to_numpy().tolist() == [[0, 0]]
    assert refused["share"].isna().all()
    assert refused["small"].all()
    tested = assess_groups(rows, QUESTION, nowhere, design)
    assert set(tested["code"]) == {"X002"}


def test_groups_under_the_declared_base_are_small() -> None:
    rows, design = ask()
    n_city = int(((rows["place"] == "city") & rows["view"].notna()).sum())
    for base, is_small in ((n_city, False), (n_city + 1, True)):
        found = estimate_subgroups(rows, QUESTION, PLACES, design, small_base=base)
        assert set(found.loc[found["group"] == "city", "small"]) == {is_small}
