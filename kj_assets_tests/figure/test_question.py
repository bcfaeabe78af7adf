"""The answer to a declared question in words: bound by its verdict, in both languages."""

from __future__ import annotations

import re

import pytest

from kj_assets.figure.question_assets import question_figure_assets
from kj_assets.figure.question_titles import LINES, tell_answer, tell_line
from kj_assets.figure.wording import LANGUAGES
from kj_assets.model.registry import Models
from kj_assets_tests.figure.declared import codebook, models
from kj_assets_tests.figure.made_up import ASKED, answers, draw_plain, results
from kj_assets_tests.figure.test_between_waves import asking


def line(verdict: str, language: str = "en") -> str:
    return tell_line(answers(one=verdict).iloc[0], models(), codebook(), language)


def test_a_stronger_association_is_told_with_its_numbers() -> None:
    assert line("stronger") == (
        "Support for cooperation: “Trusts them” goes with support more strongly than before. "
        "The gap was +4.0\u00a0points (2025) and is +12.0\u00a0points (2026), a change of "
        "+8.0\u00a0points (95% interval +6.0\u00a0to\u00a0+10.0; p\u00a0=\u00a00.0001)."
    )
    assert line("stronger", "ko").startswith(
        "협력 지지: ‘신뢰’와의 연관이 강해졌다. 지지율 차이 +4.0%p"
    )


def test_where_only_the_adjusted_p_decides_it_is_told() -> None:
    row = answers(one="no_change").assign(p=0.03, p_holm=0.18).iloc[0]
    told = [tell_line(row, models(), codebook(), language) for language in LANGUAGES]
    assert told[0].endswith(
        "p\u00a0=\u00a00.030; adjusted for all changes tested p\u00a0=\u00a00.18)."
    )
    assert "p\u00a0=\u00a00.030; 검정한 모든 변화에 대해 보정하면 p\u00a0=\u00a00.18)" in told[1]
    assert "adjusted" not in line("no_change") and "adjusted" not in line("stronger")


def test_two_figures_of_one_change_say_alike_for_what_its_p_is_adjusted() -> None:
    for kind in ("question", "effect_trend"):
        told = [" ".join(draw_plain(kind, language).footer) for language in LANGUAGES]
        assert "a change for all factors of all registered models between the two" in told[0]
        assert "변화는 두 조사 사이 등록된 모든 모형의 모든 요인에 대해 보정" in told[1]


def test_with_one_wave_there_is_nothing_to_compare() -> None:
    assert line("one_wave").endswith(
        "(2026); no earlier wave has it, so there is nothing to compare."
    )
    assert line("one_wave", "ko").endswith("(2026). 이전 조사에는 없어 비교할 것이 없다.")
    alone = answers(one="one_wave", two="one_wave")
    told = tell_answer(alone, models(), codebook(), "en")
    assert told == "“Trusts them”: in no wave before 2026, nothing to compare"


def test_what_crosses_a_break_says_why_and_shows_no_change() -> None:
    assert line("not_comparable").endswith("cannot be compared with 2025. 2026: another wording.")
    rows = draw_plain("question", "en").specification["datasets"]["drawn"]
    assert [row["line"] for row in rows] == [*("2025", "2026", "Change 2025–2026"), "2025", "2026"]


def test_a_wave_that_is_not_named_after_a_year_is_called_none_in_korean() -> None:
    row = answers(one="not_comparable").iloc[0]
    told = [
        tell_line(row.replace({y: y + more for y in ("2025", "2026")}), models(), codebook(), "ko")
        for more in ("", "_japan")
    ]
    assert "2026년 조사는 2025년 조사와 비교할 수 없다" in told[0]
    assert "2026_japan 조사는 2025_japan 조사와 비교할 수 없다" in told[1]


def test_a_refused_effect_says_in_which_wave() -> None:
    refused = answers(one="refused").assign(estimate_b=float("nan"), code="S001")
    told = [tell_line(refused.iloc[0], models(), codebook(), each) for each in LANGUAGES]
    assert told[0].startswith("Support for cooperation: “Trusts them” (2026): Not estimated (S001)")
    assert told[1].startswith("협력 지지: ‘신뢰’(2026): 추정하지 않음(S001)")
    both = refused.assign(estimate_a=float("nan"), code="X004").iloc[0]
    assert "(2025): Not estimated (X004)" in tell_line(both, models(), codebook(), "en")
    alone = refused.assign(wave_a="", estimate_a=float("nan")).iloc[0]
    assert "“Trusts them” (2026): Not est" in tell_line(alone, models(), codebook(), "en")
    hidden = refused.assign(estimate_a=float("nan"), code="D900", reason="n < 5").iloc[0]
    assert "(202" not in tell_line(hidden, models(), codebook(), "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verdict", LINES)
def test_no_sentence_speaks_of_causes_or_leaves_a_gap(verdict: str, language: str) -> None:
    told = line(verdict, language)
    assert told.endswith(".") and not told.endswith("..")
    assert not re.search(r"\b(effect|because|leads|causes|nan|None)\b|\{|때문", told)


def test_the_title_counts_verdicts() -> None:
    titles = [draw_plain("question", language).title for language in LANGUAGES]
    assert titles == [
        "“Trusts them”, 2025–2026: goes more strongly with one of two outcomes; one not comparable",
        "‘신뢰’, 2025~2026: 두 항목 중 한 항목에서 연관이 강해짐, 한 항목은 비교 불가",
    ]
    both = results(answers=answers(one="no_change", two="no_change")).draw("question", "en")
    assert both.title == "“Trusts them”, 2025–2026: no detectable change for both outcomes"


def test_the_answer_is_there_from_the_first_wave_and_the_figure_from_the_second() -> None:
    given = models().model_dump()
    figures = given["figures"] | {"course": {"kind": "question", "question": "trust"}}
    declared = Models.model_validate(given | {"questions": {"trust": ASKED}, "figures": figures})
    every = ("cooperation", "threat", "trust", "liking")
    waves = [asking("2025", *every), asking("2026", *every)]
    names = [
        [asset.key[1] for asset in question_figure_assets(known[-1], known, codebook(), declared)]
        for known in ([asking("2024", "cooperation")], waves[:1], waves)
    ]
    assert names == [[], ["question_trust"], ["question_trust", "figure_course"]]
