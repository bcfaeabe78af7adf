"""A number that stands for no answer is taken as one, or asked; it is never an age of 99."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.matching import match_items
from kj_assets.intake.meanings import read_meanings
from kj_assets.waves.undecided import find_undecided
from kj_assets.waves.wave_declaration import ItemCrosswalk
from kj_assets_tests.intake.made_up import arrive, known_items
from kj_assets_tests.intake.test_drafting import draft

AGES = {str(age): 5 for age in range(18, 88)}
QUESTION = "만 나이는 어떻게 되십니까?"


def known(**last):
    age = known_items()["age"]
    entry = ItemCrosswalk(column="AGE", **last)
    item = age.item.model_copy(update={"minimum": 18, "maximum": 110})
    return replace(age, item=item, last=entry)


def ages(odd, labels=None, **more):
    return ArrivedColumn("AGE", QUESTION, labels or {}, AGES | odd, **more)


def read(column, same=False, **last):
    return read_meanings(column, known(**last), same_column=same)


def test_a_label_of_one_code_among_seventy_is_read():
    (one,) = read(ages({"99": 40}, {"99": "무응답"}))
    assert (one.code, one.meaning, one.doubt, one.count) == ("99", "no_answer", "", 40)


@pytest.mark.parametrize("code", ["99", "98", "999", "998", "-9", "-1", "0", "888", "17"])
def test_a_code_without_a_label_that_is_out_of_place_is_asked_with_its_count(code):
    (one,) = read(ages({code: 40}))
    assert (one.code, one.meaning, one.count) == (code, None, 40)
    assert one.doubt.endswith("a number, or no answer?")


def test_far_more_people_than_there_are_around_it_are_asked_about():
    old = {str(age): 1 for age in range(88, 99)}
    assert [one.code for one in read(ages(old | {"99": 30}))] == ["99"]
    assert read(ages(old | {"99": 1})) == ()


def test_ages_alone_are_no_question():
    assert read(ages({})) == ()


def test_labels_that_name_the_number_are_no_question():
    labels = {code: f"{code}세" for code in AGES} | {"90": "90세 이상"}
    column = ages({"90": 3}, labels)
    assert read(column) == ()
    (match,) = match_items(arrive(column), [known()])
    assert match.column is column


def test_a_label_of_another_kind_on_a_number_is_asked():
    (one,) = read(ages({"99": 40}, {"99": "Keine Angabe"}))
    assert one.doubt == "its label is no number"
    (one,) = read(ages({"99": 40}, {"99": "모른다고 함"}))
    assert "a word of dont_know" in one.doubt


def test_the_ends_of_a_scale_of_numbers_are_no_question():
    scale = ArrivedColumn(
        "T", None, {"0": "매우 차갑다", "10": "매우 따뜻하다"}, {str(n): 9 for n in range(11)}
    )
    item = known().item.model_copy(update={"minimum": 0, "maximum": 10})
    assert read_meanings(scale, replace(known(), item=item), same_column=False) == ()


def test_last_waves_missing_code_is_carried_in_the_same_column_and_asked_in_another():
    (one,) = read(ages({"99": 40}), same=True, missing={"99": "refused"})
    assert (one.meaning, one.carried, one.doubt) == ("refused", True, "")
    (one,) = read(ages({"99": 40}), missing={"99": "refused"})
    assert one.meaning is None and "refused under that code last time" in one.doubt


def test_last_waves_missing_code_is_checked_against_this_files_label():
    (one,) = read(ages({"99": 40}, {"99": "무응답"}), same=True, missing={"99": "refused"})
    assert one.meaning == "no_answer"
    (one,) = read(ages({"99": 40}, {"99": "해외 거주"}), same=True, missing={"99": "refused"})
    assert one.meaning is None and "refused under that code last time" in one.doubt


def test_a_missing_code_that_nobody_has_now_is_kept_as_unused():
    (one,) = read(ages({}), same=True, missing={"99": "refused"})
    assert (one.code, one.meaning, one.count) == ("99", "refused", 0)


def test_a_column_of_numbers_may_hold_letters_for_no_answer():
    column = ages({"a": 9}, {"a": "Refused"}, user_missing=frozenset("a"))
    (match,) = match_items(arrive(column), [known()])
    assert match.column is column
    assert [(one.code, one.meaning) for one in read(column)] == [("a", "refused")]


def test_a_word_among_very_many_numbers_is_read_and_others_are_asked_without_repeating_them():
    column = ages({"무응답": 9, "스무 살쯤": 1, "모름 (김철수)": 1})
    (match,) = match_items(arrive(column), [known()])
    assert match.column is column
    missing, asked = read(column)
    assert (missing.code, missing.meaning) == ("무응답", "no_answer")
    assert (asked.code, asked.alike, asked.count) == ("", 2, 2)


def test_a_column_of_words_is_no_number():
    column = ArrivedColumn("AGE", QUESTION, {}, {"20": 40, "청년": 30, "노년": 30})
    assert match_items(arrive(column), [known()])[0].column is None


def test_numbers_written_with_decimals_are_asked_as_others_are():
    decimals = {f"{code}.0": n for code, n in AGES.items()}
    assert [one.code for one in read(ArrivedColumn("AGE", None, {}, decimals | {"99.0": 40}))] == [
        "99.0"
    ]


def test_very_many_numbers_out_of_range_are_told_in_few_lines():
    born = {str(year): 3 for year in range(1940, 2008)}
    told = read(ArrivedColumn("AGE", QUESTION, {}, born))
    assert len(told) == 11
    assert (told[-1].alike, told[-1].code) == (58, "")


def test_the_draft_asks_for_the_code_and_says_where_it_goes():
    text = draft(arrive(ArrivedColumn("AGE", QUESTION, {}, AGES | {"999": 40})))
    asked = [mark.question for mark in find_undecided(text) if mark.place == "crosswalk.age"]
    (question,) = [one for one in asked if one.startswith("code 999 (40 respondents)")]
    assert question.endswith("under missing, if it is no answer")
