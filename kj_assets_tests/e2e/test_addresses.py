"""A briefing keeps its address: what was linked to before a wave came can be linked to after."""

from __future__ import annotations

import re
from pathlib import Path

import dagster as dg
import pytest

from kj_assets_tests.e2e.scene import Scene
from kj_assets_tests.e2e.waves_project import add_wave, redeclare, write_waves_project
from kj_assets_tests.publish.made_up import read_html

LINK = re.compile(r'\bhref="([^"#:]*)(?:#([^"]*))?"')
PLACE = re.compile(r'\bid="([^"]+)"')

# Two or three whole builds a module.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The site with a third wave that did not ask everything, and the pages before it came."""
    project = write_waves_project(tmp_path_factory.mktemp("addresses"))
    scene = Scene(project, dg.DagsterInstance.ephemeral())
    scene.build()
    before = {name: read(project.site / name) for name in pages_of(project.site)}
    add_wave(project, "2032")
    declared = scene.wave("2032") / "wave.yaml"
    redeclare(declared, "crosswalk", threat={"not_asked": True})
    runs = scene.runs()
    assert not {name for name in runs if "2030" in name or "2031" in name}
    return project.site, before


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_every_address_of_the_site_leads_somewhere_after_another_wave(site):
    folder, before = site
    assert {"index.html", "2030/index.html", "2031/index.html"} <= set(before)
    for path, page in before.items():
        lost = set(PLACE.findall(page)) - set(PLACE.findall(read(folder / path)))
        assert lost == set(), path


def test_the_briefing_of_an_earlier_wave_stays_as_it_was(site):
    folder, before = site
    for path in ("2030/index.html", "2031/index.html"):
        assert read(folder / path) == before[path]


def test_the_front_page_is_the_latest_briefing_and_leads_to_all_others(site):
    folder, before = site
    front = read_html(read(folder / "index.html"))
    links = {link.attributes["href"].partition("#")[0] for link in front.all("a")}
    assert {"2030/index.html", "2031/index.html", "2032/index.html"} <= links
    assert "index.html#en" in {a.attributes["href"] for a in front.all("a")}
    assert re.search("2032/responses.csv|2032", front.text)


def test_what_stood_in_front_and_is_no_more_leads_to_the_briefing_that_has_it(site):
    folder, before = site
    front = read_html(read(folder / "index.html"))
    moved = {
        e.attributes["id"]: e.attributes["data-moved"]
        for e in front.all("span")
        if "data-moved" in e.attributes
    }
    assert moved["en-effects"] == "2031/index.html"
    for anchor, path in moved.items():
        assert anchor in PLACE.findall(read(folder / path))


def test_every_link_within_the_site_leads_to_a_place_on_a_page(site):
    folder, _ = site
    places = {name: set(PLACE.findall(read(folder / name))) for name in pages_of(folder)}
    for name in places:
        for path, anchor in LINK.findall(read(folder / name)):
            target = (folder / name).parent.joinpath(path).resolve() if path else folder / name
            assert target.is_file(), (name, path)
            page = target.relative_to(folder.resolve()).as_posix() if path else name
            assert not anchor or anchor in places[page], (name, path, anchor)
