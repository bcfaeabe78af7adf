"""Likeness of questionnaire texts, and missing kinds told by their label."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.intake.missing_words import recognise_missing
from kj_assets.intake.similarity import compare_texts

quickly = settings(max_examples=40)

words = st.text(alphabet=st.characters(categories=["L", "N", "Zs", "P"]), max_size=40)


@quickly
@given(words, words)
def test_likeness_is_symmetric_and_between_0_and_100(one, other):
    there, back = compare_texts(one, other), compare_texts(other, one)
    assert 0 <= there <= 100
    assert there == pytest.approx(back)


@quickly
@given(st.text(alphabet="가나다라abc12", min_size=1, max_size=20))
def test_a_text_is_like_itself_whatever_its_spacing_case_and_number(text):
    assert compare_texts(text, f"  {text.upper()} ") == 100
    assert compare_texts(text, f"Q12_3. {text}") == 100


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("매우 긍정적", "매우 부정적", "opposites share most letters"),
        ("Very trustworthy", "Not very trustworthy", "a negation adds little"),
        ("그렇다", "그렇지 않다", "a Korean negation"),
        (
            "북한이 우리나라에 위협이 됩니까?",
            "중국이 우리나라에 위협이 됩니까?",
            "one other country",
        ),
    ],
)
def test_texts_that_differ_are_never_the_same_words(one, other, why):
    assert compare_texts(one, other) < 100, why


@pytest.mark.parametrize(
    ("label", "kinds"),
    [
        ("모름", ("dont_know",)),
        ("잘 모르겠다", ("dont_know",)),
        ("Don’t know", ("dont_know",)),
        ("응답 거절", ("refused",)),
        ("Refused", ("refused",)),
        ("모름/무응답", ("dont_know", "no_answer")),
        ("비해당", ("not_applicable",)),
        ("Not asked", ("not_asked",)),
        ("중립", ()),
        ("어느 쪽도 아니다", ()),
        ("Not at all trustworthy", ()),
    ],
)
def test_missing_kinds_are_told_by_their_label(label, kinds):
    assert recognise_missing(label) == kinds
