"""A stratum with a single unit is refused by name, or called by what the wave declares of it."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.weight.lone_units import merge_lone
from kj_assets.weight.weigh import weigh_wave
from kj_assets_tests.builders import make_wave, whole

ROWS = pd.DataFrame(
    {
        "respondent_id": list("abcdefg"),
        "stratum": ["b", "b", "b", "a", "c", "d", "d"],
        "unit": ["1", "2", "2", "1", "1", "1", "2"],
    }
)


def weigh(rule: str | None, rows: pd.DataFrame = ROWS) -> list[str]:
    """The strata of the weights."""
    more = {} if rule is None else {"lone_units": rule}
    wave = make_wave(design={"stratum": "S", "unit": "U"} | more)
    return whole(weigh_wave(rows, wave, None))["stratum"].tolist()


@pytest.mark.parametrize("rule", [None, "refuse"])
def test_by_default_the_wave_is_refused_with_the_strata_and_what_to_decide(rule):
    with pytest.raises(RefusalError, match=r"D001: wave w1: .*'a', 'c'.*lone_units: .*merge.*2"):
        weigh(rule)


@pytest.mark.parametrize("rule", ["certainty", "adjust", "average"])
def test_the_name_carries_what_was_decided(rule):
    lone = [f"{name} (lone unit: {rule})" for name in ("a", "c")]
    assert weigh(rule) == ["b", "b", "b", *lone, "d", "d"]


def test_a_lone_stratum_is_merged_with_the_one_before_it():
    assert weigh("merge") == ["b", "b", "b", "b", "b", "d", "d"]
    assert merge_lone({"a": 1, "b": 1}) == {"b": "a"}
    assert merge_lone({"a": 1, "b": 2, "c": 1, "d": 1, "e": 3}) == {"a": "b", "c": "b", "d": "b"}


@pytest.mark.parametrize("rule", ["certainty", "adjust", "average", "merge"])
def test_one_unit_in_all_is_refused_whatever_is_declared(rule):
    one = ROWS[ROWS["stratum"] == "a"].reset_index(drop=True)
    with pytest.raises(RefusalError, match="D001"):
        weigh(rule, one)


def test_strata_that_vary_are_left_as_they_are():
    two = ROWS[ROWS["stratum"].isin(["b", "d"])].reset_index(drop=True)
    assert weigh("adjust", two) == two["stratum"].tolist() == weigh(None, two)
