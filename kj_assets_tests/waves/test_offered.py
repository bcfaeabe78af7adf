"""What a wave offered of an item: levels gone, levels joined, each accounted for once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kj_assets.waves.offered import find_level_problem, find_undeclared_change
from kj_assets.waves.wave_declaration import ItemCrosswalk
from kj_assets_tests.builders import levels_item, make_codebook, make_wave, text

FIVE = ("very_good", "good", "neutral", "bad", "very_bad")
NETS = {
    "all_good": {"label": text("good"), "levels": ["very_good", "good"]},
    "all_bad": {"label": text("bad"), "levels": ["bad", "very_bad"]},
}
CODEBOOK = make_codebook(q=levels_item(FIVE, nets=NETS, midpoint="neutral"), other=levels_item())
WHY = {"note": text("the agency dropped it")}
FOUR = {"1": "very_good", "2": "good", "4": "bad", "5": "very_bad"}
JOINED = {"fine": {"label": text("fine"), "levels": ["very_good", "good"]}}
ACROSS = {"so_so": {"label": text("so so"), "levels": ["good", "neutral"]}}


def wave_with(**entry):
    return make_wave({"q": {"column": "q"} | entry})


def test_a_level_not_offered_is_no_level_of_this_wave():
    wave = wave_with(codes=FOUR, not_offered=["neutral"], **WHY)
    item = wave.codebook(CODEBOOK).items["q"]
    assert wave.levels_offered(CODEBOOK, "q") == ("very_good", "good", "bad", "very_bad")
    assert item.midpoint is None and item.nets["all_good"].levels == ("very_good", "good")


def test_joined_levels_stand_where_their_first_stood_and_nets_follow():
    wave = wave_with(
        codes={"1": "fine", "3": "neutral", "4": "bad", "5": "very_bad"}, joined=JOINED
    )
    item = wave.codebook(CODEBOOK).items["q"]
    assert list(item.levels) == ["fine", "neutral", "bad", "very_bad"]
    assert item.nets["all_good"].levels == ("fine",) and item.label_of("fine", "ko") == "fine"


def test_offering_twice_is_offering_once():
    wave = wave_with(
        codes={"1": "fine", "3": "neutral", "4": "bad", "5": "very_bad"}, joined=JOINED
    )
    once = wave.codebook(CODEBOOK)
    assert wave.codebook(once) == once


def test_a_net_goes_where_a_joined_level_reaches_across_its_border():
    codes = {"1": "very_good", "2": "so_so", "4": "bad", "5": "very_bad"}
    item = wave_with(codes=codes, joined=ACROSS).codebook(CODEBOOK).items["q"]
    assert list(item.nets) == ["all_bad"]


def test_a_wave_that_differs_in_nothing_has_the_very_codebook():
    wave = wave_with(codes=dict(zip("12345", FIVE, strict=True)))
    assert wave.codebook(CODEBOOK) == CODEBOOK


def test_an_item_not_asked_offers_nothing():
    assert make_wave({"q": {"not_asked": True}}).levels_offered(CODEBOOK, "q") == ()


def test_a_wave_is_of_korea_unless_it_says_otherwise():
    assert make_wave().population == "korea"
    assert make_wave(population="japan").population == "japan"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"codes": FOUR | {"3": "neutral"}, "not_offered": ["neutral"]} | WHY, "more than once"),
        ({"codes": FOUR, "not_offered": ["nutral"]} | WHY, "['nutral'] are not levels"),
        ({"codes": FOUR | {"3": "neutral"}, "joined": JOINED}, "more than once"),
        ({"codes": FOUR, "joined": {"all_good": JOINED["fine"]}}, "uses already"),
    ],
    ids=["offered and not", "typo", "in two places", "a net's name"],
)
def test_each_level_stands_once_and_under_its_name(entry, told):
    declared = ItemCrosswalk.model_validate({"column": "q"} | entry)
    assert told in (find_level_problem(CODEBOOK.items["q"], declared) or "")


def test_another_scale_is_declared_or_told():
    item, four = CODEBOOK.items["q"], {"column": "q", "codes": FOUR}
    undeclared = ItemCrosswalk.model_validate(four)
    assert "no code for ['neutral']" in (find_undeclared_change(item, undeclared) or "")
    codes = {"4": "bad", "5": "very_bad", "3": "neutral"}
    joined = ItemCrosswalk.model_validate({"column": "q", "codes": codes, "joined": JOINED})
    assert "no code for ['fine']" in (find_undeclared_change(item, joined) or "")
    declared = ItemCrosswalk.model_validate(four | {"not_offered": ["neutral"]} | WHY)
    assert find_undeclared_change(item, declared) is None


def test_a_level_not_offered_needs_its_reason():
    with pytest.raises(ValidationError, match="say why, in a 'note'"):
        ItemCrosswalk(column="q", not_offered=("neutral",))
