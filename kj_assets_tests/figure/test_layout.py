"""Every text stands inside its canvas and over no other text, whatever the results are."""

from __future__ import annotations

import re
from html import unescape

import altair as alt
import pytest

from kj_assets.figure.drawing import Drawing
from kj_assets.figure.fonts import missing_characters
from kj_assets.figure.render import render_svg
from kj_assets.figure.theme import SANS, SERIF
from kj_assets.figure.trend_labels import spread
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets_tests.figure.boxes import outside, overlapping, text_boxes
from kj_assets_tests.figure.declared import LONG, TERMS, codebook, cooperation_item, yes_no
from kj_assets_tests.figure.made_up import (
    KINDS,
    Results,
    computed,
    difference,
    differences,
    draw_plain,
    effect,
    effects,
    point,
    results,
    trend,
)


def refuse_one() -> Results:
    gone = (effect("threat", None), effect("trust", 0.1), effect("liking", -0.2))
    tested = differences(difference("threat", None), difference("trust", -0.1))
    return results(one=effects(*gone), two=effects(*gone, model_key="two"), differences=tested)


def refuse_all() -> Results:
    gone = [effect(term, None) for term in TERMS]
    tested = differences(*(difference(term, None) for term in TERMS))
    return results(one=effects(*gone), two=effects(*gone, model_key="two"), differences=tested)


def name_at_length() -> Results:
    item = cooperation_item(label=LONG)
    item["levels"] |= {"rather": LONG}
    item["nets"]["positive"] |= {"label": LONG}
    item["nets"]["negative"] |= {"label": LONG}
    threat = yes_no(**LONG)
    threat["levels"] |= {"yes": LONG}
    return results(codebook=codebook(cooperation=item, alliance=item, threat=threat))


def know_one_wave() -> Results:
    return results(trend=trend(computed("2025", 0.7), computed("2025", 0.1, level="negative")))


def run_side_by_side() -> Results:
    """Two series that cross and meet, over many waves, with a point near either end."""
    rows = []
    for number, year in enumerate(range(2013, 2027)):
        up = 0.02 + number * 0.07
        rows += [point(str(year), up), point(str(year), 0.93 - up, level="negative")]
    return results(trend=trend(*rows))


SCENES = {
    "plain": results,
    "one effect refused": refuse_one,
    "all effects refused": refuse_all,
    "long labels": name_at_length,
    "one wave": know_one_wave,
    "crossing series": run_side_by_side,
}
CASES = [
    pytest.param(kind, scene, language, id=f"{kind}, {scene}, {language}")
    for kind in KINDS
    for scene in SCENES
    for language in LANGUAGES
    if scene in ("plain", "long labels")
    or (kind == "trend") == (scene in ("one wave", "crossing series"))
    if not (kind == "distribution" and "refused" in scene)
]


@pytest.mark.parametrize(("kind", "scene", "language"), CASES)
def test_texts_stay_inside_and_apart(kind: str, scene: str, language: Language) -> None:
    drawing = (
        draw_plain(kind, language) if scene == "plain" else SCENES[scene]().draw(kind, language)
    )
    for specification in (drawing.specification, drawing.narrow):
        assert not outside(specification)
        assert not overlapping(specification)
        assert not _undrawable(drawing)


def _undrawable(drawing: Drawing) -> set[str]:
    """Characters that would show as a box: the font has no shape for them."""
    said = " ".join([drawing.title, drawing.subtitle, *drawing.footer])
    drawn = "".join(b.text for s in (drawing.specification, drawing.narrow) for b in text_boxes(s))
    return missing_characters(drawn + said, SANS) | missing_characters(drawing.title, SERIF)


def test_the_picture_holds_the_specifications_texts_and_nothing_to_load() -> None:
    specification = draw_plain("effects", "ko").specification
    svg = render_svg(specification)
    drawn = set(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    assert {unescape(text) for text in drawn} >= {b.text for b in text_boxes(specification)}
    assert not re.search(r"\b(id|href|src)=|<script|<image", svg)
    assert f'viewBox="0 0 {specification["width"]} {specification["height"]}"' in svg


def test_the_same_results_give_the_same_picture() -> None:
    first, again = draw_plain("effects", "ko"), results().draw("effects", "ko")
    assert first.specification == again.specification
    assert render_svg(first.narrow) == render_svg(again.narrow)


@pytest.mark.parametrize("kind", KINDS)
def test_every_specification_is_valid_vega_lite(kind: str) -> None:
    specification = draw_plain(kind, "en").specification
    alt.Chart.from_dict(specification, validate=True)


def test_labels_are_moved_apart_and_kept_above_the_floor() -> None:
    assert spread([10, 12, 90], [20, 20, 20], low=0, high=100) == [10, 30, 80]
    assert spread([95, 96], [20, 20], low=0, high=100) == [60, 80]
    assert spread([], [], low=0, high=100) == []
