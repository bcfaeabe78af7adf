"""Every text stands inside its canvas, over no other text and no mark, whatever the results."""

from __future__ import annotations

import re
from html import unescape

import altair as alt
import pandas as pd
import pytest

from kj_assets.figure.drawing import Drawing
from kj_assets.figure.fonts import balance, missing_characters, text_width, wrap
from kj_assets.figure.render import render_svg
from kj_assets.figure.theme import SANS, SERIF
from kj_assets.figure.trend_labels import spread
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets_tests.figure.boxes import outside, overlapping, text_boxes
from kj_assets_tests.figure.declared import LONG, TERMS, codebook, cooperation_item, wave, yes_no
from kj_assets_tests.figure.made_up import (
    KINDS,
    Results,
    broken,
    computed,
    crosstabs,
    difference,
    differences,
    draw_plain,
    effect,
    effects,
    group,
    group_tests,
    point,
    results,
    toplines,
    trend,
    weigh,
)
from kj_assets_tests.figure.shapes import texts_on_marks


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


def refuse_a_group() -> Results:
    rows = (group("threat", "yes", 0.8), group("threat", "no", None))
    return results(crosstabs=crosstabs(*rows), group_tests=group_tests(threat=float("nan")))


def answer_everything() -> Results:
    told = toplines()
    return results(toplines=told[told["kind"] != "missing"])


def weigh_as_delivered() -> Results:
    return results(wave=wave(weight={"column": "W"}), margins=None)


def break_everywhere() -> Results:
    return results(changes=pd.DataFrame([broken("trust"), broken("threat")]))


def weigh_nobody() -> Results:
    return results(wave=wave(), weights=weigh(*[1.0] * 9), margins=None)


SCENES = {
    "plain": results,
    "one effect refused": refuse_one,
    "all effects refused": refuse_all,
    "long labels": name_at_length,
    "one wave": know_one_wave,
    "crossing series": run_side_by_side,
    "a group refused": refuse_a_group,
    "nothing missing": answer_everything,
    "weights delivered": weigh_as_delivered,
    "no weights": weigh_nobody,
    "nothing comparable": break_everywhere,
}
OF_EVERY_KIND = ("plain", "long labels")
OF_KIND: dict[str, tuple[str, ...]] = {
    "trend": ("one wave", "crossing series"),
    "subgroups": ("a group refused",),
    "changes": ("nothing comparable",),
    "missing_answers": ("nothing missing",),
    "weighting": ("weights delivered", "no weights"),
} | dict.fromkeys(
    ("effects", "comparison", "sensitivity", "effect_trend", "question"),
    ("one effect refused", "all effects refused"),
)
CASES = [
    pytest.param(kind, scene, language, id=f"{kind}, {scene}, {language}")
    for kind in KINDS
    for scene in (*OF_EVERY_KIND, *OF_KIND.get(kind, ()))
    for language in LANGUAGES
]


@pytest.mark.parametrize(("kind", "scene", "language"), CASES)
def test_texts_stay_inside_apart_and_clear_of_marks(
    kind: str, scene: str, language: Language
) -> None:
    drawing = (
        draw_plain(kind, language) if scene == "plain" else SCENES[scene]().draw(kind, language)
    )
    for specification in (drawing.specification, drawing.narrow):
        assert not outside(specification)
        assert not overlapping(specification)
        assert not texts_on_marks(specification)
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


def test_a_number_stands_above_a_summit_and_below_a_trough_whichever_line_it_is_on() -> None:
    upper = {"2019": 0.61, "2020": 0.50, "2021": 0.72, "2022": 0.55, "2023": 0.53}
    lower = {"2019": 0.25, "2020": 0.32, "2021": 0.12, "2022": 0.29, "2023": 0.31}
    rows = [point(wave, share) for wave, share in upper.items()]
    rows += [point(wave, share, level="negative") for wave, share in lower.items()]
    specification = results(trend=trend(*rows)).draw("trend", "en").specification
    numbers = {box.text: box for box in text_boxes(specification)}
    dots = {round(100 * row["share"]): row["share"] for row in specification["datasets"]["path"]}
    axis = [numbers[f"{share}%"] for share in (20, 40)]
    middles = [(box.top + box.bottom) / 2 for box in axis]
    at = {
        n: middles[0] - (share - 0.2) / 0.2 * (middles[0] - middles[1]) for n, share in dots.items()
    }
    for summit in ("32", "72"):
        assert 0 < at[int(summit)] - numbers[summit].bottom < 12
    for trough in ("50", "12"):
        assert 0 < numbers[trough].top - at[int(trough)] < 12


def test_labels_are_moved_apart_and_kept_above_the_floor() -> None:
    assert spread([10, 12, 90], [20, 20, 20], low=0, high=100) == [10, 30, 80]
    assert spread([95, 96], [20, 20], low=0, high=100) == [60, 80]
    assert spread([], [], low=0, high=100) == []


@pytest.mark.parametrize("width", [140, 200, 340, 700])
def test_an_even_title_has_the_lines_of_any_other_and_no_word_alone_at_its_end(width: int) -> None:
    text = (
        "Security cooperation: “Positive” differs by age; no detectable difference by sex or region"
    )
    filled, even = (cut(text, width, 20, SERIF) for cut in (wrap, balance))
    assert len(even) == len(filled) and " ".join(even) == text
    widths = [text_width(line, 20, SERIF) for line in even]
    assert max(widths) <= width
    assert len(even) == 1 or min(widths) > 0.4 * max(widths)


def test_a_word_too_long_for_a_line_is_broken_in_an_even_title_as_in_any_other() -> None:
    assert balance("가" * 30, 100, 20, SERIF) == wrap("가" * 30, 100, 20, SERIF)
