"""The tables the figures are drawn from: the right rows, in order, with their words."""

from __future__ import annotations

import pytest

from kj_assets.errors import BuildError
from kj_assets.figure.comparison import tabulate_comparison
from kj_assets.figure.distribution import tabulate_distribution
from kj_assets.figure.drawing import NOTICE
from kj_assets.figure.effects import tabulate_effects
from kj_assets.figure.poles import whole
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets_tests.figure.declared import codebook, cooperation_item, models, wave
from kj_assets_tests.figure.made_up import (
    KINDS,
    computed,
    differences,
    draw_plain,
    effect,
    effects,
    point,
    results,
    toplines,
    trend,
)


def test_a_distribution_stands_in_the_codebooks_order_nets_first_missing_last() -> None:
    table = tabulate_distribution(toplines(), "cooperation", codebook(), "ko")
    assert list(table["level"]) == [
        *("positive", "negative", "very", "rather", "neutral", "against", "dont_know"),
    ]
    assert list(table["label"])[:3] == ["긍정", "부정", "매우 긍정적"]


def test_nets_and_the_levels_in_none_of_them_divide_the_whole_once() -> None:
    parts = whole(
        tabulate_distribution(toplines(), "cooperation", codebook(), "en"),
        codebook().items["cooperation"],
    )
    assert list(parts["level"]) == ["positive", "negative", "neutral"]
    assert parts["share"].sum() == pytest.approx(1)


def test_a_distribution_says_what_was_left_out() -> None:
    notes = " ".join(draw_plain("distribution", "en").footer)
    assert "1,000 valid answers; not counted: Don’t know 5.0%." in notes


def test_effects_show_the_key_terms_as_declared_and_no_control() -> None:
    table = tabulate_effects(effects(), "one", models(), codebook(), "en")
    assert list(table["term"]) == ["threat", "trust", "liking"]
    assert list(table["label"]) == ["Sees a threat", "Trusts them", "Likes them"]
    assert set(table["contrast"]) == {"Yes vs No"}
    assert list(table["detectable"]) == [True, False, True]


def test_a_refused_effect_keeps_its_row_and_says_why() -> None:
    refused = effects(effect("threat", None), effect("trust", 0.1))
    drawing = results(one=refused).draw("effects", "en")
    assert list(drawing.table["term"]) == ["threat", "trust"]
    assert list(drawing.table["detectable"]) == [False, True]
    assert "Sees a threat: Not estimated (S001): the answers separate completely" in drawing.alt
    assert [r["term"] for r in drawing.specification["datasets"]["drawn"]] == ["trust"]


def test_a_comparison_has_both_gaps_and_their_difference_for_each_term() -> None:
    pair = (effects(), effects(model_key="two"))
    table = tabulate_comparison(pair, differences(), "both", models(), codebook(), "ko")
    assert list(zip(table["term"], table["series"], strict=True)) == [
        (term, series)
        for term in ("threat", "trust", "liking")
        for series in ("a", "b", "difference")
    ]
    assert list(table["series_label"])[:3] == ["협력 지지", "동맹 지지", "차이"]
    assert list(table.query("series == 'difference'")["detectable"]) == [False, True, True]


def test_the_drawn_rows_are_the_rows_of_the_table() -> None:
    drawing = draw_plain("effects", "en")
    drawn = drawing.specification["datasets"]["drawn"]
    assert [row["estimate"] for row in drawn] == [round(v, 9) for v in drawing.table["estimate"]]


def test_a_line_joins_published_and_microdata_points_and_no_reconstructed_one() -> None:
    table = draw_plain("trend", "en").table
    made = table[table["provenance"] == "reconstructed"]
    assert not made["joined"].any()
    assert table[table["provenance"] == "published"]["joined"].all()


def test_microdata_take_the_place_of_the_published_share_of_their_wave() -> None:
    rows = trend(point("2025", 0.7, mode="web"), computed("2025", 0.71, "microdata"))
    table = results(trend=rows).draw("trend", "en").table
    assert list(table[table["joined"]]["provenance"]) == ["microdata"]


def test_the_line_breaks_where_the_mode_changes_and_says_so() -> None:
    drawing = draw_plain("trend", "en")
    published = drawing.table[drawing.table["provenance"] == "published"]
    assert list(published["line"]) == [0, 0, 1, 1]
    paths = {row["path"] for row in drawing.specification["datasets"]["path"]}
    assert paths == {"positive0", "positive1"}
    texts = str(drawing.specification["datasets"])
    assert "2024: face-to-face → web panel" in texts


def test_a_line_that_ends_before_the_last_wave_says_whose_its_share_is() -> None:
    rows = [point("2024", 0.665), point("2025", 0.70), computed("2026", 0.75)]
    ends = ["70.0% (2025)", "70.0%"]
    for table, said in zip((rows, rows[:2]), ends, strict=True):
        drawing = results(trend=trend(*table)).draw("trend", "en")
        texts = [row["text"] for row in drawing.specification["datasets"]["text_NotoSansKR_left"]]
        assert [text for text in texts if text.startswith("70.0%")] == [said]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_reconstructed_respondents_are_named_in_every_footer_and_on_the_picture(
    kind: str, language: Language
) -> None:
    drawing = draw_plain(kind, language)
    assert drawing.footer[-1] == NOTICE[language]
    for specification in (drawing.specification, drawing.narrow):
        assert NOTICE[language] in str(specification["datasets"])
        assert "notice" in specification["datasets"]


@pytest.mark.parametrize("kind", KINDS)
def test_microdata_carry_no_such_notice(kind: str) -> None:
    real = wave(provenance="microdata")
    rows = trend(point("2024", 0.6), computed("2025", 0.7, "microdata"))
    drawing = results(wave=real, trend=rows).draw(kind, "en")
    assert NOTICE["en"] not in drawing.footer
    assert "RECONSTRUCTED" not in str(drawing.specification)


def test_one_reconstructed_point_is_enough_for_a_trend_to_say_so() -> None:
    drawing = results(wave=wave(provenance="microdata")).draw("trend", "en")
    assert drawing.footer[-1] == NOTICE["en"]


def test_a_drawing_without_its_notice_cannot_be_made() -> None:
    drawing = draw_plain("effects", "en")
    with pytest.raises(BuildError, match="B010.*lacks"):
        type(drawing)(**(vars(drawing) | {"footer": drawing.footer[:-1]}))


def test_an_assumed_wording_is_called_assumed() -> None:
    assert "(wording\u00a0assumed)" in draw_plain("effects", "en").subtitle
    told = codebook(cooperation=cooperation_item(wording="published"))
    assert "assumed" not in results(codebook=told).draw("effects", "en").subtitle


def test_the_footer_names_the_people_asked_and_the_cases_used() -> None:
    footer = " ".join(draw_plain("effects", "en").footer)
    assert "900 complete cases" in footer
    assert "Adults of the country; 18–20 August 2025, web panel, 1,000 respondents." in footer
