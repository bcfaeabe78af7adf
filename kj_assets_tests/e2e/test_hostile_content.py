"""Script, markup, templates and formulas in labels, titles and answers stay the text they are."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from kj_assets.project import Project
from kj_assets_tests.builders import text
from kj_assets_tests.e2e.chromium import listen
from kj_assets_tests.e2e.small_project import deliver, interview_people
from kj_assets_tests.e2e.waves_project import redeclare, write_waves_project
from kj_assets_tests.torture import builds

pytestmark = pytest.mark.slow

SCRIPT = (
    "</script></style></svg></title>--><script>window.hacked=1</script>"
    "<img src=x onerror=window.hacked=1><svg onload=window.hacked=1> "
    "\"'` onmouseover=window.hacked=1 {{7*7}} ${7*7} \u202e\u200b"
)
FORMULA = '=HYPERLINK("http://evil.example","x")'


def hostile(name: str) -> dict[str, str]:
    return text(f"{name} {SCRIPT}")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in whose every text there is an attack, built and drawn by the command."""
    project = write_waves_project(tmp_path_factory.mktemp("hostile") / "project")
    codebook = yaml.safe_load(project.codebook.read_text())
    support: dict[str, Any] = codebook["items"]["support"]
    support |= {"label": hostile("support"), "question": text(FORMULA)}
    support["levels"] = {"yes": hostile("yes"), "no": text(FORMULA)}
    project.codebook.write_text(yaml.safe_dump(codebook | {"title": hostile("title")}))
    redeclare(project.models, "models", "support", label=hostile("model"))
    wave = project.waves / "2031" / "wave.yaml"
    redeclare(wave, title=hostile("wave"))
    redeclare(wave, "fieldwork", agency=SCRIPT, population=hostile("population"))
    rows = interview_people().rename(columns={"Q1": SCRIPT, "AGE": '"; DROP TABLE x; --'})
    deliver(project, rows)
    redeclare(wave, "crosswalk", "support", column=SCRIPT)
    redeclare(wave, "crosswalk", "age", column='"; DROP TABLE x; --')
    assert builds.run(project, draws=True) == 0, builds.read_said(project)
    return project


def test_no_page_runs_or_shows_as_markup_what_a_text_holds(
    browser: Browser, attacked: Project
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    listen(page, complaints)
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    shown = set()
    for path in sorted(attacked.site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("window.hacked") is None, path
        assert page.locator("img[src=x], [onerror], [onload], [onmouseover]").count() == 0, path
        if "window.hacked=1 {{7*7}} ${7*7}" in page.locator("body").inner_text():
            shown.add(path.name)
    assert complaints == []
    assert {"index.html", "dictionary.html", "item-support.html"} <= shown


def test_no_picture_holds_markup_that_a_text_brought(browser: Browser, attacked: Project) -> None:
    page = browser.new_page()
    pictures = list(attacked.figures.rglob("*.svg"))
    assert pictures
    for path in pictures:
        page.goto(path.as_uri())
        assert page.evaluate("window.hacked") is None, path
        assert page.evaluate("document.querySelectorAll('script, img').length") == 0, path


def test_no_cell_of_a_download_is_a_formula(attacked: Project) -> None:
    cells = [
        cell
        for path in attacked.site.rglob("*.csv")
        for row in csv.reader(path.open(encoding="utf-8-sig", newline=""))
        for cell in row
    ]
    assert f"'{FORMULA}" in cells
    assert [cell for cell in cells if starts_a_formula(cell)] == []


def starts_a_formula(cell: str) -> bool:
    if not cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False


def test_hostile_columns_are_stored_as_they_are_called(attacked: Project, tmp_path: Path) -> None:
    from kj_assets.dagster_kit.published import open_published

    with open_published(attacked.build) as store:
        names = store.sql("FROM wave_2031.responses").columns
    assert {SCRIPT, '"; DROP TABLE x; --'} <= set(names)
