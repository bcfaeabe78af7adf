"""Every number that a YAML file declares has a least and a most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from kj_assets.alerting import AlertsDeclaration
from kj_assets.model.registry import Models
from kj_assets.publish.release.declaration import ReleaseDeclaration
from kj_assets.waves.codebook import Bands, Codebook, Item
from kj_assets.waves.reconstruct.plan import ReconstructionPlan
from kj_assets.waves.wave_declaration import WaveDeclaration
from kj_assets_tests.builders import make_wave, number_item

FILES = (WaveDeclaration, Codebook, Models, ReconstructionPlan, ReleaseDeclaration)
# A scale has whatever ends its question has; they are held against each other.
SCALES = {(Item, "minimum"), (Item, "maximum"), (Bands, "ranges")}


def list_numbers(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") in ("integer", "number") and "const" not in schema:
            yield schema
        for part in schema.values():
            yield from list_numbers(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from list_numbers(part)


def without_scales(schema: dict[str, Any]) -> dict[str, Any]:
    for model, field in SCALES:
        schema.get("$defs", {}).get(model.__name__, {}).get("properties", {}).pop(field, None)
    return schema


@pytest.mark.parametrize("model", [*FILES, AlertsDeclaration], ids=lambda model: model.__name__)
def test_every_declared_number_is_bounded_on_both_sides(model: type[BaseModel]) -> None:
    numbers = list(list_numbers(without_scales(model.model_json_schema())))
    least, most = {"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}
    assert [n for n in numbers if not (least & set(n) and most & set(n))] == []


@pytest.mark.parametrize(
    "declared",
    [
        {"n": -1004},
        {"n": 0},
        {"n": 10, "gate": {"rejected_rows_allowed": 10}},
        {"gate": {"rejected_rows_allowed": -1}},
        {"weight": {"rake": {"population": "p", "margins": ["q"], "trim": 0.5}}},
    ],
)
def test_a_wave_of_impossible_numbers_is_refused(declared: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_wave(**declared)


def test_a_scale_ends_above_its_start() -> None:
    with pytest.raises(ValidationError, match="minimum 90 is not below maximum 18"):
        Item.model_validate(number_item(minimum=90, maximum=18))
