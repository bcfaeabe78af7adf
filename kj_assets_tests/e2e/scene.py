"""A project of two waves, built, to be changed and built again: what runs for what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pandas as pd

from kj_assets.dagster_kit.run import BuildResult
from kj_assets.project import Project
from kj_assets.waves.sources import hash_file
from kj_assets_tests.e2e.building import build_project
from kj_assets_tests.e2e.waves_project import redeclare

RESPONSES, CLEAN, GATE = {"responses"}, {"clean"}, {"rejected", "validated"}
SUPPORT = {"cells_support", "model_support", "effects_support", "sensitivity_support"}
THREAT = {"cells_threat", "model_threat", "effects_threat", "sensitivity_threat"}
ESTIMATES = {"weights", "toplines", "effects", *SUPPORT, *THREAT}
PICTURES = {"figure_answers", "figure_effects"}
A_WAVE = RESPONSES | CLEAN | GATE | ESTIMATES | PICTURES
A_TREND = {
    *("trend_toplines", "trend_changes", "trend_effects", "trend_effect_changes"),
    *("question_course", "figure_over_waves"),
}
TREND = {
    *("trend/respondents", "trend/toplines", "trend/changes"),
    *("trend/effects", "trend/effect_changes", "trend/question_course"),
}
SITE = {f"publication/{name}" for name in ("explore", "release", "difference", "front_page")}
WORDS = {"publication/data_dictionary", "publication/dictionary", "publication/method"}


def briefings(*waves: str) -> set[str]:
    """The briefings of some waves."""
    return {f"publication/briefing_{wave}" for wave in waves}


def of(wave: str, names: set[str]) -> set[str]:
    """The names in a wave's group."""
    return {f"wave_{wave}/{name}" for name in names}


@dataclass
class Scene:
    """The project, and the Dagster that saw it built."""

    project: Project
    instance: dg.DagsterInstance

    def build(self) -> BuildResult:
        return build_project(self.project, self.instance).result

    def runs(self) -> set[str]:
        """Assets that a build runs, early cut-off included; a second build runs nothing."""
        result = self.build()
        assert result.failed == {}
        again = self.build()
        assert (again.built, again.reused) == ([], [])
        return {"/".join(key) for key in result.built}

    def wave(self, name: str) -> Path:
        return self.project.waves / name

    def correct(self, wave: str, change: Callable[[pd.DataFrame], None]) -> None:
        """Deliver a wave's file again with something changed in it."""
        file = self.wave(wave) / "responses.csv"
        rows = pd.read_csv(file, dtype=str)
        change(rows)
        rows.to_csv(file, index=False)
        self.accept(wave)

    def accept(self, wave: str) -> None:
        """Record the sha256 of the file that is there."""
        folder = self.wave(wave)
        redeclare(folder / "wave.yaml", "file", sha256=hash_file(folder / "responses.csv"))


def answer_first(code: str) -> Callable[[pd.DataFrame], None]:
    """The first respondent's answer to the first question is another one."""

    def change(rows: pd.DataFrame) -> None:
        rows.loc[0, "Q1"] = code

    return change
