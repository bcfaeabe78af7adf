"""What a code means now, and what changed since last wave."""

from __future__ import annotations

from pathlib import Path

import pytest

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.asking import tell_gone
from kj_assets.intake.items_draft import draft_item
from kj_assets.intake.meanings import read_meanings
from kj_assets.intake.memory import recall_item, remember_items
from kj_assets.intake.news import understand
from kj_assets.waves.wave_declaration import ItemCrosswalk
from kj_assets_tests.builders import make_codebook, make_wave, number_item
from kj_assets_tests.intake.made_up import (
    SECURITY,
    TRUST,
    arrive,
    known_items,
    korean_five,
    labelled,
    small_codebook,
)

KNOWN = known_items()
NOWHERE = Path("nowhere")


def meanings(column, key="security", same=False):
    return {m.code: m.meaning for m in read_meanings(column, KNOWN[key], same_column=same)}


def news_of(*columns, key="security"):
    intake = understand(arrive(*columns), tuple(KNOWN.values()), "2025")
    return next(one for one in intake.items if one.key == key)


def test_eight_and_nine_become_98_and_99_by_their_labels():
    found = meanings(korean_five())
    assert found["98"] == "dont_know" and found["99"] == "refused"
    assert set(news_of(korean_five()).recoded) == {("dont_know", "8", "98"), ("refused", "9", "99")}


def test_a_scale_without_its_middle_is_re_scaled():
    news = news_of(korean_five(neutral=False))
    assert news.lost == ("neutral",)
    assert news.lost_midpoint
    assert "rescaled" in news.changes
    assert "rescaled" not in news_of(korean_five()).changes


def test_a_scale_turned_round_is_re_coded_and_its_levels_are_right():
    labels = dict(zip("54321", korean_five().labels.values(), strict=False))
    assert meanings(labelled("A1", SECURITY["ko"], labels))["5"] == "very_positive"
    assert "recoded" in news_of(labelled("A1", SECURITY["ko"], labels)).changes


def test_a_label_like_no_level_is_left_to_a_person():
    column = labelled("A1", SECURITY["ko"], korean_five().labels | {"7": "해외 거주"})
    news = news_of(column)
    assert [one.code for one in news.unplaced] == ["7"]
    assert "rescaled" in news.changes


def test_a_combined_missing_label_is_a_doubt():
    column = labelled("A2", TRUST["ko"], {"1": "그렇다", "2": "그렇지 않다", "9": "모름/무응답"})
    (doubtful,) = [m for m in read_meanings(column, KNOWN["trust"], same_column=False) if m.doubt]
    assert doubtful.meaning == "dont_know" and "no_answer" in doubtful.doubt


def test_a_code_without_label_means_what_it_meant_in_the_same_column_only():
    bare = ArrivedColumn("Q2", counts={"1": 5, "2": 5})
    assert meanings(bare, "trust", same=True) == {"1": "yes", "2": "no"}
    assert meanings(bare, "trust", same=False) == {"1": None, "2": None}


def test_a_known_code_that_nobody_chose_stays_known():
    bare = ArrivedColumn("Q2", counts={"1": 5})
    assert meanings(bare, "trust", same=True) == {"1": "yes", "2": "no"}


def test_codes_without_labels_are_no_certainty_where_other_codes_differ():
    same = ArrivedColumn("Q1", counts=dict.fromkeys("12345", 2))
    assert news_of(same).carried == ()
    another = ArrivedColumn("Q1", counts=dict.fromkeys([*"12345", "98"], 2))
    assert news_of(another).carried == ("1", "2", "3", "4", "5")
    ends = {"0": "매우 부정적", "5": "중립", "10": "매우 긍정적"}
    eleven = labelled("Q1", SECURITY["ko"], ends, counts=dict.fromkeys(["0", "2", "5", "10"], 2))
    assert news_of(eleven).carried == ("2",)


def test_answers_in_other_words_are_to_be_placed_and_not_taken_for_gone():
    words = dict(zip("12345", ["적극 찬성", "찬성", "보통이다", "반대", "적극 반대"], strict=True))
    news = news_of(labelled("A1", SECURITY["ko"], words))
    assert news.changes == ("relabelled",)


@pytest.mark.parametrize(
    ("columns", "key", "change"),
    [
        ((korean_five(),), "trust", "gone"),
        (
            (labelled("A1", "안보 협력을 더욱 강화해야 합니까?", korean_five().labels),),
            "security",
            "reworded",
        ),
    ],
)
def test_what_changed_is_named(columns, key, change):
    assert change in news_of(*columns, key=key).changes


def test_an_item_not_asked_last_time_is_new(monkeypatch):
    known = known_items()
    from dataclasses import replace

    fresh = replace(known["security"], last=None)
    intake = understand(arrive(korean_five()), (fresh,), "2025")
    assert intake.items[0].changes == ("new",)


