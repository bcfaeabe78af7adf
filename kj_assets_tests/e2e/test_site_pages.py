"""The site's pages in a real browser: every page, both languages, desk and phone, keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from kj_assets_tests.e2e.chromium import listen

pytestmark = pytest.mark.slow

PAPER = (680, 1009)  # A4 without its margins, at 96 pixels an inch.
QUESTION = "explore/item-bilateral_security_cooperation.html"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def site(project: Path) -> Path:
    return project / "data/build/site"


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    listen(opened, complaints)
    yield opened
    opened.close()


def address(site: Path, path: str, language: str = "en") -> str:
    return f"{(site / path).as_uri()}#{language}"


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_every_page_loads_at_both_widths_without_complaint_or_sideways_scroll(
    page, site, complaints
):
    paths = pages_of(site)
    assert len(paths) > 20
    wide = []
    for path in paths:
        for language in ("en", "ko"):
            page.goto(address(site, path, language))
            assert page.locator(f"#{language} h1").is_visible(), path
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    wide.append((path, language, width))
    assert complaints == []
    assert wide == []


def test_a_table_that_is_cut_off_says_so_and_one_that_fits_does_not(page, site):
    path = "explore/model-bilateral_security.html"
    for width, is_cut in ((1280, False), (390, True)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address(site, path))
        page.wait_for_function(
            "cut => document.querySelector('#en .more').checkVisibility() === cut", arg=is_cut
        )


@pytest.mark.parametrize("path", ["index.html", "explore/model-bilateral_security.html"])
def test_no_table_is_cut_off_on_paper(page, site, path):
    page.set_viewport_size({"width": 718, "height": 1047})  # A4 without its margins.
    page.emulate_media(media="print")
    page.goto(address(site, path))
    page.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    edges = page.evaluate(
        "[...document.querySelectorAll('#en table')].map(t => t.getBoundingClientRect().right)"
    )
    assert edges and max(edges) <= 718
    assert page.locator("#en .use").count() == page.locator("#en .use:not(:visible)").count()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_briefing_prints_on_a4_with_no_figure_cut_and_no_control(page, site, language):
    page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
    page.emulate_media(media="print")
    page.goto(address(site, "index.html", language))
    page.evaluate("document.fonts.ready")
    # What must stay together: a heading, the number of its figure, the figure.
    heights = page.evaluate(
        """language => [...document.querySelectorAll(`#${language} figure`)].map(figure => {
            const before = figure.previousElementSibling;
            const top = before && before.tagName === "H2" ? before : figure;
            const drawn = figure.querySelector("[role=img]");
            return drawn.getBoundingClientRect().bottom - top.getBoundingClientRect().top;
        })""",
        language,
    )
    assert len(heights) > 10 and max(heights) < PAPER[1]
    controls = page.locator(f"#{language}").locator(".top, nav, .back, .made, summary")
    assert controls.count() > 20 and not any(one.is_visible() for one in controls.all())
    pdf = page.pdf(prefer_css_page_size=True)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", pdf)) == {(b"594", b"841")}
    assert len(heights) <= len(re.findall(rb"/Type /Page\b", pdf)) <= 2 * len(heights)
    # Any letter that these two lack would have brought a third.
    fonts = set(re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", pdf))
    assert fonts == {b"NotoSansKR-Regular", b"NotoSerifKR-Regular"}


def test_every_link_of_the_site_leads_to_a_page_and_a_place_on_it(page, site):
    targets, places = set(), {}
    for path in pages_of(site):
        page.goto(address(site, path))
        places[path] = set(page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"))
        targets |= set(page.evaluate("[...document.links].map(link => link.href)"))
    inner = {url for url in targets if url.startswith(site.as_uri())}
    assert len(inner) > 100
    for url in inner:
        path, _, place = url.removeprefix(site.as_uri() + "/").partition("#")
        assert (site / path).is_file(), url
        if path.endswith(".html"):
            assert not place or place in places[path], url


@pytest.mark.parametrize("language", ["en", "ko"])
def test_axe_finds_nothing_on_any_page(page, site, language):
    found = []
    for path in pages_of(site):
        page.goto(address(site, path, language))
        found += [(path, *violation) for violation in find_violations(page)]
    assert found == []


def find_violations(page: Page) -> list[tuple[str, str, list]]:
    """Rule, impact and first places of whatever axe holds against the open page."""
    answer = Axe().run(page, options={**WCAG, "resultTypes": ["violations"]})
    return [
        (found["id"], found["impact"], [node["target"] for node in found["nodes"][:3]])
        for found in answer.response["violations"]
    ]


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        ("body.insertAdjacentHTML('beforeend', '<img src=\"data:,\">')", "image-alt"),
        ("querySelector('#en h1').style.color = '#ddd'", "color-contrast"),
        ("documentElement.removeAttribute('lang')", "html-has-lang"),
        ("body.insertAdjacentHTML('beforeend', '<button></button>')", "button-name"),
    ],
)
def test_axe_does_find_what_is_wrong_with_a_page(page, site, damage, rule):
    page.goto(address(site, "index.html"))
    page.evaluate(f"void (document.{damage})")
    assert [found for found, *_ in find_violations(page)] == [rule]


def test_points_tell_their_numbers_by_keyboard_and_by_mouse(page, site):
    page.goto(address(site, QUESTION))
    tip = page.locator("#en .tip")
    assert not tip.is_visible()
    first = page.locator("#en .point[tabindex='0']")
    first.focus()
    told = tip.text_content()
    assert tip.is_visible()
    assert told == first.get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    assert tip.text_content() != told
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    point = page.locator("#en .point").last
    point.hover()
    assert tip.text_content() == point.get_attribute("aria-label")
    assert "%" in tip.text_content()


def test_a_line_is_hidden_and_shown_by_its_button(page, site):
    page.goto(address(site, QUESTION))
    button = page.locator("#en .keys button").first
    points = page.locator(f"#en .point[data-of='{button.get_attribute('data-line')}']")
    assert points.first.is_visible()
    button.focus()
    page.keyboard.press("Space")
    assert button.get_attribute("aria-pressed") == "false"
    assert not points.first.is_visible()
    button.click()
    assert points.first.is_visible()


def test_the_table_says_what_the_chart_says(page, site):
    page.goto(address(site, QUESTION))
    points = page.locator("#en .point").count()
    assert page.locator("#en tbody tr").count() == points


def test_the_language_stays_from_page_to_page_and_in_the_address(page, site):
    page.goto(address(site, "index.html"))
    page.locator("#en [data-switch=ko]").click()
    page.locator("#ko nav.site a").nth(2).click()
    assert page.url.endswith("method.html#ko")
    assert page.locator("#ko h1").is_visible()
    assert not page.locator("#en h1").is_visible()
    page.go_back()
    assert page.locator("#ko h1").is_visible()


def test_points_of_a_chart_keep_their_colours_where_the_system_forces_its_own(page, site):
    page.goto(address(site, QUESTION))
    colour = """[...document.querySelectorAll('#en .point')].map(point =>
        getComputedStyle(point, '::after').borderTopColor)"""
    before = page.evaluate(colour)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert page.evaluate(colour) == before
    assert len(set(before)) > 1
