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


ZEROS = pd.DataFrame({"id": [f"{i:04}" for i in range(1, 1586)]})
NUMBERS = pd.DataFrame({"id": pd.array(range(801, 1201), dtype="Int64")})


def test_ids_that_lost_their_zeros_are_matched_neither_way_until_a_person_says_which():
    with pytest.raises(CrosswalkError, match="K009") as refusal:
        match(NUMBERS, ZEROS)
    told = refusal.value.message
    assert "201 respondents are in wave w1 too by ids as they are written, 400 by their" in told
    assert "ids: as_written or by_value" in told


@pytest.mark.parametrize(("form", "shared"), [("by_value", 400), ("as_written", 201)])
def test_the_form_that_is_declared_decides(form, shared):
    found = match(NUMBERS, ZEROS, ids=form)
    assert found.numbers == {"matched with w1": shared}
    if form == "by_value":
        assert pairs(found)[0] == ("w1", "1", "801")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("801", "0801"),
        ("801", "801.0"),
        ("p801", "P801"),
        ("P 801", "P801"),
        ("Ｐ８０１", "P801"),
        ("P-0801", "p-801"),
        ("1,801", "1801"),
        ("1.801E+3", "1801"),
        ("1801.", "1801"),
    ],
)
def test_every_kind_of_form_is_seen_and_told(now, then):
    rows = [pd.DataFrame({"id": [one, "Z9"]}) for one in (now, then)]
    with pytest.raises(CrosswalkError, match="K009.*1 respondents are .* written, 2 by"):
        match(*rows)
    assert match(*rows, ids="by_value").numbers == {"matched with w1": 2}


@pytest.mark.parametrize(
    ("now", "then"), [("1.5", "15"), ("100", "1"), ("P10", "P1"), ("1-2", "12")]
)
def test_ids_of_other_values_are_other_people(now, then):
    rows = [pd.DataFrame({"id": [one, "Z9"]}) for one in (now, then)]
    assert match(*rows).numbers == {"matched with w1": 1}


def test_ids_of_one_file_that_fall_together_by_value_are_told_and_never_matched():
    both = pd.DataFrame({"id": ["7", "007", "P1"]})
    with pytest.raises(CrosswalkError, match="K009.*2 ids of wave w1 differ by form"):
        match(both)
    with pytest.raises(CrosswalkError, match="K007.*1 ids are by their value each of several"):
        match(both, ids="by_value")
    assert match(both, ids="as_written").numbers == {"matched with w1": 1}
