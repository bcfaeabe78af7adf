"""The shipped project's pictures and page, drawn once by the command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from kj_assets.dagster_kit.published import open_published
from kj_assets.project import Project
from kj_assets_tests.e2e.building import build_project

pytestmark = pytest.mark.slow
FIGURES = (
    *("security_distribution", "economic_distribution", "security_effects"),
    *("economic_effects", "bilateral_and_trilateral"),
)


@pytest.fixture
def shipped(project: Path) -> Project:
    return Project.at(project)


def read(shipped: Project, schema: str, name: str) -> pd.DataFrame:
    with open_published(shipped.build) as store:
        return store.sql(f'FROM "{schema}"."{name}"').df()


def test_all_figures_are_files_in_both_languages_and_rows(shipped):
    for name in FIGURES:
        rows = read(shipped, "wave_2025", f"figure_{name}").set_index("language")
        assert len(read(shipped, "wave_2025", f"figure_{name}__data")) > 0
        for language in ("en", "ko"):
            stem = shipped.figures / "2025" / f"{name}.{language}"
            assert Path(f"{stem}.png").read_bytes() == bytes(rows.loc[language, "png"])
            assert "<svg" in Path(f"{stem}.svg").read_text(encoding="utf-8")


def test_figures_and_page_say_that_respondents_are_reconstructed(shipped):
    for name in FIGURES:
        footers = read(shipped, "wave_2025", f"figure_{name}").set_index("language")["footer"]
        assert "RECONSTRUCTED" in footers["en"]
        assert "재구성" in footers["ko"]
    page = (shipped.site / "index.html").read_text(encoding="utf-8")
    assert page.count("RECONSTRUCTED") >= 2


def test_a_lost_picture_alone_is_made_again(project, instance, tmp_path):
    copied = Project.at(shutil.copytree(project, tmp_path / "project"))
    lost = copied.figures / "2025" / "security_effects.ko.png"
    before = lost.read_bytes()
    lost.unlink()
    assert build_project(copied, instance).result.built == [
        ("wave_2025", "figure_security_effects")
    ]
    assert lost.read_bytes() == before


def test_a_reworded_label_rebuilds_what_shows_it_and_no_estimate(project, instance, tmp_path):
    copied = Project.at(shutil.copytree(project, tmp_path / "project"))
    text = copied.codebook.read_text(encoding="utf-8")
    reworded = text.replace("en: Korea–US–Japan security", "en: Three-way security")
    assert reworded != text
    copied.codebook.write_text(reworded, encoding="utf-8")
    built = {key[1] for key in build_project(copied, instance).result.built}
    assert {"figure_trilateral_trend", "briefing_2025", "front_page", "data_dictionary"} <= built
    assert not [name for name in built if name.startswith(("model_", "effects_", "clean"))]
    assert not {"figure_security_distribution", "figure_security_effects"} & built
