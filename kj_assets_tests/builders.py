"""Tiny codebooks and waves for tests, written as their YAML would be.

Here: builders that fill in what a test does not care about. Not here: fixtures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import WaveDeclaration

SCALE = ("low", "mid", "high")


def whole(product: Product) -> pd.DataFrame:
    """The table of a product, however many chunks it comes in."""
    return pd.concat(list(product.draw()), ignore_index=True)


def text(words: str) -> dict[str, str]:
    """The same words in both languages."""
    return {"en": words, "ko": words}


def levels_item(levels: Sequence[str] = SCALE, **more: Any) -> dict[str, Any]:
    """An ordered item."""
    named = {level: text(level) for level in levels}
    return {"label": text("item"), "wording": "assumed", "type": "ordered", "levels": named} | more


def number_item(**more: Any) -> dict[str, Any]:
    """A number item."""
    return {"label": text("number"), "wording": "assumed", "type": "number"} | more


def banded_item(of: str, **ranges: tuple[float | None, float | None]) -> dict[str, Any]:
    """An item cut from a number item."""
    return levels_item(list(ranges), bands={"of": of, "ranges": ranges})


def make_codebook(**items: Mapping[str, Any]) -> Codebook:
    """A codebook of the given items."""
    return Codebook.model_validate({"title": text("codebook"), "items": items})


def make_wave(
    crosswalk: Mapping[str, Any] | None = None, *, folder: Path = Path("w"), **more: Any
) -> Wave:
    """A fielded wave ``w1`` with the column ``id``; ``more`` are further declarations."""
    declared = {
        "title": text("wave"),
        "status": "fielded",
        "fieldwork": {
            "mode": "web",
            "sampling": "nonprobability",
            "agency": "A",
            "population": text("adults"),
        },
        "file": {"path": "responses.csv", "sha256": "0" * 64},
        "respondent_id": "id",
        "crosswalk": crosswalk or {"q": {"column": "q"}},
    }
    return Wave("w1", folder, WaveDeclaration.model_validate(declared | more))
