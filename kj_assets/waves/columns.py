"""What the columns of a delivered file are for, as far as the wave declares it."""

from __future__ import annotations

from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

UNUSED = "As delivered; no item is made from it"
LABELS = {
    "column": "Column of the delivered file",
    "column_label": "The file's own text for the column",
    "code": "Code as delivered",
    "label": "The file's own text for the code",
    "user_missing": "Whether the file marks the code as missing",
}


def describe_delivered_columns(wave: Wave, codebook: Codebook) -> dict[str, str]:
    """Each column the wave reads, with what becomes of it."""
    declared = wave.declaration
    told: dict[str, list[str]] = {}
    if declared.respondent_id:
        told.setdefault(declared.respondent_id, []).append("Respondent's id")
    for column, use in (
        (declared.weight.column, "Weight as delivered"),
        (declared.design.stratum, "Sampling stratum"),
        (declared.design.unit, "Primary sampling unit"),
        (declared.panel.id, "A person's id from wave to wave"),
    ):
        if column:
            told.setdefault(column, []).append(use)
    for key, entry in declared.crosswalk.items():
        if entry.column:
            label = codebook.items[key].label.en
            told.setdefault(entry.column, []).append(f"Code for {key}: {label}")
    return {column: "; ".join(uses) for column, uses in told.items()}
