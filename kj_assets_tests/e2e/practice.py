"""The practice wave of docs/adding-a-wave.md: its file, and the decisions the page takes."""

from __future__ import annotations

import re
from pathlib import Path

from kj_assets.project import Project
from kj_assets.reconstruction import reconstruct
from kj_assets_tests.e2e.building import SHIPPED

WAVE = "2026"
PRACTICE = SHIPPED.root / "docs" / "practice"
DECIDED = {
    "en: Wave 2026": "en: Practice wave 2026 (made up)",
    "start: null": "start: 2026-08-17",
    "end: null": "end: 2026-08-20",
    "n: null": "n: 1612",
}


def draw_practice_file(project: Project, folder: Path) -> Path:
    """The survey file as the made-up agency delivers it."""
    file = folder / "kj_2026.sav"
    reconstruct(project, WAVE, waves=PRACTICE, out=file)
    return file


def decide(declaration: Path) -> None:
    """Decide every marked line of the draft as the page does, and take the marks away."""
    text = re.sub(r" +# TODO.*", "", declaration.read_text(encoding="utf-8"))
    for blank, decided in DECIDED.items():
        assert blank in text
        text = text.replace(blank, decided)
    declaration.write_text(text, encoding="utf-8")
