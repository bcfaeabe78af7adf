"""A project of two waves to check: the second one's file and declaration are to be spoiled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from kj_assets.graph import read_declarations
from kj_assets.intake.check import check_wave
from kj_assets.intake.findings import Finding, WaveCheck
from kj_assets.project import Project
from kj_assets.waves.sources import hash_file
from kj_assets_tests.builders import levels_item, number_item, text

SCALE = ["very_good", "good", "bad", "very_bad"]
ATTITUDES = ("security", "economy", "culture", "trade")
CODES = dict(zip("1234", SCALE, strict=True))
PEOPLE = 400
TODAY = date(2033, 1, 1)
CODEBOOK = {
    "title": text("two waves"),
    "items": {
        **{key: levels_item(SCALE, label=text(key.capitalize())) for key in ATTITUDES},
        "sex": levels_item(["male", "female"], type="nominal"),
        "age": number_item(minimum=18, maximum=110),
    },
}


def declare(**changed) -> dict:
    """The declaration of a wave; a crosswalk entry is changed by its item's name."""
    crosswalk = {key: {"column": key.upper(), "codes": CODES} for key in ATTITUDES}
    for entry in crosswalk.values():
        entry["missing"] = {"9": "dont_know"}
    crosswalk["sex"] = {"column": "SEX", "codes": {"1": "male", "2": "female"}}
    crosswalk["age"] = {"column": "AGE"}
    told = {
        "title": text("wave"),
        "status": "fielded",
        "fieldwork": {
            "mode": "web",
            "sampling": "nonprobability",
            "agency": "A",
            "population": text("adults"),
        },
        "n": PEOPLE,
        "respondent_id": "ID",
        "weight": {"column": "W"},
        "crosswalk": crosswalk | {k: v for k, v in changed.items() if k in crosswalk},
    }
    return told | {key: value for key, value in changed.items() if key not in crosswalk}


def interview(seed: int, first_id: int) -> pd.DataFrame:
    """Rows as delivered; one in twenty does not know."""
    random = np.random.default_rng(seed)
    answers = {
        key.upper(): random.choice([1, 2, 3, 4, 9], PEOPLE, p=[0.2, 0.4, 0.2, 0.15, 0.05])
        for key in ATTITUDES
    }
    return pd.DataFrame(
        {
            "ID": np.arange(first_id, first_id + PEOPLE),
            **answers,
            "SEX": random.integers(1, 3, PEOPLE),
            "AGE": random.integers(18, 80, PEOPLE),
            "SECONDS": random.integers(200, 4000, PEOPLE),
            "W": random.uniform(0.6, 1.6, PEOPLE).round(3),
        }
    )


def write_two_waves(folder: Path, rows: pd.DataFrame | None = None, **changed) -> Project:
    """A project with wave 2031 and, spoiled as asked, wave 2032."""
    project = Project.at(folder)
    for wave, table, told in (
        ("2031", interview(1, 1001), declare()),
        ("2032", interview(2, 5001) if rows is None else rows, declare(**changed)),
    ):
        place = project.waves / wave
        place.mkdir(parents=True, exist_ok=True)
        table.to_csv(place / "responses.csv", index=False)
        declare_file(place / "responses.csv", told)
    _dump(CODEBOOK, project.codebook)
    _dump({"models": {}}, project.models)
    return project


def declare_file(file: Path, told: dict) -> None:
    """Write the declaration of a wave beside its file, whose content is accepted."""
    accepted = {"file": {"path": file.name, "sha256": hash_file(file)}}
    _dump(told | accepted, file.with_name("wave.yaml"))


def _dump(declared: dict, path: Path) -> None:
    path.write_text(yaml.safe_dump(declared, sort_keys=False, allow_unicode=True), "utf-8")


def check(project: Project, wave: str = "2032", like: str | None = None) -> WaveCheck:
    """The check of a wave of the project."""
    declared = read_declarations(project)
    return check_wave(wave, declared.waves, declared.codebook, project.population, like, TODAY)


def findings(checked: WaveCheck, section: str) -> dict[str, Finding]:
    """Findings of a section by their key."""
    (found,) = [one for one in checked.sections if one.key == section]
    return {finding.key: finding for finding in found.findings}


def status(checked: WaveCheck, section: str) -> str:
    """Status of a section."""
    (found,) = [one for one in checked.sections if one.key == section]
    return found.status
