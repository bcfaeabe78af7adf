"""What an effect compares: two settings of a term, for whom, and when the data cannot tell.

Belongs here: what effects of any model share before a probability is computed. Does not:
probabilities (`predictions.py`, `ordinal_effects.py`), tables (`effects.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.encoding import EncodedTerms
from kj_assets.estimate.model_data import ModelData
from kj_assets.estimate.terms import Factor, LogitSpec

OBSERVED = "observed"


@dataclass(frozen=True)
class Subgroup:
    """The respondents an effect is averaged over: those with `level` of a column of the cells."""

    item: str
    level: str

    def __str__(self) -> str:
        """`item=level`."""
        return f"{self.item}={self.level}"


@dataclass(frozen=True)
class Contrast:
    """What is compared with what: a level with its base, or a number with a step above it."""

    term: str
    level: str
    base: str


def list_contrasts(spec: LogitSpec) -> list[Contrast]:
    """Return what a model's effects compare, in declared order."""
    contrasts = []
    for term in spec.main_terms:
        if isinstance(term, Factor):
            contrasts += [Contrast(term.name, level, term.base) for level in term.contrasts]
        else:
            contrasts.append(Contrast(term.name, f"+{term.step:g}", OBSERVED))
    return contrasts


def build_contrast(encoded: EncodedTerms, contrast: Contrast) -> tuple[np.ndarray, np.ndarray]:
    """Return two (cells × columns) matrices: everybody at the base, everybody at the level.

    For a number: as observed, and a step above. Interactions are rebuilt in both.
    """
    term = encoded.spec.find_main_term(contrast.term)
    if isinstance(term, Factor):
        low, high = (encoded.set_level(term.name, at) for at in (contrast.base, contrast.level))
    else:
        low, high = encoded, encoded.add_step(term.name, term.step)
    return low.build_matrix(), high.build_matrix()


def select_averaged(data: ModelData, within: Subgroup | None) -> np.ndarray:
    """1.0 for complete cells that are averaged over, else 0.0.

    Errors: X004 for a subgroup without a case.
    """
    if within is None:
        return np.ones(data.encoded.n_cells)
    complete = data.cells.loc[data.design.complete, within.item]
    averaged = (complete == within.level).to_numpy(dtype=float)
    if not averaged.any():
        raise RefusalError(
            "X004", f"no complete case in {within}", item=within.item, level=within.level
        )
    return averaged


def find_refusal(low: np.ndarray, high: np.ndarray, limits: np.ndarray, empty: np.ndarray) -> str:
    """Return S001 or X004 where the data cannot tell `low` from `high`, else an empty string.

    `limits` and `empty` have one entry per column: not 0 where separated, true without a case.
    """
    separated = limits != 0
    if (high[:, separated] != low[:, separated]).any():
        return "S001"
    return "X004" if high[:, empty].any() or low[:, empty].any() else ""
