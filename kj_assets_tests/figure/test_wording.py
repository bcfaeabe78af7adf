"""How numbers, lists and Korean particles are written."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kj_assets.figure.wording import (
    MINUS,
    Language,
    Word,
    count,
    join_list,
    number_word,
    p_value,
    particle,
    percent,
    percent_range,
    points,
    points_range,
    quoted,
    signed,
    with_particle,
)
from kj_assets_tests.figure.made_up import results, share, toplines

SHARES = st.floats(-1, 1, allow_nan=False)
HANGUL = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.755, "75.5%"), (1, "100.0%"), (0, "0.0%"), (-1e-17, "0.0%"), (0.0004, "0.0%")],
)
def test_a_share_is_a_percentage_with_one_decimal(share: float, written: str) -> None:
    assert percent(share) == written


def test_a_range_says_its_unit_once() -> None:
    assert percent_range(0.7321, 0.777, "en") == "73.2–77.7%"
    assert percent_range(0.7321, 0.777, "ko") == "73.2~77.7%"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.164, "+16.4"), (-0.095, f"{MINUS}9.5"), (0.0001, "0.0"), (-0.0001, "0.0")],
)
def test_a_difference_has_a_sign_unless_it_rounds_to_zero(value: float, written: str) -> None:
    assert signed(value) == written


@given(SHARES)
def test_a_difference_reads_back_as_itself(value: float) -> None:
    read = float(signed(value).replace(MINUS, "-"))
    assert read == pytest.approx(value * 100, abs=0.05 + 1e-9)


def test_points_are_points_never_per_cent() -> None:
    assert points(0.164, "en") == "+16.4\u00a0points"
    assert points(-0.01, "en") == f"{MINUS}1.0\u00a0point"
    assert points(0.164, "ko") == "+16.4%p"


def test_an_interval_stays_on_one_line() -> None:
    assert points_range(-0.01, 0.2, "en") == f"{MINUS}1.0\u00a0to\u00a0+20.0"
    assert " " not in points_range(-0.01, 0.2, "ko")


@pytest.mark.parametrize(
    ("p", "written"),
    [
        (0.63, "p = 0.63"),
        (0.0247, "p = 0.025"),
        (0.00058, "p = 0.0006"),
        (0.0001, "p = 0.0001"),
        (0.00009, "p < 0.0001"),
        (0.0, "p < 0.0001"),
    ],
)
def test_a_p_value_is_printed_as_such(p: float, written: str) -> None:
    assert p_value(p) == written.replace(" ", "\u00a0")


@given(st.floats(0, 1))
def test_a_p_value_never_reads_zero(p: float) -> None:
    assert float(p_value(p).split("\u00a0")[-1]) > 0


def test_counts_and_numbers_read_as_words() -> None:
    assert count(1585.0) == "1,585"
    assert (number_word(2, "en"), number_word(2, "ko")) == ("two", "두")
    assert (number_word(12, "en"), number_word(12, "ko")) == ("12", "12개")


def test_lists_end_as_each_language_ends_them() -> None:
    assert join_list(["A", "B", "C"], "en") == "A, B and C"
    assert join_list(["A", "B", "C"], "ko") == "A, B, C"
    assert (join_list(["A"], "en"), join_list([], "en")) == ("A", "")
    assert (quoted("A", "en"), quoted("A", "ko")) == ("“A”", "‘A’")


@pytest.mark.parametrize(
    ("word", "pair", "written"),
    [
        ("긍정", "으로/로", "긍정으로"),
        ("지지", "으로/로", "지지로"),
        ("서울", "으로/로", "서울로"),  # ㄹ counts as a vowel, for this particle only
        ("서울", "은/는", "서울은"),
        ("‘호감’", "이/가", "‘호감’이"),  # closing marks are silent
        ("75.5%", "이/가", "75.5%가"),  # 퍼센트
        ("3", "은/는", "3은"),  # 삼
        ("2", "은/는", "2는"),  # 이
        ("2021", "으로/로", "2021로"),  # 일
        ("2020", "으로/로", "2020으로"),  # 영
        ("EAI", "을/를", "EAI를"),
        ("…", "와/과", "…과"),
    ],
)
def test_particles_fit_the_last_sound(word: str, pair: str, written: str) -> None:
    assert with_particle(word, pair) == written


@given(st.text(HANGUL, min_size=1), st.sampled_from(["은/는", "이/가", "을/를", "과/와"]))
def test_a_particle_follows_the_last_syllable_alone(word: str, pair: str) -> None:
    assert particle(word, pair) == particle(word[-1], pair) in pair.split("/")


@given(HANGUL)
def test_a_syllable_is_closed_exactly_if_it_is_built_with_a_final_consonant(syllable: str) -> None:
    open_ = chr(ord(syllable) - (ord(syllable) - ord("가")) % 28)
    assert particle(open_, "은/는") == "는"
    assert particle(syllable, "은/는") == ("는" if syllable == open_ else "은")


def test_a_template_adds_the_particle_it_names() -> None:
    assert "{a:과/와} {b:을/를}".format(a=Word("북한"), b=Word("중국")) == "북한과 중국을"
    assert f"{Word('중국'):>4}" == "  중국"


@pytest.mark.parametrize(
    ("language", "who"), [("en", "all who don’t know"), ("ko", "‘모름’ 응답자가 모두")]
)
def test_the_range_of_a_share_is_about_those_who_dont_know_alone(
    language: Language, who: str
) -> None:
    refused = share("refused", 0.02, "missing")
    answers = pd.concat([toplines(), pd.DataFrame([refused])], ignore_index=True)
    answers = answers.assign(bound_low=answers["share"] - 0.04, bound_high=answers["share"])
    footer = " ".join(results(toplines=answers).draw("distribution", language).footer)
    (sentence,) = (part for part in footer.split(". ") if "66.0" in part)
    assert who in sentence
