"""A project folder that builds in a second: one wave of 120 made-up people, no model."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from kj_assets.project import Project
from kj_assets_tests.builders import banded_item, levels_item, number_item, text

PEOPLE = 120
CODEBOOK = {
    "title": text("small"),
    "items": {
        "support": levels_item(["yes", "no"]),
        "threat": levels_item(["yes", "no"]),
        "age": number_item(minimum=18, maximum=110),
        "age_band": banded_item("age", young=(None, 39), old=(40, None)),
    },
}
WAVE = {
    "title": text("wave"),
    "status": "fielded",
    "provenance": "reconstructed",
    "fieldwork": {
        "mode": "web",
        "sampling": "nonprobability",
        "agency": "A",
        "population": text("adults"),
    },
    "n": PEOPLE,
    "file": {"path": "responses.csv", "sha256": "0" * 64},
    "respondent_id": "ID",
    "weight": {"column": "W"},
    "crosswalk": {
        "support": {"column": "Q1", "codes": {"1": "yes", "2": "no"}, "missing": {"9": "refused"}},
        "threat": {"column": "Q2", "codes": {"1": "yes", "2": "no"}},
        "age": {"column": "AGE"},
    },
}


def write_small_project(folder: Path) -> Project:
    """Declarations and survey file of the project; nothing built."""
    project = Project.at(folder)
    wave_folder(project).mkdir(parents=True)
    _dump(CODEBOOK, project.codebook)
    _dump({"models": {}}, project.models)
    declare_wave(project, WAVE)
    deliver(project, interview_people())
    return project


def interview_people() -> pd.DataFrame:
    """Rows as an agency would deliver them; seeded, three of them refuse the first question."""
    random = np.random.default_rng(11)
    threat = random.choice([1, 2], PEOPLE)
    likely = np.where(threat == 1, 0.7, 0.4)
    support = np.where(random.random(PEOPLE) < likely, 1, 2)
    support[:3] = 9
    return pd.DataFrame(
        {
            "ID": [f"P{i:03}" for i in range(1, PEOPLE + 1)],
            "Q1": support,
            "Q2": threat,
            "AGE": random.integers(18, 80, PEOPLE),
            "W": random.uniform(0.6, 1.6, PEOPLE).round(3),
        }
    )


def wave_folder(project: Project) -> Path:
    """The folder of the one wave."""
    return project.waves / "2031"


def read_wave(project: Project) -> dict[str, Any]:
    """The wave's declarations, to change and declare again."""
    return yaml.safe_load((wave_folder(project) / "wave.yaml").read_text(encoding="utf-8"))


def declare_wave(project: Project, declared: dict[str, Any]) -> None:
    """Write the wave's declarations."""
    _dump(declared, wave_folder(project) / "wave.yaml")


def deliver(project: Project, rows: pd.DataFrame) -> None:
    """Put a survey file in its place and accept it: its sha256 is recorded."""
    rows.to_csv(wave_folder(project) / "responses.csv", index=False)
    accept(project, "responses.csv")


def accept(project: Project, name: str) -> None:
    """Record the file of that name, whatever it holds."""
    digest = hashlib.sha256((wave_folder(project) / name).read_bytes()).hexdigest()
    declare_wave(project, read_wave(project) | {"file": {"path": name, "sha256": digest}})


def copy_project(project: Project, folder: Path) -> Project:
    """The project with all it has built, somewhere else."""
    shutil.copytree(project.root, folder, dirs_exist_ok=True)
    return Project.at(folder)


def restore_wave(project: Project, good: Project) -> None:
    """Put the wave's good declarations and file back."""
    shutil.rmtree(wave_folder(project))
    shutil.copytree(wave_folder(good), wave_folder(project))


def _dump(declared: dict[str, Any], path: Path) -> None:
    path.write_text(yaml.safe_dump(declared, sort_keys=False, allow_unicode=True), "utf-8")
