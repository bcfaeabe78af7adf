"""The briefing and the Dagster UI in a real browser (Chromium), as people see them."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.site import ADDRESS, PORT
from kj_assets_tests.e2e.chromium import listen
from kj_assets_tests.e2e.dagster_ui import serve_dagster

pytestmark = pytest.mark.slow

WIDTHS = (1280, 390)


@pytest.fixture(params=WIDTHS)
def page(request, browser, project, complaints) -> Iterator[Page]:
    """The briefing, opened from disk at a desk's and at a phone's width."""
    opened = browser.new_page(viewport={"width": request.param, "height": 900})
    listen(opened, complaints)
    opened.goto((project / "data/build/site/index.html").as_uri())
    yield opened
    opened.close()


def test_the_page_loads_without_complaint_or_outside_help(page, complaints):
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[...document.fonts].every(font => font.status == 'loaded')")
    assert complaints == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_one_language_shows_at_a_time_and_nothing_overflows(page, language, project):
    other = {"en": "ko", "ko": "en"}[language]
    if language == "ko":
        page.locator("#en [data-switch=ko]").click()
    assert page.locator(f"#{language} h1").is_visible()
    assert not page.locator(f"#{other} h1").is_visible()
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    figures = page.locator(f"#{language} figure svg:visible")
    with open_published(project / "data/build") as store:
        plotted = "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'figure%__data'"
        made = store.sql(plotted).fetchall()[0][0]
    assert figures.count() == page.locator(f"#{language} figure").count() == made > 0


def test_the_switch_works_from_the_keyboard(page):
    page.locator("#en [data-switch=ko]").focus()
    page.keyboard.press("Enter")
    assert page.locator("#ko h1").is_visible()


def test_every_text_of_a_figure_stays_inside_its_margins(page):
    outside = page.evaluate(
        """[...document.querySelectorAll('figure svg')]
        .filter(svg => svg.getBoundingClientRect().width)
        .flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')]
                .filter(text => {
                    const box = text.getBoundingClientRect();
                    const edge = frame.right - 16 * frame.width / svg.viewBox.baseVal.width;
                    return box.left < frame.left - 1 || box.right > edge + 2
                        || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
                })
                .map(text => text.textContent);
        })"""
    )
    assert outside == []


@pytest.fixture(scope="module")
def dagster(project: Path) -> Iterator[str]:
    """The address of the Dagster UI, beside somebody who has taken the port of its pictures."""
    with socket.socket() as somebody:
        with suppress(OSError):  # Somebody has it already.
            somebody.bind((ADDRESS, PORT))
            somebody.listen()
        with serve_dagster(project) as address:
            yield address


def _ask(address: str, query: str) -> dict:
    asked = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": query}).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)["data"]


def test_all_groups_are_materialised_and_fresh_in_the_ui(dagster):
    query = (
        "{assetNodes{groupName isMaterializable staleStatus assetMaterializations(limit:1){runId}}}"
    )
    nodes = [n for n in _ask(dagster, query)["assetNodes"] if n["isMaterializable"]]
    assert {node["groupName"] for node in nodes} == {"wave_2025", "trend", "publication"}
    assert all(node["assetMaterializations"] for node in nodes)
    assert {node["staleStatus"] for node in nodes} == {"FRESH"}


def test_a_figure_shows_on_its_page_in_the_ui(browser, dagster):
    page = browser.new_page(viewport={"width": 1500, "height": 2600})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{dagster}/assets/wave_2025/figure_security_effects?view=overview")
    picture = page.locator("img[src*=security_effects]").first
    picture.wait_for(timeout=60_000)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    served = picture.get_attribute("src")
    assert f":{PORT}/" not in served
    with urllib.request.urlopen(urljoin(served, "/site/index.html")) as answer:
        assert answer.status == 200
    outside = [url for url in asked if not url.startswith(("http://127.0.0.1", "data:", "blob:"))]
    assert outside == []
    page.close()
