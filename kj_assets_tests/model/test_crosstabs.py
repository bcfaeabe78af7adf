"""Declared crosstabs: which pairs they make, what is refused, what the tables say."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kj_assets.estimate.multiplicity import adjust_holm
from kj_assets.model.crosstab import Crosstab
from kj_assets.model.crosstabs import group_levels_of, list_pairs, make_crosstabs
from kj_assets.waves.codebook import Item
from kj_assets_tests.builders import levels_item, text
from kj_assets_tests.model.small_models import make_questions, make_respondents


def test_nets_and_the_levels_in_none_make_the_groups_in_the_levels_order() -> None:
    nets = {"upper": {"label": text("upper"), "levels": ["high", "top"]}}
    item = Item.model_validate(levels_item(("low", "mid", "high", "top"), nets=nets))
    assert group_levels_of(item) == {"low": ("low",), "mid": ("mid",), "upper": ("high", "top")}


def test_a_pair_declared_twice_is_estimated_once_with_the_larger_base() -> None:
    both = {
        "one": Crosstab(items=("help",), by=("sex", "threat"), small_base=50),
        "two": Crosstab(items=("help",), by=("sex",), small_base=80),
    }
    assert list_pairs(both) == {("help", "sex"): 80, ("help", "threat"): 50}


def test_an_item_is_not_crossed_with_itself() -> None:
    with pytest.raises(ValidationError, match="cannot be crossed with themselves"):
        Crosstab(items=("help",), by=("help", "sex"))


def test_every_group_has_its_shares_and_p_is_adjusted_over_the_groupings() -> None:
    validated, weights = make_respondents()
    asked = validated.assign(
        help_missing=None, other_missing=None, threat_missing=None, sex_missing=None
    )
    declared = {"all": Crosstab(items=("help",), by=("sex", "threat", "liking"), small_base=250)}
    product = make_crosstabs(asked, weights, "w1", declared, make_questions())
    shares, tests = product.frame, product.parts["tests"]
    assert set(shares["wave"]) == {"w1"}
    groups = shares.groupby(["by", "group"])["share"].sum()
    assert groups.to_numpy() == pytest.approx(1)
    assert shares.groupby(["by", "group"])["small"].first().to_dict()["liking", "good"]
    one = tests[tests["level"] == "much"]
    assert one["p_holm"].to_numpy() == pytest.approx(adjust_holm(one["p"]))
    assert one.set_index("by").loc["threat", "p_holm"] < 0.05
