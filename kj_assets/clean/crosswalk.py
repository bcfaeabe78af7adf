"""The crosswalk: one wave's columns and codes become items, levels and missing kinds.

Here: the clean table, made item by item, and all problems told together. Not here: how a problem
reads (`tally.py`), single wrong cells (`corrections.py`), or whether the answers are plausible
(`validate/`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from kj_assets.clean.columns import declared_columns, find_missing_columns
from kj_assets.clean.identity import RespondentNumbers
from kj_assets.clean.items import (
    CrossedItem,
    cross_bands,
    cross_levels,
    cross_not_asked,
    cross_numbers,
    parse_numbers,
)
from kj_assets.clean.problems import Problem, refuse_problems
from kj_assets.clean.tally import Tally, tell_bands, tell_levels, tell_numbers, tell_weights
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.codes import canonical_codes
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
    crossing = Crossing(wave, codebook)
    clean = crossing.cross(responses)
    crossing.refuse_problems()
    return clean


class Crossing:
    """One wave's crosswalk, applied to its rows in order, chunk by chunk."""

    def __init__(self, wave: Wave, codebook: Codebook) -> None:
        """No rows yet."""
        self.wave = wave
        self.codebook = codebook
        self._numbers = RespondentNumbers()
        self._missing: list[Problem] = []
        self._seen: defaultdict[str, Tally] = defaultdict(Tally)
        self._seen_weights = Tally()

    def cross(self, responses: pd.DataFrame) -> pd.DataFrame:
        """The next rows; not to be kept before `refuse_problems` finds nothing in all of them."""
        self._missing = find_missing_columns(responses, declared_columns(self.wave))
        columns: dict[str, pd.Series] = {}
        ids = self.wave.declaration.respondent_id
        if ids in responses.columns:
            columns["respondent_id"] = self._numbers.number(responses[ids])
        for key, item in _cross_items(responses, self.wave, self.codebook).items():
            self._seen[key].add(item.seen)
            columns |= {key: item.answers, f"{key}_missing": item.kinds}
        columns |= self._read_weights(responses) | self._read_design(responses, columns)
        return pd.DataFrame(columns).reset_index(drop=True)

    def refuse_problems(self) -> None:
        """Raise what was wrong with the rows so far (see `apply_crosswalk`)."""
        told = [problem for key in self._seen for problem in self._tell_item(key)]
        told += tell_weights(self._seen_weights, str(self.wave.declaration.weight.column))
        refuse_problems(self.wave, [*self._missing, *told])

    def _tell_item(self, key: str) -> list[Problem]:
        seen, item = self._seen[key], self.codebook.items[key]
        entry = self.wave.declaration.crosswalk.get(key)
        if entry is None:
            return tell_bands(seen, item.bands, f"item {key}") if item.bands else []
        if entry.column is None:
            return []
        tell = tell_numbers if item.type == "number" else tell_levels
        return tell(seen, entry, f"item {key}, column {entry.column!r}")

    def _read_weights(self, responses: pd.DataFrame) -> dict[str, pd.Series]:
        """Blank, infinite and negative weights stay as they are: the gate judges their rows."""
        column = self.wave.declaration.weight.column
        if column is None or column not in responses.columns:
            return {}
        codes = canonical_codes(responses[column])
        weights = parse_numbers(codes)
        self._seen_weights.add(Tally.of(codes, codes[codes.notna() & weights.isna()]))
        return {"weight_given": weights}

    def _read_design(
        self, responses: pd.DataFrame, made: Mapping[str, pd.Series]
    ) -> dict[str, pd.Series]:
        declared = self.wave.declaration
        design = {"stratum": declared.design.stratum, "unit": declared.design.unit}
        return {
            name: made["respondent_id"]
            if column == declared.respondent_id
            else canonical_codes(responses[column])
            for name, column in design.items()
            if column in responses.columns
        }


def _cross_items(
    responses: pd.DataFrame, wave: Wave, codebook: Codebook
) -> Mapping[str, CrossedItem]:
    entries = wave.declaration.crosswalk
    crossed = {
        key: _cross_item(responses, entries[key], codebook.items[key])
        for key in entries
        if entries[key].not_asked or entries[key].column in responses.columns
    }
    for key, item in codebook.items.items():
        if item.bands and key not in entries and item.bands.of in crossed:
            crossed[key] = cross_bands(crossed[item.bands.of], item.bands)
    return {key: crossed[key] for key in codebook.items if key in crossed}


def _cross_item(responses: pd.DataFrame, entry: ItemCrosswalk, item: Item) -> CrossedItem:
    if entry.column is None:
        return cross_not_asked(responses.index, is_number=item.type == "number")
    cross = cross_numbers if item.type == "number" else cross_levels
    return cross(responses[entry.column], entry)
