"""Whether the columns a wave declares are in its file.

Here: finding those that are not, with near names. Not here: what is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

import pandas as pd

from kj_assets.clean.problems import Problem
from kj_assets.waves.registry import Wave


def declared_columns(wave: Wave) -> dict[str, str]:
    """Every column a wave declares, by the place in ``wave.yaml`` that names it."""
    declared = wave.declaration
    named = {
        "respondent_id": declared.respondent_id,
        "weight.column": declared.weight.column,
        "design.stratum": declared.design.stratum,
        "design.unit": declared.design.unit,
        "panel.id": declared.panel.id,
    }
    named |= {f"item {key}": entry.column for key, entry in declared.crosswalk.items()}
    return {place: column for place, column in named.items() if column}


def find_missing_columns(responses: pd.DataFrame, columns: Mapping[str, str]) -> list[Problem]:
    """List the columns that are not in the file as K001, each with near names."""
    return [
        Problem("K001", f"{place}: {tell_missing_column(responses, column)}")
        for place, column in columns.items()
        if column not in responses.columns
    ]


def tell_missing_column(responses: pd.DataFrame, column: str) -> str:
    """Say that a column is not in the file, and which are named nearly so."""
    names = {str(name).casefold().strip(): str(name) for name in responses.columns}
    near = get_close_matches(column.casefold().strip(), names, n=3)
    if near:
        return f"no column {column!r} in the file; near names: {[names[name] for name in near]}"
    first = list(names.values())[:5]
    return f"no column {column!r} in the file; its {len(names)} columns start with {first}"
