"""A pair of answers and its pair of numbers stand in one order wherever both are told.

The level first, then the base it is held against: in every picture, text of a picture, sentence
and table, in both languages. Numbers and names are chosen so that they occur nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

import pytest

from kj_assets.figure.drawing import Drawing
from kj_assets.figure.wording import LANGUAGES, Language, percent
from kj_assets.publish.briefing.content import BriefingContent
from kj_assets.publish.briefing.page import fill_template
from kj_assets.publish.briefing.phrases import PHRASES
from kj_assets.publish.briefing.prose import tell_comparison, tell_effects
from kj_assets.publish.briefing.remarks import tell_remarks
from kj_assets.publish.site.explore_models import face_of_model
from kj_assets_tests.figure.declared import codebook, models, words
from kj_assets_tests.figure.made_up import Results, effect, effect_changes, effects, results
from kj_assets_tests.publish.made_up import Element, content, face, figures, read_html
from kj_assets_tests.publish.test_site import OF_2025

HIGH, LOW = 0.8053, 0.6412
NAMES: dict[Language, tuple[str, str]] = {"en": ("Aye", "Nay"), "ko": ("찬동", "배척")}
TERMS = ("threat", "trust", "liking")
# What tells both predicted probabilities: pictures, their texts, sentences, tables.
WITH_BOTH = {
    *("effects picture", "effects alt", "comparison picture", "sensitivity alt"),
    *("effect sentence", "remark", "page row", "explore row"),
}
WITH_NAMES = {
    *(f"{kind} picture" for kind in ("effects", "comparison", "sensitivity", "within")),
    *("effect_trend picture", "effect sentence", "difference sentence", "page row", "explore row"),
}


def item(en: str, ko: str) -> dict[str, object]:
    names = zip(*(NAMES[language] for language in LANGUAGES), strict=True)
    levels = {key: words(*name) for key, name in zip(("yes", "no"), names, strict=True)}
    return {"label": words(en, ko), "wording": "published", "type": "nominal", "levels": levels}


@cache
def made(higher: bool, detectable: bool) -> Results:
    """Three terms whose level has the higher predicted support, or the lower."""
    level, base = (HIGH, LOW) if higher else (LOW, HIGH)
    p = 0.001 if detectable else 0.3
    rows = [effect(term, level - base, p, p0=base, p1=level) for term in TERMS]
    named = {term: item(term.title(), f"문항 {term}") for term in TERMS}
    return results(
        codebook=codebook(**named),
        one=effects(*rows)[1:],
        two=effects(*rows, model_key="two")[1:],
        effect_changes=effect_changes(),
    )


def texts_of(kind: str, drawing: Drawing) -> Iterator[tuple[str, str]]:
    for part in (drawing.title, drawing.subtitle, *drawing.footer):
        yield f"{kind} words", part
    for part in drawing.alt.split(";"):
        yield f"{kind} alt", part
    for specification in (drawing.specification, drawing.narrow):
        for name, rows in specification["datasets"].items():
            if name.startswith("text_"):
                yield from ((f"{kind} picture", row["text"]) for row in rows)


@cache
def draw(case: tuple[bool, bool], kind: str, language: Language) -> Drawing:
    return made(*case).draw(kind, language)


@cache
def tell(case: tuple[bool, bool]) -> tuple[BriefingContent, Element]:
    """What the page is made of, and the page."""
    shown = figures(partial(draw, case), {"gaps": "effects", "pair": "comparison"})
    told = content(made(*case), figures=shown)
    return told, read_html(fill_template(told))


def all_texts(case: tuple[bool, bool], language: Language) -> Iterator[tuple[str, str]]:
    """Every text that is told of the results, with the form it has."""
    told, page = tell(case)
    for kind in ("effects", "comparison", "sensitivity", "within", "effect_trend", "question"):
        yield from texts_of(kind, draw(case, kind, language))
    for claim in tell_effects(told, "one", language):
        yield "effect sentence", claim
    for claim in tell_comparison(told, "both", language):
        yield "difference sentence", claim
    for remark in tell_remarks(told, language):
        yield "remark", remark
    for row in face(page, language).all("tr"):
        yield "page row", row.text
    model = models().models["one"]
    own = made(*case)
    over = own.one.assign(**OF_2025)
    shown = face_of_model("one", model, over, own.effect_changes, own.codebook, language)
    assert shown.table
    for cells in shown.table.rows:
        yield "explore row", " ".join(cell.text for cell in cells)


@pytest.mark.parametrize(("higher", "detectable"), [(True, True), (False, True), (True, False)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_numbers_stand_in_one_order_the_level_first(
    language: Language, higher: bool, detectable: bool
) -> None:
    numbers = tuple(percent(share) for share in ((HIGH, LOW) if higher else (LOW, HIGH)))
    seen: dict[tuple[str, str], set[str]] = {numbers: set(), NAMES[language]: set()}
    for form, text in all_texts((higher, detectable), language):
        for (first, second), forms in seen.items():
            if first in text and second in text:
                assert text.index(first) < text.index(second), (form, text)
                forms.add(form)
    assert seen[numbers] >= WITH_BOTH
    assert seen[NAMES[language]] >= WITH_NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_is_headed_by_what_stands_in_it(language: Language) -> None:
    tables = face(tell((True, True))[1], language).all("table")
    headers = {"en": ("At level", "At base"), "ko": ("해당", "기준")}[language]
    rows = [
        dict(zip(heads, (cell.text for cell in row.children), strict=True))
        for table in tables
        if headers[0] in (heads := [cell.text for cell in table.all("tr")[0].children])
        for row in table.all("tr")[1:]
    ]
    pairs = {(row[headers[0]], row[headers[1]]) for row in rows}
    assert pairs == {(percent(HIGH), percent(LOW)), ("–", "–")}


def test_no_template_puts_the_two_probabilities_in_an_order_of_its_own() -> None:
    for key, texts in PHRASES.items():
        assert not [text for text in texts.values() if "{p0" in text or "{p1" in text], key
