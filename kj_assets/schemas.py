"""JSON Schemas of the YAML files, so that an editor completes and checks them."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from kj_assets.alerting import AlertsDeclaration
from kj_assets.dagster_kit.store.settings import StoreSettings
from kj_assets.model.registry import Models
from kj_assets.publish.release.declaration import ReleaseDeclaration
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.reconstruct import ReconstructionPlan
from kj_assets.waves.wave_declaration import WaveDeclaration

SCHEMAS: dict[str, type[BaseModel]] = {
    "codebook": Codebook,
    "models": Models,
    "wave": WaveDeclaration,
    "reconstruction": ReconstructionPlan,
    "release": ReleaseDeclaration,
    "alerts": AlertsDeclaration,
    "store": StoreSettings,
}


def write_schemas(folder: Path) -> list[Path]:
    """Write ``<name>.schema.json`` for every kind of declaration."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, model in SCHEMAS.items():
        path = folder / f"{name}.schema.json"
        path.write_text(describe_schema(model), encoding="utf-8")
        paths.append(path)
    return paths


def describe_schema(model: type[BaseModel]) -> str:
    """The JSON Schema of one kind of declaration, as text."""
    return json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
