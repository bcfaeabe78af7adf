"""Wiring of the gate: write, audit, publish. A wave that fails leaves the last good table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from kj_assets.clean.assets import describe_item_columns
from kj_assets.clean.identity import MEANING
from kj_assets.dagster_kit.asset import (
    Asset,
    CheckReport,
    CheckSpec,
    Findings,
    Product,
    Stream,
)
from kj_assets.dagster_kit.lineage import same_columns
from kj_assets.dagster_kit.rows import Rows
from kj_assets.validate.gate import Gate, check_names
from kj_assets.validate.plausibility import CheckOutcome
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
        "in_chunks": frozenset({"clean"}),
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


def list_rejected(clean: Rows, wave: Wave, codebook: Codebook) -> Product:
    """Rows the gate rejects; written whether or not the wave as a whole passes."""

    def draw() -> Iterator[pd.DataFrame]:
        gate = Gate(wave, codebook, clean)
        return (gate.sort_out(chunk)[1] for chunk in clean.chunks())

    return Stream(chunks=draw, conclude=lambda written: Findings(numbers={"rows": len(written)}))


def validate_wave(clean: Rows, wave: Wave, codebook: Codebook) -> Product:
    """Rows the gate accepts, with the outcome of every check."""
    gates: list[Gate] = []

    def draw() -> Iterator[pd.DataFrame]:
        gates.append(Gate(wave, codebook, clean))
        return (gates[-1].sort_out(chunk)[0] for chunk in clean.chunks())

    def conclude(accepted: Rows) -> Findings:
        return Findings(
            checks=tuple(map(_report, gates[-1].conclude(accepted))),
            numbers={"respondents": len(accepted), "rejected": gates[-1].rejections.lines},
        )

    return Stream(chunks=draw, conclude=conclude)


def _report(outcome: CheckOutcome) -> CheckReport:
    return CheckReport(
        name=outcome.name,
        passed=outcome.passed,
        description=f"{outcome.code} {outcome.message or outcome.description}",
        blocking=outcome.blocking,
        failing=outcome.failing,
        numbers=outcome.numbers,
    )
