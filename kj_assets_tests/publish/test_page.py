"""The page as a whole: self-contained, well formed, safe, the same in both languages."""

from __future__ import annotations

import re

import pytest

from kj_assets.figure.drawing import NOTICE
from kj_assets.figure.fonts import font_face_css, missing_characters
from kj_assets.figure.theme import SANS, SERIF
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.publish.briefing.page import fill_template
from kj_assets.publish.site.nav import PLACES
from kj_assets.publish.site.shell import FONTS_GO_HERE, WORD_JOINER
from kj_assets_tests.publish.made_up import (
    Element,
    face,
    plain_content,
    plain_page,
    read_html,
)


@pytest.fixture(scope="module")
def page() -> Element:
    return read_html(plain_page())


def ids(page: Element) -> list[str]:
    return [e.attributes["id"] for e in page.all() if "id" in e.attributes]


def test_elements_are_nested_and_named_once(page: Element) -> None:
    found = ids(page)
    assert len(found) == len(set(found))
    assert [e.tag for e in page.children] == ["html"]
    assert [e.tag for e in page.children[0].children] == ["head", "body"]


def test_links_within_the_page_lead_somewhere(page: Element) -> None:
    inner = [e.attributes["href"] for e in page.all("a") if e.attributes["href"].startswith("#")]
    assert len(inner) > 10
    assert {link[1:] for link in inner} <= set(ids(page))
    labels = [
        e.attributes["aria-labelledby"] for e in page.all() if "aria-labelledby" in e.attributes
    ]
    assert set(labels) <= set(ids(page))


@pytest.mark.parametrize(("figure", "term"), [("gaps", "threat-yes"), ("pair", "trust-yes")])
def test_a_sentence_leads_to_the_row_its_numbers_stand_in(
    page: Element, figure: str, term: str
) -> None:
    address = f"#en-{figure}-{term}"
    sentence, link = next(
        (item, e)
        for item in page.all("li")
        for e in item.all("a")
        if e.attributes["href"].startswith(address)
    )
    row = next(
        e for e in page.all("tr") if "#" + e.attributes.get("id", "") == link.attributes["href"]
    )
    numbers = [e.text for e in row.all("td") if re.match(r"[+\N{MINUS SIGN}]\d", e.text)]
    assert numbers
    assert numbers[0].split()[0] in sentence.text


def test_a_figure_names_the_assets_that_made_it(page: Element) -> None:
    for language in LANGUAGES:
        for figure in face(page, language).all("figure"):
            (link,) = [e for e in figure.all("a") if "provenance" in e.attributes["href"]]
            named = link.text.replace(" ", "")  # There a line may end.
            assert link.attributes["href"] == f"provenance.html#{language}-{named}"


def test_nothing_is_fetched_and_only_sources_are_linked(page: Element) -> None:
    assert not page.all("link") and not page.all("img") and not page.all("iframe")
    assert not [e for e in page.all() if "src" in e.attributes]
    places = {place.path for place in PLACES} | {f"{plain_content().wave.id}/index.html"}
    beyond = [e for e in page.all("a") if not e.attributes["href"].startswith("#")]
    inward = [e for e in beyond if ":" not in e.attributes["href"]]
    assert {e.attributes["href"].partition("#")[0] for e in inward} == places
    outward = [e for e in beyond if e not in inward]
    assert outward and all("noreferrer" in e.attributes["rel"] for e in outward)
    assert {e.attributes["href"].split("/")[2] for e in outward} == {"www.example.org"}
    css = " ".join(style.text for style in page.all("style"))
    assert FONTS_GO_HERE not in css and css.count("@font-face") == 2
    assert set(re.findall(r"url\(([a-z]+:)", css)) == {"data:"}
    assert "@import" not in css


def test_the_policy_forbids_what_the_page_does_not_need(page: Element) -> None:
    policies = {
        e.attributes.get("http-equiv"): e.attributes.get("content") for e in page.all("meta")
    }
    assert policies["Content-Security-Policy"].startswith("default-src 'none';")
    assert "http" not in policies["Content-Security-Policy"]


def outline(page: Element, language: str) -> list[tuple[str, str]]:
    """Elements that make the structure, with their ids less the language."""
    kept = ("section", "figure", "details", "table", "tr", "li", "h1", "h2", "h3", "svg")
    return [
        (e.tag, e.attributes.get("id", "").removeprefix(f"{language}-"))
        for e in face(page, language).all()
        if e.tag in kept
    ]


def test_both_languages_have_the_same_sections_figures_and_tables(page: Element) -> None:
    assert outline(page, "en") == outline(page, "ko")
    figures_shown = [name for tag, name in outline(page, "en") if tag == "figure"]
    assert figures_shown == ["answers", "gaps", "pair", "years"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_face_is_written_in_its_language(page: Element, language: Language) -> None:
    hangul = re.findall("[가-힣]", " ".join(e.text for e in face(page, language).all("p")))
    assert bool(hangul) == (language == "ko")
    assert face(page, language).attributes["lang"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_its_picture_in_two_widths_its_words_and_its_table(
    page: Element, language: Language
) -> None:
    for figure in face(page, language).all("figure"):
        picture = next(e for e in figure.all("div") if e.attributes.get("role") == "img")
        assert len(picture.all("svg")) == 2
        assert NOTICE[language] in picture.attributes["aria-label"]
        assert len(figure.all("tr")) > 1


def test_every_table_names_its_columns_and_rows(page: Element) -> None:
    for table in page.all("table"):
        heads = [e for e in table.all("th") if e.attributes.get("scope") == "col"]
        for row in table.all("tr")[1:]:
            assert len(row.children) == len(heads)
            assert row.children[0].attributes["scope"] == "row"
            assert row.children[0].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_banner_names_reconstructed_respondents(page: Element, language: Language) -> None:
    banners = [e.text for e in face(page, language).all("aside")]
    assert len(banners) == 1
    assert NOTICE[language] in banners[0]


def test_the_page_says_which_file_its_numbers_come_from(page: Element) -> None:
    for language in LANGUAGES:
        assert f"responses.csv, SHA-256 {'0' * 64}." in face(page, language).text


def test_the_same_content_gives_the_same_bytes() -> None:
    assert fill_template(plain_content()) == fill_template(plain_content())
    assert font_face_css("한일 협력") == font_face_css("력협 일한")


def test_every_letter_of_the_page_is_in_the_fonts_it_carries(page: Element) -> None:
    # A word joiner is drawn by no font: it only keeps a range or a word on one line.
    serif = " ".join(e.text for tag in ("h1", "h2", "h3", "li") for e in page.all(tag))
    for shown, font in ((page.all("body")[0].text, SANS), (serif, SERIF)):
        assert not missing_characters(shown.replace(WORD_JOINER, ""), font)
