"""The crosswalk: one wave's columns and codes become items, levels and missing kinds.

Here: the clean table, made item by item, and all problems told together. Not here: single
wrong cells (`corrections.py`), or whether the answers are plausible (`validate/`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kj_assets.clean.codes import canonical_codes
from kj_assets.clean.columns import declared_columns, find_missing_columns
from kj_assets.clean.identity import number_respondents
from kj_assets.clean.items import (
    CrossedItem,
    cross_bands,
    cross_levels,
    cross_not_asked,
    cross_numbers,
    parse_numbers,
)
from kj_assets.clean.problems import Problem, count_codes, refuse_problems
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import ItemCrosswalk


def apply_crosswalk(responses: pd.DataFrame, wave: Wave, codebook: Codebook) -> pd.DataFrame:
    """Turn delivered rows (corrected) into the clean table, one row a respondent.

    Columns: ``respondent_id`` (a number in text, see `identity.py`); for every item the wave
    declares, and every item banded from one, in the codebook's order ``<item>`` (level text, or
    a float) and ``<item>_missing`` (missing kind), of which exactly one is filled; ``weight_given``
    (float), ``stratum`` and ``unit`` (text) where the wave declares them.

    Raises:
        CrosswalkError: K001 column not in the file, K002 unmapped codes, K003 mappings that
            never occur (or ``unused`` ones that do), K005 numbers outside all bands, K006
            cells that are not numbers. All problems are listed; the code is the first one's.
    """
    missing = find_missing_columns(responses, declared_columns(wave))
    items = _cross_items(responses, wave, codebook)
    weights, weight_problems = _read_weights(responses, wave)
    problems = [*missing, *(p for item in items.values() for p in item.problems)]
    refuse_problems(wave, problems + weight_problems)

    columns = {"respondent_id": number_respondents(responses[wave.declaration.respondent_id])}
    for key, item in items.items():
        columns |= {key: item.answers, f"{key}_missing": item.kinds}
    clean = pd.DataFrame(columns | weights | _read_design(responses, wave))
    return clean.reset_index(drop=True)


def _cross_items(
    responses: pd.DataFrame, wave: Wave, codebook: Codebook
) -> Mapping[str, CrossedItem]:
    entries = wave.declaration.crosswalk
    crossed = {
        key: _cross_item(responses, key, entries[key], codebook.items[key])
        for key in entries
        if entries[key].not_asked or entries[key].column in responses.columns
    }
    for key, item in codebook.items.items():
        if item.bands and item.bands.of in crossed:
            crossed[key] = cross_bands(crossed[item.bands.of], item.bands, f"item {key}")
    return {key: crossed[key] for key in codebook.items if key in crossed}


def _cross_item(responses: pd.DataFrame, key: str, entry: ItemCrosswalk, item: Item) -> CrossedItem:
    if entry.column is None:
        return cross_not_asked(responses.index, is_number=item.type == "number")
    where = f"item {key}, column {entry.column!r}"
    cross = cross_numbers if item.type == "number" else cross_levels
    return cross(responses[entry.column], entry, where)


def _read_weights(
    responses: pd.DataFrame, wave: Wave
) -> tuple[dict[str, pd.Series], list[Problem]]:
    """Blank, infinite and negative weights stay as they are: the gate judges their rows."""
    column = wave.declaration.weight.column
    if column is None or column not in responses.columns:
        return {}, []
    codes = canonical_codes(responses[column])
    weights = parse_numbers(codes)
    refused = codes[codes.notna() & weights.isna()]
    text = (
        f"weight.column {column!r}: {len(refused)} cells are not numbers: "
        f"{count_codes(refused)}. Correct the cells, or name another column."
    )
    return {"weight_given": weights}, [Problem("K006", text)] if len(refused) else []


def _read_design(responses: pd.DataFrame, wave: Wave) -> dict[str, pd.Series]:
    design = {"stratum": wave.declaration.design.stratum, "unit": wave.declaration.design.unit}
    return {
        name: number_respondents(responses[column])
        if column == wave.declaration.respondent_id
        else canonical_codes(responses[column])
        for name, column in design.items()
        if column
    }
