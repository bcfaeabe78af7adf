"""A project of two small waves, two models, a question and figures: enough to see rebuilds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from kj_assets.dagster_kit.asset import Asset, Product
from kj_assets.dagster_kit.content import hash_tables
from kj_assets.dagster_kit.rows import Rows
from kj_assets.project import Project
from kj_assets_tests.builders import text
from kj_assets_tests.e2e.small_project import wave_folder, write_small_project

WAVES = ("2030", "2031")


def _model(outcome: str, term: str) -> dict[str, Any]:
    return {
        "label": text(outcome),
        "status": "exploratory",
        "outcome": {"item": outcome, "support": ["yes"]},
        "terms": [{"item": term, "base": "no"}],
    }


MODELS = {
    "models": {"support": _model("support", "threat"), "threat": _model("threat", "support")},
    "questions": {"course": {"label": text("more?"), "term": "threat", "models": ["support"]}},
    "figures": {
        "answers": {"kind": "distribution", "item": "support"},
        "effects": {"kind": "effects", "model": "support"},
        "over_waves": {"kind": "trend", "item": "support", "levels": ["yes"]},
    },
}


def write_waves_project(folder: Path) -> Project:
    """Declarations and survey files; nothing built."""
    project = write_small_project(folder)
    _dump(project.models, MODELS)
    add_wave(project, "2030")
    return project


def add_wave(project: Project, name: str) -> None:
    """Another wave with the same people in it as 2031."""
    shutil.copytree(wave_folder(project), project.waves / name)


def redeclare(path: Path, *place: str | int, **change: Any) -> None:
    """Change some entries at a place in a YAML file."""
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    entry = declared
    for step in place:
        entry = entry[step]
    entry.update(change)
    _dump(path, declared)


def _dump(path: Path, declared: Any) -> None:
    path.write_text(yaml.safe_dump(declared, sort_keys=False, allow_unicode=True), "utf-8")


def draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pictures, pages and sensitivity, which take seconds each, be a hash of what they read.

    Their versions stay those of the real code, and estimates are computed as ever.
    """
    compute = Asset.run

    def run(asset: Asset, tables: Mapping[str, pd.DataFrame | Rows]) -> Product:
        slow = asset.key[0] == "publication" or asset.key[1].startswith(("figure_", "sensitivity_"))
        if not slow:
            return compute(asset, tables)
        read = {name: _hold(table) for name, table in tables.items()}
        seen = pd.DataFrame({"seen": [hash_tables(read) + asset.version.digest]})
        return Product(
            seen,
            parts=dict.fromkeys(("data", *asset.parts), seen),
            files={f"{'/'.join(asset.key)}.txt": b"drawn"},
        )

    monkeypatch.setattr(Asset, "run", run)


def _hold(table: pd.DataFrame | Rows) -> pd.DataFrame:
    return pd.concat(table.chunks()) if isinstance(table, Rows) else table
