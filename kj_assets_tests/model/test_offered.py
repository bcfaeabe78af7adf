"""A model in the levels a wave offered, or why it cannot be."""

from __future__ import annotations

from kj_assets.model.offered import list_not_made, offer_models
from kj_assets_tests.builders import make_wave, text
from kj_assets_tests.model.small_models import ANSWERS, make_models, make_questions

PLAIN = {
    "help": {"column": "h", "codes": {a: a for a in ANSWERS}},
    "other": {"column": "o", "codes": {a: a for a in ANSWERS}},
    "threat": {"column": "t", "codes": {"1": "yes", "2": "no"}},
    "liking": {"column": "l", "codes": {"1": "good", "2": "fair", "3": "bad"}},
    "sex": {"column": "s", "codes": {"1": "woman", "2": "man"}},
}


def wave_with(**entries):
    return make_wave(PLAIN | entries)


def without(level, item="help"):
    codes = {a: a for a in ANSWERS if a != level}
    return {"column": "h", "codes": codes, "not_offered": [level], "note": text("gone")}


def joined(*levels, codes):
    join = {"both": {"label": text("both"), "levels": list(levels)}}
    return {"column": "l", "codes": codes, "joined": join}


def test_a_wave_that_differs_in_nothing_has_the_very_models():
    models = make_models()
    assert offer_models(models, wave_with(), make_questions()) is models


def test_support_loses_what_was_not_offered():
    models = offer_models(make_models(), wave_with(help=without("some")), make_questions())
    assert models.models["help"].outcome.support == ("much",)
    assert models.models["other"].outcome.support == ("much", "some")


def test_a_group_holds_the_joined_level_when_it_holds_all_of_it():
    liking = joined("fair", "bad", codes={"1": "good", "2": "both"})
    models = offer_models(make_models(), wave_with(liking=liking), make_questions())
    assert models.models["help"].terms[1].groups["not_good"].levels == ("both",)


def test_a_model_that_needs_joined_levels_apart_is_not_made_and_says_why():
    wave = wave_with(liking=joined("good", "fair", codes={"1": "both", "2": "bad"}))
    assert offer_models(make_models(), wave, make_questions()).models == {}
    told = list_not_made(make_models(), wave, make_questions())["help"]
    assert "liking" in told and "['good', 'fair']" in told


def test_a_model_without_its_base_is_not_made():
    threat = {"column": "t", "codes": {"1": "yes"}, "not_offered": ["no"], "note": text("gone")}
    told = list_not_made(make_models(), wave_with(threat=threat), make_questions())
    assert "did not offer 'no'" in told["help"]


def test_an_item_not_asked_is_told_before_its_levels():
    told = list_not_made(make_models(), wave_with(sex={"not_asked": True}), make_questions())
    assert told == dict.fromkeys(("help", "other"), "it did not ask sex")
