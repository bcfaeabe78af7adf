"""Respondents stay out of git, as git itself sees it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kj_assets.intake.keeping_out import TEMPLATE
from kj_assets_tests.e2e.small_project import interview_people, write_small_project
from kj_assets_tests.intake.test_add import add

REPOSITORY = Path(__file__).parents[2]
FILES = ("responses.csv", "wave.yaml", "reconstruction.yaml", "verbatims.csv")
PLANNED = """\
title: {en: Planned, ko: 계획}
status: planned
licence: CC0-1.0
fieldwork: {mode: web, sampling: probability, agency: B, population: {en: adults, ko: 성인}}
"""


@pytest.fixture
def project(tmp_path):
    project = write_small_project(tmp_path / "project")
    subprocess.run(["git", "init", "-q", project.root], check=True)
    return project


def is_ignored(path: Path) -> bool:
    asked = ["git", "-C", str(path.parents[3]), "check-ignore", "-q", "--no-index", str(path)]
    return subprocess.run(asked, check=False).returncode == 0


@pytest.mark.parametrize("name", ["new.csv", "응답 [최종] 2.csv", "a*.csv", "wave.yaml.csv"])
def test_a_wave_that_is_added_leaves_git_its_declarations_alone(project, tmp_path, name):
    file = tmp_path / name
    interview_people().to_csv(file, index=False)
    folder = add(project, file).folder
    assert is_ignored(folder / name)
    assert is_ignored(project.waves / "2031" / "responses.csv")
    assert is_ignored(folder / "verbatims")
    assert not is_ignored(folder / "wave.yaml")


@pytest.mark.parametrize("name", ["new.csv", "응답 [최종] 2.csv", "a*.csv", "a?.csv"])
def test_a_file_whose_licence_allows_it_may_be_committed(project, tmp_path, name):
    file = tmp_path / name
    interview_people().to_csv(file, index=False)
    (project.waves / "2032").mkdir()
    (project.waves / "2032" / "wave.yaml").write_text(PLANNED, "utf-8")
    folder = add(project, file).folder
    assert not is_ignored(folder / name)
    assert not is_ignored(folder / "wave.planned.yaml")
    assert is_ignored(folder / "aX.csv")


def test_a_gitignore_that_is_there_is_left_as_it_is(project, tmp_path):
    file = tmp_path / "new.csv"
    interview_people().to_csv(file, index=False)
    (project.waves / ".gitignore").write_text("*.sav", "utf-8")
    add(project, file)
    assert (project.waves / ".gitignore").read_text("utf-8") == "*.sav"


def test_the_folder_that_ships_has_the_template_and_its_reconstructed_file_stays(tmp_path):
    shipped = REPOSITORY / "data" / "waves"
    own = "!2025/responses.csv"
    assert (shipped / ".gitignore").read_text("utf-8") == TEMPLATE.replace(f"# {own}", own)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in (".gitignore", "data/waves/.gitignore"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((REPOSITORY / name).read_bytes())
    waves = tmp_path / "data" / "waves"
    kept = [name for name in FILES if not is_ignored(waves / "2025" / name)]
    assert kept == ["responses.csv", "wave.yaml", "reconstruction.yaml"]
    assert is_ignored(waves / "2026" / "responses.csv")
    assert is_ignored(tmp_path / "data" / "removed" / "2026-11-30" / "2026.csv")