def test_one_code_for_several_levels_joined_is_their_net_and_loses_none_of_them():
    merged = {"1": "긍정 합계", "3": "중립", "4": "대체로 부정적", "5": "매우 부정적"}
    column = labelled("A1", SECURITY["ko"], merged)
    assert meanings(column)["1"] == "positive_net"
    assert news_of(column).lost == ()


def decided(labels, codes, missing):
    """What is known of security after a wave that mapped these labels so."""
    last = ItemCrosswalk(column="A1", codes=codes, missing=missing)
    item = small_codebook().items["security"]
    return recall_item("security", item, last, labelled("A1", None, labels))


OPINION = "협력을 거부해야 한다"
DECIDED = decided(
    {"1": "매우 긍정적", "5": OPINION, "8": "글쎄", "9": "모름/무응답", "7": "무응답"},
    {"1": "very_positive", "5": "very_negative"},
    {"8": "dont_know", "9": "no_answer", "7": "refused"},
)


@pytest.mark.parametrize(
    ("code", "label", "meaning", "is_asked"),
    [
        ("5", OPINION, "very_negative", False),
        ("8", "글쎄", "dont_know", False),
        ("9", "모름/무응답", "no_answer", False),
        ("7", "무응답", "refused", False),
        ("1", OPINION, "very_negative", True),
        ("98", "글쎄", "dont_know", True),
        ("99", "무응답", "refused", True),
        ("5", "아직 정하지 못함", None, True),
        ("8", "잘 모르겠지만 찬성", None, True),
        ("99", "모름", "dont_know", False),
    ],
)
def test_what_was_decided_is_remembered_where_code_and_label_agree(code, label, meaning, is_asked):
    column = labelled("A1", SECURITY["ko"], {code: label})
    (one,) = read_meanings(column, DECIDED, same_column=True)
    assert (one.meaning, bool(one.doubt)) == (meaning, is_asked)


def test_a_decided_text_that_is_its_own_code_is_remembered_in_any_column():
    last = ItemCrosswalk(column="Q", codes={}, missing={"글쎄": "dont_know"})
    known = recall_item("security", small_codebook().items["security"], last)
    for column in (ArrivedColumn("Z", counts={"글쎄": 9}), labelled("Z", None, {"8": "글쎄"})):
        (one,) = read_meanings(column, known, same_column=False)
        assert (one.meaning, one.doubt) == ("dont_know", "")


def test_a_label_of_several_kinds_is_settled_by_a_code_that_was_one_of_them():
    column = labelled("A1", SECURITY["ko"], {"9": "모름/거절"})
    (one,) = read_meanings(column, KNOWN["security"], same_column=False)
    assert (one.meaning, one.doubt) == ("refused", "")


def test_one_ticked_answer_and_blanks_are_asked_as_a_box_and_lose_no_level():
    column = labelled("A2", TRUST["ko"], {"1": "그렇다"}, blank=6)
    news = news_of(column, key="trust")
    assert news.may_be_blank == ("no",)
    assert "rescaled" not in news.changes
    several = labelled("A1", SECURITY["ko"], {"1": "매우 긍정적", "2": "중립"}, blank=6)
    assert news_of(several).may_be_blank == ()


def banded_items(**last):
    """Of a codebook with an age, and bands that are cut from it."""
    band = {"label": {"en": "Age group", "ko": "연령대"}, "wording": "assumed", "type": "ordered"}
    levels = {"young": {"en": "18–39", "ko": "18~39세"}, "old": {"en": "40+", "ko": "40세 이상"}}
    bands = {"of": "age", "ranges": {"young": (18, 39), "old": (40, None)}}
    codebook = make_codebook(
        age=number_item(question={"en": "How old?", "ko": "만 나이는 어떻게 되십니까?"}),
        age_band=band | {"levels": levels, "bands": bands},
    )
    return remember_items(codebook, make_wave(last or {"age": {"column": "AGE"}}, folder=NOWHERE))


BANDS = labelled("AGEBAND", "연령대", {"1": "18~39세", "2": "40세 이상"})


def test_bands_stand_in_for_a_number_that_the_file_lacks():
    age, band = sorted(understand(arrive(BANDS), banded_items(), "w1").items, key=lambda n: n.key)
    assert band.match.column is BANDS
    assert [one.meaning for one in band.meanings] == ["young", "old"]
    assert "the file has age_band instead, in AGEBAND" in tell_gone(age)
    lines = list(draft_item(age, "w1"))
    assert lines[1].startswith("    not_asked: true  # found in no column") and len(lines) == 2


def test_bands_beside_their_number_are_no_item():
    ages = ArrivedColumn("AGE", None, counts={str(n): 1 for n in range(20, 60)})
    intake = understand(arrive(ages, BANDS), banded_items(), "w1")
    assert [one.key for one in intake.items] == ["age"]
    assert intake.others == (BANDS,)
