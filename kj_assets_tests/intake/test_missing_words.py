"""A label is a missing kind where it is that word as a whole; with more in it, an answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.meanings import read_meanings
from kj_assets.intake.missing_words import WORDS, recognise_missing
from kj_assets.waves.undecided import find_undecided
from kj_assets_tests.intake.made_up import SECURITY, arrive, known_items, korean_five, labelled
from kj_assets_tests.intake.test_drafting import draft

quickly = settings(max_examples=40)

WHOLE = [
    ("모름", "dont_know"),
    ("잘 모르겠다", "dont_know"),
    ("9. 모름", "dont_know"),
    ("(9) 모름", "dont_know"),
    ("모름 (9)", "dont_know"),
    ("⑨ 모름", "dont_know"),
    ("[Don’t know]", "dont_know"),
    ("-8 = Don't know", "dont_know"),
    ("Don't know (DK)", "dont_know"),
    ("DON´T KNOW (VOL)", "dont_know"),
    ("모름(읽지 마시오)", "dont_know"),
    ("응답 거절", "refused"),
    ("Refused", "refused"),
    ("Prefer not to say", "refused"),
    ("무응답", "no_answer"),
    ("99. 무응답", "no_answer"),
    ("No answer", "no_answer"),
    ("Missing", "no_answer"),
    ("無回答", "no_answer"),
    ("비해당", "not_applicable"),
    ("Not applicable", "not_applicable"),
    ("Not asked", "not_asked"),
]
SEVERAL = [
    ("모름/무응답", ("dont_know", "no_answer")),
    ("모름·무응답", ("dont_know", "no_answer")),
    ("Don't know / Refused", ("dont_know", "refused")),
    ("DK/NA", ("dont_know", "no_answer")),
    ("Don't know or no answer", ("dont_know", "no_answer")),
    ("N/A", ("no_answer", "not_applicable")),
]
ANSWERS = [
    "협력을 거부해야 한다",
    "거부감이 든다",
    "거부",
    "모른다고 할 수 없다",
    "모른다",
    "위협이 될지도 모른다",
    "무응답층이 많다",
    "Might not be trusted",
    "Not sure",
    "Not sure it can be trusted",
    "Don't know much but support",
    "Not applicable to us",
    "Refuse cooperation",
    "No answer is needed from Japan",
    "Missing persons should come first",
    "중립",
    "어느 쪽도 아니다",
    "Not at all trustworthy",
    "9",
    "",
]


@pytest.mark.parametrize(("label", "kind"), WHOLE)
def test_a_label_that_is_the_word_is_that_kind(label, kind):
    assert recognise_missing(label) == (kind,)


@pytest.mark.parametrize(("label", "kinds"), SEVERAL)
def test_a_label_of_several_kinds_names_them_all(label, kinds):
    assert recognise_missing(label) == kinds


@pytest.mark.parametrize("label", ANSWERS)
def test_a_label_that_says_more_is_no_missing_kind(label):
    assert recognise_missing(label) == ()


@quickly
@given(
    st.sampled_from([word for words in WORDS.values() for word in words.split()]),
    st.text("가나다라마바사아자차카타파하", min_size=2, max_size=9),
    st.booleans(),
)
def test_a_word_of_a_missing_kind_in_a_longer_text_is_never_one(word, more, is_before):
    text = f"{more} {word}" if is_before else f"{word}{more}"
    assert recognise_missing(text) == ()


@pytest.mark.parametrize("label", [a for a in ANSWERS if len(a) > 2])
def test_an_answer_that_sounds_missing_is_asked_with_its_count_and_its_level_is_not_gone(label):
    labels = korean_five().labels | {"5": label}
    text = draft(arrive(labelled("A1", SECURITY["ko"], labels, counts=dict.fromkeys(labels, 7))))
    asked = [mark.question for mark in find_undecided(text) if mark.place == "crosswalk.security"]
    assert any(label in question and "(7 respondents)" in question for question in asked)
    assert "not_offered" not in text.replace("under not_offered", "")
    assert "5: " not in text.partition("missing:")[2]


def test_missing_without_a_reason_is_no_answer_and_never_refused():
    labels = korean_five().labels | {"97": "무응답", "96": "Missing"}
    read = read_meanings(labelled("A1", None, labels), known_items()["security"], same_column=False)
    assert {one.code: one.meaning for one in read if one.is_missing} == {
        "96": "no_answer",
        "97": "no_answer",
        "98": "dont_know",
        "99": "refused",
    }


def test_labels_are_read_however_many_codes_a_column_has():
    counts = {str(code): 1 for code in range(200)} | {"998": 40}
    column = ArrivedColumn("A1", SECURITY["ko"], {"998": "무응답"}, counts)
    assert column.texts == {"998": "무응답"}
