"""Columns to items: the best one-to-one choice, and a doubt wherever it is not certain."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.intake.arrival import ArrivedColumn
from kj_assets.intake.matching import match_items
from kj_assets.intake.news import understand
from kj_assets_tests.intake.made_up import (
    FIVE,
    SECURITY,
    TRUST,
    YES_NO,
    arrive,
    known_items,
    korean_five,
    labelled,
)

quickly = settings(max_examples=40)

ITEMS = tuple(known_items().values())
COLUMNS = (
    korean_five("A1"),
    labelled("A2", TRUST["en"], {"1": "Yes", "2": "No"}),
    ArrivedColumn(
        "A3", "만 나이는 어떻게 되십니까?", counts={str(age): 1 for age in range(20, 40)}
    ),
    ArrivedColumn("RID", counts={str(i): 1 for i in range(100)}),
    labelled("X1", "좋아하는 계절은 무엇입니까?", {"1": "봄", "2": "여름"}),
)


@quickly
@given(st.permutations(COLUMNS))
def test_the_order_of_columns_does_not_matter(columns):
    found = {m.known.key: m.column.name for m in match_items(arrive(*columns), ITEMS) if m.column}
    assert found == {"security": "A1", "trust": "A2", "age": "A3"}


@quickly
@given(st.lists(st.sampled_from(COLUMNS), unique_by=lambda column: column.name))
def test_no_column_is_two_items_and_scores_are_of_100(columns):
    matches = match_items(arrive(*columns), ITEMS)
    names = [match.column.name for match in matches if match.column]
    assert len(names) == len(set(names))
    assert all(0 <= match.likeness.score <= 100 for match in matches)
    assert [match.known.key for match in matches] == ["security", "trust", "age"]


@quickly
@given(
    st.text(min_size=1, max_size=30), st.dictionaries(st.sampled_from("1234"), st.text(max_size=9))
)
def test_whatever_a_file_says_is_matched_without_a_crash(question, labels):
    understand(arrive(labelled("Z", question, labels)), ITEMS, "2025")


def matched(*columns, key="security"):
    return next(m for m in match_items(arrive(*columns), ITEMS) if m.known.key == key)


def test_the_same_words_in_either_language_are_certain():
    english = {str(code): text["en"] for code, text in enumerate(FIVE.values(), start=1)}
    for column in (korean_five(), labelled("A1", SECURITY["en"], english)):
        match = matched(column)
        assert match.likeness.score == 100
        assert match.doubts == ()


def test_another_wording_is_a_doubt_even_where_little_differs():
    reworded = SECURITY["ko"].replace("안보", "경제")
    match = matched(labelled("A1", reworded, korean_five().labels))
    assert match.column.name == "A1"
    assert "wording differs" in match.doubts[0]


def test_a_name_does_not_outweigh_another_question_under_it():
    renumbered = labelled("Q1", "좋아하는 계절은 무엇입니까?", {"1": "봄", "2": "여름"})
    assert matched(renumbered, korean_five("Q7")).column.name == "Q7"
    assert matched(renumbered).column is None


def test_without_any_text_the_name_and_known_codes_decide():
    bare = ArrivedColumn("q1", counts={"1": 4, "2": 3, "9": 3})
    assert matched(bare).doubts == ()
    strange = ArrivedColumn("Q1", counts={"1": 4, "71": 3, "72": 1})
    assert matched(strange).column is None


def test_the_name_with_the_same_words_in_its_cells_is_certain():
    words = {text["ko"]: 3 for text in FIVE.values()}
    match = matched(ArrivedColumn("Q1", counts=words))
    assert match.likeness.score == 100
    assert match.doubts == ()


def test_two_columns_as_like_are_a_doubt_that_names_the_other():
    match = matched(korean_five("A1"), korean_five("A9"))
    assert {match.column.name, *match.doubts} == {"A1", "A9 is as like"}


@pytest.mark.parametrize("labels", [{"1": "10대", "2": "20대"}, {"1": "young", "2": "old"}])
def test_a_number_is_not_taken_from_labelled_bands(labels):
    assert matched(labelled("AGE", "만 나이는 어떻게 되십니까?", labels), key="age").column is None


def test_labels_alone_leave_a_doubt_for_many_questions_share_a_scale():
    match = matched(
        labelled("B9", None, {c: t["ko"] for c, t in zip("12", YES_NO.values(), strict=True)}),
        key="trust",
    )
    assert match.column is None or match.doubts


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("나이", "age"),
        ("SQ2_나이", "age"),
        ("AGE_", "age"),
        ("trust", "trust"),
        ("문3_안보", "security"),
    ],
)
def test_without_any_text_the_word_in_a_name_is_a_hint_and_never_sure(name, key):
    counts = {str(age): 1 for age in range(20, 40)} if key == "age" else {"1": 5, "2": 5}
    match = matched(ArrivedColumn(name, counts=counts), key=key)
    assert match.column.name == name
    assert match.doubts == ("is it this question?",)


@pytest.mark.parametrize("name", ["page", "wage", "Q2", "직업"])
def test_a_name_that_only_looks_like_the_word_is_no_hint(name):
    assert matched(ArrivedColumn(name, counts={"20": 1, "31": 1}), key="age").column is None


@pytest.mark.parametrize("numbering", ["", "Q1. ", "1) "])
def test_a_name_that_is_the_question_is_the_question(numbering):
    """A form names its columns by the questions, and many of them share a scale."""
    other = "경제 협력을 강화해야 합니까?"
    columns = [
        ArrivedColumn(f"{numbering}{text}", counts=dict.fromkeys(words, 20))
        for text, words in (
            (other, [told["ko"] for told in FIVE.values()]),
            (SECURITY["ko"], [told["ko"] for told in FIVE.values()]),
            (TRUST["ko"], ["그렇다", "그렇지 않다"]),
        )
    ]
    ages = ArrivedColumn(
        "만 나이는 어떻게 되십니까?", counts={str(age): 1 for age in range(20, 40)}
    )
    found = {m.known.key: m for m in match_items(arrive(*columns, ages), ITEMS)}
    assert found["security"].column is columns[1] and not found["security"].doubts
    assert found["trust"].column is columns[2] and found["age"].column is ages
    assert not found["age"].doubts


def test_a_name_that_is_nearly_the_question_is_asked():
    column = ArrivedColumn(
        "경제 협력을 강화해야 합니까?", counts=dict.fromkeys((t["ko"] for t in FIVE.values()), 20)
    )
    (security, *_) = match_items(arrive(column), ITEMS)
    assert security.column is None or security.doubts
