"""Wiring of the gate: write, audit, publish. A wave that fails leaves the last good table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kj_assets.clean.assets import describe_item_columns
from kj_assets.clean.identity import MEANING
from kj_assets.dagster_kit.asset import Asset, CheckReport, CheckSpec, Product
from kj_assets.dagster_kit.lineage import same_columns
from kj_assets.validate.gate import check_names, judge_wave
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook, slice_wave

DECLARED = ("crosswalk", "weight", "design", "n", "gate")
REJECTED_COLUMNS = {
    "respondent_id": MEANING,
    "row": "Row of the cleaned table, from 1",
    "rule": "Code and name of the rule the row breaks",
    "item": "Item concerned",
    "found": "What the row holds",
    "reason": "What is wrong with it",
}


def validate_assets(wave: Wave, codebook: Codebook) -> list[Asset]:
    """Assets of a wave's gate."""
    seen = slice_wave(wave, *DECLARED)
    columns = describe_item_columns(codebook, tuple(codebook.items))
    items = slice_codebook(codebook, wave.items_asked(codebook))
    common: dict[str, Any] = {
        "inputs": {"clean": (wave.schema, "clean")},
        "settings": {"wave": seen, "codebook": items},
    }
    return [
        Asset(
            key=(wave.schema, "rejected"),
            compute=list_rejected,
            description=f"Wave {wave.id}: rows of the clean table that break a rule of the gate, "
            "with the reason. Empty when all is well.",
            columns=REJECTED_COLUMNS,
            lineage=same_columns(["respondent_id"], (wave.schema, "clean")),
            **common,
        ),
        Asset(
            key=(wave.schema, "validated"),
            compute=validate_wave,
            description=f"Wave {wave.id}: respondents that passed every rule; every estimate is "
            "computed from them. Written only if no blocking check fails; until then the last "
            "good table stays.",
            checks=tuple(CheckSpec(*declared) for declared in check_names(wave, codebook)),
            columns=columns,
            lineage=same_columns(columns, (wave.schema, "clean")),
            kinds=frozenset({"duckdb", "pandera"}),
            **common,
        ),
    ]


def list_rejected(clean: pd.DataFrame, wave: Wave, codebook: Codebook) -> Product:
    """Rows the gate rejects; written whether or not the wave as a whole passes."""
    rejected = judge_wave(clean, wave, codebook).rejected
    return Product(rejected, numbers={"rows": len(rejected)})


def validate_wave(clean: pd.DataFrame, wave: Wave, codebook: Codebook) -> Product:
    """Rows the gate accepts, with the outcome of every check."""
    verdict = judge_wave(clean, wave, codebook)
    checks = tuple(
        CheckReport(
            name=outcome.name,
            passed=outcome.passed,
            description=f"{outcome.code} {outcome.message or outcome.description}",
            blocking=outcome.blocking,
            failing=outcome.failing,
            numbers=outcome.numbers,
        )
        for outcome in verdict.outcomes
    )
    return Product(
        verdict.accepted,
        checks=checks,
        numbers={"respondents": len(verdict.accepted), "rejected": len(verdict.rejected)},
    )
