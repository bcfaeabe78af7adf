"""What differs in a wave, followed through clean, gate, weights, toplines and models."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.clean.crosswalk import apply_crosswalk
from kj_assets.model.estimates import make_cells, make_toplines
from kj_assets.model.registry import Model
from kj_assets.trend.breaks import Fielded, find_breaks
from kj_assets.trend.origin import describe_origin
from kj_assets.validate.gate import judge_wave
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.registry import find_latest
from kj_assets.waves.slices import slice_codebook
from kj_assets.weight.coarser import coarsen
from kj_assets.weight.weigh import weigh_wave
from kj_assets_tests.builders import levels_item, make_codebook, make_wave, text, whole

FIVE = ("very_good", "good", "neutral", "bad", "very_bad")
CODEBOOK = make_codebook(
    mood=levels_item(FIVE, midpoint="neutral"),
    region=levels_item(("seoul", "gyeonggi", "jeju")),
    trust=levels_item(("yes", "no")),
)
MOOD = {"column": "M", "codes": dict(zip("12345", FIVE, strict=True))}
REGION = {"column": "R", "codes": {"s": "seoul", "g": "gyeonggi", "j": "jeju"}}
TRUST = {"column": "T", "codes": {"1": "yes", "2": "no"}, "missing": {"8": "dont_know"}}
ENTRIES = {"mood": MOOD, "region": REGION, "trust": TRUST}
N = 60


def interview(**columns):
    rows = {"id": range(N), "M": [1, 2, 3, 4, 5] * 12, "R": ["s", "g", "j"] * 20}
    trust = ["8", *["1", "2"] * 29, "1"]
    return pd.DataFrame(rows | {"T": trust} | columns).astype(str)


def follow(rows, more=None, population=None, **entries):
    """The wave's accepted respondents, weights and toplines."""
    wave = make_wave(ENTRIES | entries, **(more or {}))
    own = wave.codebook(CODEBOOK)
    verdict = judge_wave(apply_crosswalk(rows, wave, own), wave, own)
    assert verdict.passed, verdict.refusal
    weights = whole(weigh_wave(verdict.accepted, wave, population, coarsen(wave)))
    asked = slice_codebook(own, wave.items_asked(own))
    return verdict, weights, make_toplines(verdict.accepted, weights, wave.id, asked).frame


def shares(toplines, item, kind="level"):
    own = toplines[(toplines["item"] == item) & (toplines["kind"] == kind)]
    return dict(zip(own["level"], own["share"], strict=True))


def plain_shares():
    return follow(interview())[2]["share"]


def test_other_columns_codes_and_labels_give_the_same_toplines():
    renamed = interview().rename(columns={"M": "質問1", "T": "B03"})
    renamed["質問1"] = renamed["質問1"].map(dict(zip("12345", "甲乙丙丁戊", strict=True)))
    renamed["B03"] = renamed["B03"].replace({"8": "98"})
    mood = {"column": "質問1", "codes": dict(zip("甲乙丙丁戊", FIVE, strict=True))}
    trust = TRUST | {"column": "B03", "missing": {"98": "dont_know"}}
    found = follow(renamed, mood=mood, trust=trust)[2]["share"]
    assert found.to_list() == plain_shares().to_list()


def test_a_weight_of_another_name_is_the_same_weight():
    rows = interview(W=np.linspace(0.5, 1.5, N), FINAL=np.linspace(0.5, 1.5, N))
    first, second = (follow(rows, {"weight": {"column": name}})[2] for name in ("W", "FINAL"))
    pd.testing.assert_frame_equal(first, second)


def test_a_level_not_offered_has_no_row_and_shares_of_the_others_sum_to_one():
    four = {"1": "very_good", "2": "good", "4": "bad", "5": "very_bad"}
    mood = {"column": "M", "codes": four, "not_offered": ["neutral"], "note": text("four")}
    found = shares(follow(interview(M=[1, 2, 4, 5] * 15), mood=mood)[2], "mood")
    assert list(found) == ["very_good", "good", "bad", "very_bad"]
    assert sum(found.values()) == pytest.approx(1)


def test_a_level_that_was_offered_and_not_chosen_keeps_its_row_of_nothing():
    mood = MOOD | {"unused": ["3"]}
    assert shares(follow(interview(M=[1, 2, 4, 5] * 15), mood=mood)[2], "mood")["neutral"] == 0


def test_a_box_left_blank_is_an_answer_where_that_is_declared():
    ticked = {"column": "T", "codes": {"1": "yes"}, "blank": "no"}
    rows = interview(T=["1"] * 24 + [""] * 36)
    verdict, _, toplines = follow(rows, trust=ticked)
    assert verdict.passed
    assert shares(toplines, "trust") == pytest.approx({"yes": 0.4, "no": 0.6})
    assert shares(toplines, "trust", "missing") == {}


