"""Which delivered columns each column of the clean table is made from: the crosswalk, read back."""

from __future__ import annotations

from kj_assets.dagster_kit.lineage import Lineage, made_from
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave


def trace_clean_columns(wave: Wave, codebook: Codebook) -> Lineage:
    """Lineage of the clean table; an item in bands comes from the column of what it bands."""
    declared = wave.declaration
    columns = {
        "respondent_id": declared.respondent_id,
        "weight_given": declared.weight.column,
        "stratum": declared.design.stratum,
        "unit": declared.design.unit,
    }
    for key in wave.items_asked(codebook):
        bands = codebook.items[key].bands
        source = bands.of if bands and key not in declared.crosswalk else key
        column = declared.crosswalk[source].column
        columns |= {key: column, f"{key}_missing": column}
    responses = (wave.schema, "responses")
    known = {name: column for name, column in columns.items() if column}
    return {
        name: made
        for column in set(known.values())
        for name, made in made_from(
            [n for n, c in known.items() if c == column], (responses, column)
        ).items()
    }
