"""The complete cells of one model as arrays, checked: what fitting and refitting start from.

Belongs here: encoding, and every check that needs no fit. Does not: fitting (`logit.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kj_assets.estimate.cells import RESERVED
from kj_assets.estimate.checks import (
    FEW_CASES,
    RefusalError,
    Warned,
    check_any_complete,
    check_outcome,
)
from kj_assets.estimate.design import CellDesign
from kj_assets.estimate.encoding import EncodedTerms, encode_terms
from kj_assets.estimate.terms import Column, Factor, LogitSpec, list_columns


@dataclass(frozen=True, eq=False)
class ModelData:
    """Arrays have one entry per complete cell; `design` is over all cells."""

    spec: LogitSpec
    cells: pd.DataFrame
    design: CellDesign
    encoded: EncodedTerms
    design_matrix: np.ndarray
    outcome: np.ndarray

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the design matrix."""
        return list_columns(self.spec)

    @cached_property
    def n(self) -> np.ndarray:
        """Respondents per complete cell."""
        return self.design.n[self.design.complete]

    @cached_property
    def weights(self) -> np.ndarray:
        """Σw per complete cell."""
        return self.design.sum_weight[self.design.complete]

    @cached_property
    def empty(self) -> np.ndarray:
        """Which levels' columns no complete case is in."""
        is_level = np.array([column.level != "" for column in self.columns])
        return is_level & ~self.design_matrix.any(axis=0)

    @cached_property
    def _positions(self) -> dict[tuple[str, str], int]:
        return {(column.term, column.level): j for j, column in enumerate(self.columns)}

    def find_column(self, term: str, level: str) -> int:
        """Return the position of a level's column."""
        return self._positions[term, level]

    def select_columns(self, chosen: np.ndarray) -> np.ndarray:
        """Return the columns chosen by a mask; all of them without a copy."""
        return self.design_matrix if chosen.all() else self.design_matrix[:, chosen]

    def name_columns(self, chosen: np.ndarray) -> list[str]:
        """Return the names of the columns chosen by a mask."""
        return [self.columns[j].name for j in np.flatnonzero(chosen)]


def prepare_model(cells: pd.DataFrame, spec: LogitSpec) -> ModelData:
    """Encode and check the complete cells of one model; errors as in `logit.fit_logit`."""
    design = CellDesign.of(cells)
    needed = [name for name in cells.columns if name not in RESERVED]
    check_any_complete(design.n_complete, int(design.n.sum()), needed)
    complete = cells if design.complete.all() else cells[design.complete]
    encoded = encode_terms(complete, spec)
    outcome = complete[spec.outcome].to_numpy(dtype=float)
    check_outcome(outcome, design.n[design.complete], spec.outcome)
    data = ModelData(spec, cells, design, encoded, encoded.build_matrix(), outcome)
    for term in spec.main_terms:
        if isinstance(term, Factor) and not (encoded.answers[term.name] == term.base_code).any():
            raise RefusalError(
                "X004",
                f"no complete case is in the base level of {term.name!r}; declare another base",
                item=term.name,
                level=term.base,
            )
    return data


def warn_small_levels(data: ModelData) -> list[Warned]:
    """Warn of levels with under 30 complete cases (X101)."""
    factors = [term for term in data.spec.main_terms if isinstance(term, Factor)]
    return [warned for factor in factors for warned in _warn_of_factor(factor, data)]


def _warn_of_factor(term: Factor, data: ModelData) -> list[Warned]:
    counts = np.bincount(data.encoded.answers[term.name], data.n, len(term.levels)).astype(int)
    return [
        Warned(
            "X101",
            f"level {level!r} of {term.name!r} has under {FEW_CASES} respondents",
            term.name,
            level,
            {"n": int(count)},
        )
        for level, count in zip(term.levels, counts, strict=True)
        if 0 < count < FEW_CASES
    ]
