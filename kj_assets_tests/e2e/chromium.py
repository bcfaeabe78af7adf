"""Chromium, the command as a user starts it, and listening to what a page does."""

from __future__ import annotations

import os
import shutil
import sys

from playwright.sync_api import Page

from kj_assets.project import PROJECT_VARIABLE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
COMMAND = (sys.executable, "-c", "from kj_assets.cli import main; main()")


def environment() -> dict[str, str]:
    """The environment without a project or an instance chosen."""
    return {k: v for k, v in os.environ.items() if k not in (PROJECT_VARIABLE, "DAGSTER_HOME")}


def listen(page: Page, complaints: list[str]) -> None:
    """Note what the browser complains of, and whatever it asks for from outside."""
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: _note_outside(asked.url, complaints))


def _note_outside(url: str, complaints: list[str]) -> None:
    if not url.startswith(("file:", "data:")):
        complaints.append(f"asked for {url}")
