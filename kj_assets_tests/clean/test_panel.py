"""Respondents in two waves: matched by their ids, told by their numbers alone."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.clean.panel import match_respondents
from kj_assets.errors import CrosswalkError
from kj_assets_tests.builders import make_wave

THEN = pd.DataFrame({"id": ["P1", "P2", "P3"], "card": ["a", "b", None]})
NOW = pd.DataFrame({"id": ["P3", "P9", " P1 "], "card": ["b", "a", "z"]})


def match(now=NOW, then=THEN, earlier=None, **panel):
    wave = make_wave(panel={"shares_with": ["w1"]} | panel)
    return match_respondents(now, wave, [earlier or make_wave()], wave_w1=then)


def pairs(product):
    return list(product.frame.itertuples(index=False, name=None))


def test_the_same_id_is_the_same_person_and_becomes_a_pair_of_numbers():
    found = match()
    assert pairs(found) == [("w1", "1", "3"), ("w1", "3", "1")]
    assert found.numbers == {"matched with w1": 2}


def test_another_column_may_know_people_from_wave_to_wave():
    earlier = make_wave(panel={"id": "card"})
    assert pairs(match(earlier=earlier, id="card")) == [("w1", "1", "2"), ("w1", "2", "1")]


def test_an_id_that_is_blank_is_nobody():
    blank = NOW.assign(card=[None, "", "a"])
    assert pairs(match(blank, earlier=make_wave(panel={"id": "card"}), id="card")) == [
        ("w1", "3", "1")
    ]


def test_a_corrected_id_is_matched_as_corrected():
    correction = {"respondent": "P2", "column": "card", "expected": "b", "value": "q"}
    earlier = make_wave(panel={"id": "card"}, corrections=[correction | {"reason": "typed wrong"}])
    assert pairs(match(earlier=earlier, id="card")) == [("w1", "2", "1")]


@pytest.mark.parametrize(
    ("code", "now", "panel"),
    [
        ("K001", NOW, {"id": "kard"}),
        ("K007", NOW.assign(card="b"), {"id": "card"}),
        ("K008", NOW.assign(id=["X1", "X2", "X3"]), {}),
    ],
    ids=["no such column", "one id of two respondents", "nobody in both"],
)
def test_a_panel_that_cannot_be_is_refused_without_naming_anybody(code, now, panel):
    with pytest.raises(CrosswalkError) as refusal:
        match(now, **panel)
    assert refusal.value.code == code
    assert not {"P1", "P3", "X1"} & set(refusal.value.message.replace("'", " ").split())