def test_blanks_and_a_code_may_be_one_answer():
    both = {"column": "T", "codes": {"1": "yes", "0": "no"}, "blank": "no"}
    rows = interview(T=["1"] * 15 + ["0"] * 15 + [""] * 30)
    assert shares(follow(rows, trust=both)[2], "trust") == pytest.approx({"yes": 0.25, "no": 0.75})


@pytest.mark.parametrize("turn", [1, -1], ids=["five answers, then four", "four, then five"])
def test_the_trend_breaks_where_the_answers_on_offer_change(turn):
    four = {"column": "M", "codes": {"1": "very_good", "2": "good", "4": "bad", "5": "very_bad"}}
    waves = [
        make_wave(ENTRIES),
        make_wave({"mood": four | {"not_offered": ["neutral"], "note": text("four")}}),
    ]
    offered = [describe_origin(wave, CODEBOOK).offered["mood"] for wave in waves[::turn]]
    steps = [Fielded(str(at), "web", None, one) for at, one in enumerate(offered)]
    assert [kind for found in find_breaks(steps, ()) for kind in found.kinds] == ["scale"]


def test_joined_regions_are_raked_to_the_sum_of_their_people(tmp_path):
    census = tmp_path / "census.csv"
    census.write_text("region,count,source\nseoul,30,x\ngyeonggi,50,x\njeju,20,x\n", "utf-8")
    region = {"column": "R", "codes": {"c": "capital", "j": "jeju"}}
    region |= {"joined": {"capital": {"label": text("c"), "levels": ["seoul", "gyeonggi"]}}}
    rake = {"weight": {"rake": {"population": "census", "margins": ["region"]}}}
    rows = interview(R=["c", "j"] * 30)
    found = follow(rows, rake, OutsideFile("census", census), region=region)[2]
    assert shares(found, "region") == pytest.approx({"capital": 0.8, "jeju": 0.2})


def test_a_region_not_sampled_is_no_part_of_the_census(tmp_path):
    census = tmp_path / "census.csv"
    census.write_text("region,count,source\nseoul,30,x\ngyeonggi,50,x\njeju,20,x\n", "utf-8")
    region = {"column": "R", "codes": {"s": "seoul", "g": "gyeonggi"}}
    region |= {"not_offered": ["jeju"], "note": text("mainland only")}
    rake = {"weight": {"rake": {"population": "census", "margins": ["region"]}}}
    rows = interview(R=["s", "g"] * 30)
    found = follow(rows, rake, OutsideFile("census", census), region=region)[2]
    assert shares(found, "region") == pytest.approx({"seoul": 0.375, "gyeonggi": 0.625})


def test_an_item_not_asked_is_in_no_topline():
    assert "trust" not in set(follow(interview(), trust={"not_asked": True})[2]["item"])


def test_who_was_not_asked_left_nothing_unanswered():
    rows = interview(T=["", "1", "2"] * 20)
    verdict, weights, toplines = follow(rows, trust=TRUST | {"missing": {}, "blank": "not_asked"})
    assert shares(toplines, "trust", "missing") == {}
    low = next(o for o in verdict.outcomes if o.name == "missing_shares_low")
    assert low.passed and low.numbers["largest_missing_share"] == 0
    model = Model.model_validate(
        {
            "label": text("m"),
            "status": "exploratory",
            "outcome": {"item": "mood", "support": ["very_good", "good"]},
            "terms": [{"item": "trust", "base": "no"}],
        }
    )
    losses = make_cells(verdict.accepted, weights, {"mood": model}).parts["losses"]
    assert losses["n_missing"].sum() == 0


def test_strata_and_units_reach_every_standard_error():
    rows = interview(S=np.repeat(["a", "b"], N // 2), U=np.repeat(np.arange(10), 6))
    design = {"design": {"stratum": "S", "unit": "U"}}
    _, weights, toplines = follow(rows, design)
    assert {"stratum", "unit"} <= set(weights)
    assert set(toplines["df"]) == {8.0}
    assert (toplines["std_error"] - follow(rows)[2]["std_error"]).abs().max() > 0.001


def test_the_briefing_is_on_the_last_wave_of_the_trackers_own_population():
    korea, japan = make_wave(), make_wave(population="japan")
    assert find_latest([korea, japan]) is korea
    assert find_latest([japan]) is japan


def test_a_new_mode_breaks_the_trend():
    steps = [Fielded("1", "face-to-face", None, None), Fielded("2", "web", None, None)]
    assert [kind for found in find_breaks(steps, ()) for kind in found.kinds] == ["mode"]
