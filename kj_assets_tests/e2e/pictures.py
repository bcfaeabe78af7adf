"""Taking the pictures of the site and of the Dagster UI that README and docs show.

Here: one function a picture or page. Not here: building what they show (`screenshots.py`).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page

DESK, PHONE, SCREEN, TALL = (1040, 1380), (390, 860), (1360, 960), (1360, 1180)
ASSET = "assets/wave_2025"
PLOTTED = "effects_bilateral_security"


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


def take_plots(browser: Browser, address: str, path: Path) -> None:
    """The numbers that matter of a model's effects, over its builds."""
    page = open_page(browser, f"{address}/{ASSET}/{PLOTTED}?view=overview", TALL)
    page.get_by_role("button", name="Plots").click(timeout=60_000)
    wait_for(page.get_by_text("deff_max"))
    page.get_by_text("Metadata", exact=True).evaluate("e => e.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(1_000)
    keep(page.screenshot(), path)
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


def open_page(browser: Browser, address: str, size: tuple[int, int] = SCREEN) -> Page:
    """A page of the Dagster UI."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
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
