"""Remake the pictures of the site and of the Dagster UI that README and docs show.

    python -m kj_assets_tests.e2e.screenshots docs/images

Needs Chromium, and takes about four minutes: it builds the shipped project in a folder of its own,
weighted otherwise, then with the practice wave of docs/adding-a-wave.md, and at last with ages that
nobody has.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from playwright.sync_api import sync_playwright

from kj_assets.project import Project
from kj_assets_tests.e2e.building import SHIPPED, copy_declared
from kj_assets_tests.e2e.chromium import CHROMIUM, COMMAND, QUIET, environment
from kj_assets_tests.e2e.dagster_ui import serve_dagster
from kj_assets_tests.e2e.pictures import (
    PLOTTED,
    take_assets,
    take_failed_check,
    take_groups,
    take_plots,
    take_site,
)
from kj_assets_tests.e2e.practice import decide, draw_practice_file

WAVE = "2025"
MARGINS = "[sex, age_band, region]"


def main(folder: Path) -> None:
    """Write all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as work, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        project = Path(work) / "project"
        copy_declared(project)
        shutil.copy(SHIPPED.root / "workspace.yaml", project)
        build(project)
        weigh_otherwise(project)
        take_site(browser, (project / "data/build/site/index.html").as_uri(), folder)
        with serve_dagster(project) as address:
            take_assets(browser, address, folder)
            take_plots(browser, address, folder / "dagster_plots.png")
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


def build(project: Path, *selection: str) -> None:
    """Build a project; one that fails is a picture too."""
    subprocess.run([*COMMAND, "build", *selection], cwd=project, env=environment(), check=False)


def weigh_otherwise(project: Path) -> None:
    """Rake to fewer margins, then as declared again, so that there are numbers to plot."""
    declaration = project / "data/waves" / WAVE / "wave.yaml"
    declared = declaration.read_text(encoding="utf-8")
    for margins in ("[sex, age_band]", "[sex]", "[age_band, region]", MARGINS):
        assert MARGINS in declared
        declaration.write_text(declared.replace(MARGINS, margins), encoding="utf-8")
        build(project, f"+wave_{WAVE}/{PLOTTED}")


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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
