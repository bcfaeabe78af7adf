"""Remake the pictures of the site and of the Dagster UI that README and docs show.

    python -m kj_assets_tests.e2e.screenshots docs/images

Needs Chromium, and takes about four minutes: it builds the shipped project in a folder of its own,
then with the practice wave of docs/adding-a-wave.md, and at last with ages that nobody has.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, sync_playwright

from kj_assets.project import Project
from kj_assets_tests.e2e.building import SHIPPED, copy_declared
from kj_assets_tests.e2e.chromium import CHROMIUM, COMMAND, QUIET, environment
from kj_assets_tests.e2e.dagster_ui import serve_dagster
from kj_assets_tests.e2e.practice import decide, draw_practice_file

WAVE = "2025"
DESK, PHONE, SCREEN = (1040, 1380), (390, 860), (1360, 960)
ASSET = "assets/wave_2025"


def main(folder: Path) -> None:
    """Write all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as work, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        project = Path(work) / "project"
        copy_declared(project)
        shutil.copy(SHIPPED.root / "workspace.yaml", project)
        build(project)
        take_site(browser, (project / "data/build/site/index.html").as_uri(), folder)
        with serve_dagster(project) as address:
            take_assets(browser, address, folder)
            take_groups(browser, address, folder / "graph_before.png")
        add_practice_wave(Project.at(project))
        build(project)
        with serve_dagster(project) as address:
            take_groups(browser, address, folder / "graph_after.png")
        shutil.rmtree(project / "data/waves/2026")
        age_respondents(project)
        build(project)
        with serve_dagster(project) as address:
            take_failed_check(browser, address, folder)
        browser.close()


def build(project: Path) -> None:
    """Build a project; one that fails is a picture too."""
    subprocess.run([*COMMAND, "build"], cwd=project, env=environment(), check=False)


def add_practice_wave(project: Project) -> None:
    """Take in the practice wave and decide its draft, as the page says."""
    file = draw_practice_file(project, project.root)
    words = ("wave", "add", file.name, "--wave", "2026", "--like", WAVE)
    subprocess.run([*COMMAND, *words], cwd=project.root, env=environment(), check=True)
    decide(project.waves / "2026" / "wave.yaml")


def age_respondents(project: Path) -> None:
    """Deliver the wave again with some ages of 150, and accept the file."""
    wave = project / "data/waves" / WAVE
    file, declaration = wave / "responses.csv", wave / "wave.yaml"
    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    rows.loc[5:60:5, next(c for c in rows if "나이" in c)] = "150"
    rows.to_csv(file, index=False)
    after = hashlib.sha256(file.read_bytes()).hexdigest()
    text = declaration.read_text(encoding="utf-8")
    declaration.write_text(text.replace(before, after), encoding="utf-8")


def take_site(browser: Browser, address: str, folder: Path) -> None:
    """The briefing in English at a desk's width, a figure of it in Korean at a phone's."""
    for name, place, (width, height) in (
        ("desk", "en", DESK),
        ("phone", "ko-security_effects", PHONE),
    ):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{address}#{place}")
        page.evaluate("document.fonts.ready")
        wait_for(page.locator(f"#{place}"))
        keep(page.screenshot(), folder / f"site_{name}.png")
        page.close()


def take_assets(browser: Browser, address: str, folder: Path) -> None:
    """What a figure is made from, a table's page and a figure's page."""
    upstream = "view=lineage&lineageScope=upstream&lineageDepth=6"
    page = open_page(browser, f"{address}/{ASSET}/figure_security_effects?{upstream}")
    wait_for(page.get_by_text("responses").first)
    keep(page.screenshot(), folder / "dagster_graph.png")
    page.goto(f"{address}/{ASSET}/clean?view=overview")
    page.get_by_placeholder("Filter columns").fill("threat")
    wait_for(page.get_by_text("Made from").first)
    keep(page.screenshot(), folder / "dagster_table.png")
    page.goto(f"{address}/{ASSET}/figure_security_effects?view=overview")
    picture = page.locator("img[src*=security_effects]").first
    wait_for(picture)
    picture.evaluate("image => image.decode()")
    picture.evaluate("image => image.scrollIntoView({block: 'start'})")
    keep(page.screenshot(), folder / "dagster_figure.png")
    page.close()


def take_groups(browser: Browser, address: str, path: Path) -> None:
    """The graph by groups, cut out of its page."""
    page = open_page(browser, f"{address}/asset-groups")
    nodes = page.locator("foreignObject")
    wait_for(nodes.filter(has_text="publication"))
    boxes = [box for node in nodes.all() if (box := node.bounding_box())]
    left, top = (min(box[side] for box in boxes) - 20 for side in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + 20
    bottom = max(box["y"] + box["height"] for box in boxes)
    clip: FloatRect = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    keep(page.screenshot(clip=clip), path)
    page.close()


def take_failed_check(browser: Browser, address: str, folder: Path) -> None:
    """A check of the gate that failed, with the first rows that made it fail."""
    page = open_page(browser, f"{address}/{ASSET}/validated?view=checks")
    page.get_by_text("rejected_rows_within_limit").first.click()
    wait_for(page.get_by_text("first failing rows"))
    page.get_by_text("In Progress").first.wait_for(state="detached", timeout=60_000)
    keep(page.screenshot(), folder / "dagster_check.png")
    page.close()


def open_page(browser: Browser, address: str) -> Page:
    """A page of the Dagster UI."""
    page = browser.new_page(viewport={"width": SCREEN[0], "height": SCREEN[1]})
    page.goto(address)
    return page


def wait_for(thing: Locator) -> None:
    """Wait until it is there and what comes after it has been drawn."""
    thing.wait_for(timeout=60_000)
    thing.page.wait_for_timeout(2_000)


def keep(picture: bytes, path: Path) -> None:
    """Write a picture with a palette: a third of the bytes, and no difference to be seen."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    # This method keeps colours that few pixels have, such as a red sign.
    image = image.quantize(method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    image.save(path, optimize=True)
    print(f"{path} {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
