"""Pages of other projects: real respondents, hostile labels, a wave without models."""

from __future__ import annotations

from dataclasses import replace

from kj_assets.publish.briefing.page import fill_template
from kj_assets_tests.figure.declared import codebook, cooperation_item, wave, words
from kj_assets_tests.figure.made_up import computed, point, results, trend
from kj_assets_tests.publish.made_up import content, face, figures, printed, published, read_html

HOSTILE = "<script>alert(1)</script> \"quoted\" & 'so'"


def test_microdata_have_no_banner_and_no_talk_of_calibration() -> None:
    real = wave(provenance="microdata")
    made = results(wave=real, trend=trend(point("2024", 0.6), computed("2025", 0.7, "microdata")))
    rows = published(printed("cooperation", "positive", "equal", "70.0", 70.0, basis="reproduced"))
    page = read_html(fill_template(content(made, published_vs_computed=rows)))
    assert not page.all("aside")
    for word in ("econstructed", "calibrated", "RECONSTRUCTED", "재구성", "맞춰 자료를"):
        assert word not in face(page, "en").text + face(page, "ko").text
    assert "reproduced" in page.text


def test_labels_are_text_never_markup() -> None:
    item = cooperation_item(label=words(HOSTILE, HOSTILE))
    item["levels"]["very"] = words(HOSTILE, HOSTILE)
    item["nets"]["positive"]["label"] = words(HOSTILE, HOSTILE)
    made = results(
        codebook=codebook(cooperation=item), wave=wave(assumed=[words(HOSTILE, HOSTILE)])
    )
    source = "javascript:alert(1)"
    rows = published(printed("cooperation", "very", "equal", "1.0", 1.0, source=source))
    drawn = figures(made.draw, {"answers": "distribution"})
    page = fill_template(content(made, published_vs_computed=rows, figures=drawn))
    assert "<script>alert" not in page
    tree = read_html(page)
    assert len(tree.all("script")) == 1
    assert HOSTILE in tree.text
    assert not [e for e in tree.all("a") if "javascript" in e.attributes["href"]]


def test_a_wave_without_models_still_has_a_page() -> None:
    bare = content(effects={}, differences={}, published_vs_computed=None)
    page = read_html(fill_template(bare))
    assert [e.attributes["id"] for e in face(page, "en").all("h2")] == [
        *("en-brief", "en-section-changes", "en-section-remarks", "en-section-method"),
        *("en-provenance", "en-briefings"),
    ]


def test_a_figure_named_as_its_section_has_an_address_of_its_own() -> None:
    shown = content(figures=figures(kinds={"effects": "effects"}))
    declared = {**shown.models.figures, "effects": shown.models.figures["gaps"]}
    models = shown.models.model_copy(update={"figures": declared})
    page = read_html(fill_template(replace(shown, models=models)))
    found = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
    assert "en-effects" in found and len(found) == len(set(found))
