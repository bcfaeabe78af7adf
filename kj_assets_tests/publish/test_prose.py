"""The page's sentences: they follow the tests, and every number in them is in a table."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from kj_assets.figure.wording import LANGUAGES, MINUS, Language
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.cautions import CAUTIONS
from kj_assets.publish.briefing.face import build_face
from kj_assets.publish.briefing.findings import FINDINGS
from kj_assets.publish.briefing.headings import HEADINGS
from kj_assets.publish.briefing.phrases import PHRASES, say
from kj_assets.publish.briefing.prose import (
    tell_changes,
    tell_comparison,
    tell_distribution,
    tell_effects,
    tell_headline,
    tell_questions,
    tell_trend,
)
from kj_assets.publish.briefing.remarks import tell_remarks
from kj_assets.publish.site.words import SITE_WORDS
from kj_assets_tests.figure.declared import models, wave
from kj_assets_tests.figure.made_up import (
    ASKED,
    computed,
    difference,
    differences,
    draw_plain,
    effect,
    effects,
    results,
    trend,
)
from kj_assets_tests.publish.made_up import content as build_content
from kj_assets_tests.publish.made_up import figures, plain_content

NUMBER = re.compile(rf"[+{MINUS}]?\d[\d,]*(?:\.\d+)?")
# Confidence levels and the level of the tests are method, not results.
METHOD = {"95", "99", "0", "0.05", "0.0001"}
CAUSAL = re.compile(
    r"\b(effects? of|impact|causes?|leads? to|drives?|raises?|because of|due to|significant)\b"
    r"|영향을|때문에 (높|낮)|원인이|높인다|낮춘다|유의"
)


def content(**more: object):
    made = results(**{k: v for k, v in more.items() if k in ("one", "two", "differences", "trend")})
    return build_content(made)


def numbers_in(text: str) -> set[str]:
    return set(NUMBER.findall(text)) - METHOD


def numbers_of(*tables: pd.DataFrame) -> set[str]:
    """Every way a number of a table may be written: per cent, points, p, count."""
    written: set[str] = set()
    for table in tables:
        for value in table.select_dtypes("number").to_numpy().ravel():
            if pd.isna(value):
                continue
            size = f"{abs(value) * 100:.1f}"
            written |= {size, f"+{size}", f"{MINUS}{size}", f"{round(value):,}"}
            written |= {f"{value:.{places}f}" for places in (2, 3, 4)}
    return written


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_of_a_sentence_is_typed(language: Language) -> None:
    made = plain_content()
    sentences = [
        *tell_headline(made, language),
        *tell_distribution(made, language),
        *tell_effects(made, "one", language),
        *tell_comparison(made, "both", language),
        *tell_remarks(made, language),
    ]
    tables = (made.toplines, made.effects["one"], made.effects["two"], made.differences["both"])
    # Years are read off the trend, names of waves off the declarations.
    told = set().union(*(numbers_in(sentence) for sentence in sentences))
    assert told
    assert told <= numbers_of(*tables)


def test_fixed_words_hold_no_results() -> None:
    # The names UTF-8, SHA-256, D900 and D901 hold numbers too, and a test may be at 5 per cent.
    allowed = METHOD | {"5", "8", "256", "900", "901"}
    for key, texts in PHRASES.items():
        for text in texts.values():
            assert numbers_in(re.sub(r"\{[^}]*\}", "", text)) <= allowed, key


@pytest.mark.parametrize("key", PHRASES)
def test_both_languages_say_the_same_things(key: str) -> None:
    places = [set(re.findall(r"\{(\w+)", PHRASES[key][language])) for language in LANGUAGES]
    assert places[0] == places[1]
    assert not CAUSAL.search(PHRASES[key]["en"])
    assert not CAUSAL.search(PHRASES[key]["ko"])


def sentence(row: dict[str, object], language: Language = "en") -> str:
    return tell_effects(content(one=effects(row)), "one", language)[1].replace("\u00a0", " ")


def test_a_detectable_gap_goes_with_more_or_less_support() -> None:
    assert sentence(effect("threat", 0.164)) == (
        "Sees a threat (Yes vs No) goes with more support: 66.4% vs 50.0%, +16.4 points "
        "(95% interval +11.4 to +21.4; 99% +9.4 to +23.4; p = 0.001)."
    )
    assert "goes with less support" in sentence(effect("threat", -0.164))
    assert "더 낮은 지지와 연관된다" in sentence(effect("threat", -0.164), "ko")


def test_a_gap_that_is_not_detectable_is_called_that() -> None:
    assert "no detectable gap" in sentence(effect("threat", 0.02, 0.3))
    assert "확인되는 차이가 없다" in sentence(effect("threat", 0.02, 0.3), "ko")


def test_a_gap_detectable_only_alone_says_that_it_is_not_counted() -> None:
    rows = effects(effect("threat", 0.06, 0.03) | {"p_holm": 0.06}, effect("trust", 0.01, 0.9))
    told = tell_effects(content(one=rows), "one", "en")[1].replace("\u00a0", " ")
    assert "no detectable gap" in told
    assert told.endswith(
        "Alone its p is below 0.05; adjusted for the 2 gaps tested together it is p = 0.060, so "
        "it is not counted as detectable."
    )


def test_a_gap_whose_99_percent_interval_holds_zero_says_so() -> None:
    assert sentence(effect("threat", 0.06, 0.03)).endswith("The 99% interval includes zero.")
    assert "99%" in sentence(effect("threat", 0.2)) and "includes zero" not in sentence(
        effect("threat", 0.2)
    )


def test_a_refused_effect_is_told_with_its_reason() -> None:
    assert sentence(effect("threat", None)) == (
        "Sees a threat (Yes vs No): Not estimated (S001): the answers separate completely, so no "
        "finite estimate exists."
    )
    assert "응답이 완전히 갈려" in sentence(effect("threat", None), "ko")


def test_a_difference_is_told_by_its_own_test() -> None:
    rows = differences(
        difference("threat", 0.012, 0.63), difference("trust", -0.095), difference("liking", None)
    )
    lead, same, differs, untested = tell_comparison(content(differences=rows), "both", "en")
    assert lead.startswith("“Support for cooperation” against “Support for an alliance”, tested")
    assert "no detectable difference" in same
    assert "a difference of −9.5\u00a0points" in differs
    assert untested == "Likes them (Yes vs No): the difference could not be tested."


def test_korean_names_take_the_particles_that_fit() -> None:
    lead = tell_comparison(plain_content(), "both", "ko")[0]
    assert lead.startswith("‘협력 지지’와 ‘동맹 지지’를 같은 응답자에서")
    assert "‘긍정’으로 답했다" in tell_distribution(plain_content(), "ko")[0]
    assert say("share", "ko", item="", share="1%", level="‘아니다’", interval="").count("로 답했다")


def test_a_single_wave_is_no_trend() -> None:
    assert tell_trend(content(trend=trend(computed("2025", 0.7))), "en") == [
        "This is the first wave, so there is no trend to show."
    ]
    assert len(tell_trend(plain_content(), "en")) == 2


@pytest.mark.parametrize(
    ("kinds", "en", "ko"),
    [
        (("published", "microdata"), "published shares and shares computed", "실제 응답자료로"),
        (("published", "reconstructed"), "joined to nothing", "따로 두고 잇지 않는다"),
        (("microdata", "microdata"), "Lines join shares computed from respondents", "실제"),
    ],
)
def test_what_lines_join_is_said_of_the_numbers_there_are(kinds, en, ko) -> None:
    rows = trend(computed("2024", 0.6, kinds[0]), computed("2025", 0.7, kinds[1]))
    told = tell_trend(content(trend=rows), "en")[0]
    assert en in told and ko in tell_trend(content(trend=rows), "ko")[0]
    assert ("respondents of a survey" in told) == ("microdata" in kinds)
    assert ("published" in told) == ("published" in kinds)
    assert ("Reconstructed" in told) == ("reconstructed" in kinds)


def test_no_two_texts_share_a_key() -> None:
    parts = (HEADINGS, FINDINGS, CAUTIONS, SITE_WORDS)
    assert len(PHRASES) == sum(len(part) for part in parts)


def test_the_page_says_why_one_wave_has_no_change_and_nothing_once_there_are_two() -> None:
    (told,) = tell_changes(build_content(), "en")
    assert told.startswith("This is the first wave with respondents")
    assert tell_changes(build_content(waves=(wave(), wave())), "en") == []


def test_a_question_is_asked_and_answered_model_by_model() -> None:
    asked = Models.model_validate(models().model_dump() | {"questions": {"trust": ASKED}})
    sentences = {"sentence_en": ["One.", "Two."], "sentence_ko": ["하나.", "둘."]}
    told = {"trust": pd.DataFrame(sentences)}
    shown = build_content(models=asked, questions=told)
    assert tell_questions(shown, "en") == ["Does trust matter more?", "One.", "Two."]
    sections = {section.id: section for section in build_face(shown, "ko").sections}
    assert sections["question"].paragraphs[1:] == ("하나.", "둘.")
    assert not sections["question"].figures


def test_the_headline_is_the_figures_own_titles() -> None:
    kinds = ("comparison", "changes")
    shown = build_content(figures=figures(kinds={kind: kind for kind in kinds}))
    assert tell_headline(shown, "en") == [draw_plain(kind, "en").title + "." for kind in kinds]
