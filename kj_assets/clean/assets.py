"""Wiring of the clean stage: delivered codes become the codebook's items and levels."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kj_assets.clean.corrections import correct_chunks
from kj_assets.clean.crosswalk import Crossing
from kj_assets.clean.identity import MEANING
from kj_assets.clean.lineage import trace_clean_columns
from kj_assets.dagster_kit.asset import Asset, Findings, Product, Stream
from kj_assets.dagster_kit.rows import Rows
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook, slice_wave

DECLARED = ("respondent_id", "crosswalk", "corrections", "weight", "design")


def clean_assets(wave: Wave, codebook: Codebook) -> list[Asset]:
    """Assets of a wave's clean stage."""
    items = codebook.items
    mapped = [*wave.declaration.crosswalk, *wave.items_asked(codebook)]
    return [
        Asset(
            key=(wave.schema, "clean"),
            compute=clean_responses,
            description=f"Wave {wave.id}: the answers in the codebook's words. One row a "
            "respondent, one column an item, and beside it one ending in `_missing`, which says "
            "why there is no answer. The crosswalk in wave.yaml says which code is which answer.",
            inputs={"responses": (wave.schema, "responses")},
            in_chunks=frozenset({"responses"}),
            settings={
                "wave": slice_wave(wave, *DECLARED),
                "codebook": slice_codebook(codebook, mapped),
            },
            columns=describe_item_columns(codebook, tuple(items)),
            lineage=trace_clean_columns(wave, codebook),
        )
    ]


def clean_responses(responses: Rows, wave: Wave, codebook: Codebook) -> Product:
    """Correct declared cells, then apply the crosswalk, in chunks.

    Raises:
        CrosswalkError: K001 to K006, see `crosswalk.py` and `corrections.py`.
    """

    def draw() -> Iterator[pd.DataFrame]:
        crossing = Crossing(wave, codebook)
        for chunk in correct_chunks(responses, wave):
            yield crossing.cross(chunk)
        crossing.refuse_problems()

    def count(written: Rows) -> Findings:
        return Findings(
            numbers={
                "respondents": len(written),
                "corrections": len(wave.declaration.corrections),
            }
        )

    return Stream(chunks=draw, conclude=count)


def describe_item_columns(codebook: Codebook, items: tuple[str, ...]) -> dict[str, str]:
    """Column descriptions of a table with one column an item."""
    described = {
        "respondent_id": MEANING,
        "weight_given": "Weight as delivered",
        "stratum": "Sampling stratum",
        "unit": "Primary sampling unit",
    }
    for key in items:
        item = codebook.items[key]
        question = f": {item.question.en}" if item.question else ""
        described[key] = f"{item.label.en}{question}"
        described[f"{key}_missing"] = f"Why {key} has no answer"
    return described
