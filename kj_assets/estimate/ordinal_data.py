"""The complete cells of an ordered model, checked, and the terms that separate its outcome.

Belongs here: what is refused before and after an ordered fit. Does not: fitting (`ordinal.py`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.model_data import ModelData, prepare_model
from kj_assets.estimate.ordinal_likelihood import Splits
from kj_assets.estimate.separation import find_limits
from kj_assets.estimate.terms import LogitSpec

CUT = "(cut)"


def prepare_ordered(cells: pd.DataFrame, spec: LogitSpec, n_levels: int) -> ModelData:
    """Check the outcome's levels, and everything else as for "above the lowest level or not"."""
    answers = cells[spec.outcome]
    complete = cells["complete"].to_numpy(dtype=bool)
    outcome = answers[complete].to_numpy(dtype=float)
    if complete.any():
        _check_levels(outcome, cells["n"].to_numpy(dtype=float)[complete], spec.outcome, n_levels)
    data = prepare_model(cells.assign(**{spec.outcome: (answers > 0).astype(float)}), spec)
    return replace(data, cells=cells, outcome=outcome)


def _check_levels(outcome: np.ndarray, n: np.ndarray, item: str, n_levels: int) -> None:
    undeclared = ~np.isin(outcome, np.arange(n_levels))
    if undeclared.any():
        codes = sorted(set(outcome[undeclared].tolist()))[:5]
        raise RefusalError(
            "Y001",
            f"outcome {item!r} must be 0 to {n_levels - 1} but has {codes}; number its levels",
            item=item,
            counts={"undeclared": int(n[undeclared].sum())},
        )
    by_level = np.bincount(outcome.astype(int), n, n_levels)
    counts = {f"{item}={level}": int(count) for level, count in enumerate(by_level)}
    if (by_level > 0).sum() < 2:
        message = f"outcome {item!r} is constant among the complete cases; nothing can explain it"
        raise RefusalError("Y002", message, item=item, counts=counts)
    for level in np.flatnonzero(by_level == 0):
        message = f"no complete case at level {level} of outcome {item!r}; merge it with another"
        raise RefusalError("X004", message, item=item, level=str(level), counts=counts)


def select_used(data: ModelData, limits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the cells that no limit decides, and the design matrix's columns with a slope."""
    kept = ~data.empty & (limits == 0)
    kept[0] = False  # the cuts stand in for the intercept
    return data.design_matrix @ limits == 0, kept


def find_ordered_limits(data: ModelData, kept: np.ndarray, n_levels: int) -> np.ndarray:
    """Return the limits of the kept columns; S001 where a cut itself is separated."""
    splits = Splits.of(data.design_matrix[:, kept], data.outcome, data.weights, n_levels)
    cuts = [f"{CUT}[{c}|{c + 1}]" for c in range(n_levels - 1)]
    once = np.where(
        splits.above == 1, data.outcome[splits.cell] > 0, data.outcome[splits.cell] == 0
    )
    names = [*cuts, *data.name_columns(kept)]
    limits = find_limits(splits.matrix, splits.above, data.n[splits.cell] * once, names)
    for name, limit in zip(cuts, limits, strict=False):
        if limit:
            raise RefusalError(
                "S001",
                f"the terms predict {data.spec.outcome!r} at {name} without fail; merge its levels",
                item=data.spec.outcome,
            )
    return limits[len(cuts) :]
