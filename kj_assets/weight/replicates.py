"""Replicate weights: the bootstrap of a design, each replicate raked like the sample was.

Belongs here: raking many replicates at once. Does not: drawing them or their variance
(`estimate/replicates.py`), raking once (`rake.py`), trimming (a cap binds respondents, not cells).

Raking multiplies all respondents of a margin cell (a combination of the margins' levels) by one
factor, so replicates are raked as a (margin cells × replicates) matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from kj_assets.estimate.checks import RefusalError, check_weights
from kj_assets.estimate.replicates import draw_bootstrap
from kj_assets.weight.rake import Margin, Margins, rake_to_margins

TOLERANCE = 1e-10
MOST_ROUNDS = 1000


@dataclass(frozen=True, eq=False)
class ReplicateWeights:
    """`full` (respondents): the sample's weights; `replicates` (respondents × replicates)."""

    full: np.ndarray
    replicates: np.ndarray


def make_replicate_weights(
    sample: pd.DataFrame,
    *,
    n_replicates: int,
    seed: int,
    margins: Margins | None = None,
    start: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    units: ArrayLike | None = None,
    total: float | None = None,
) -> ReplicateWeights:
    """Bootstrap the sample's units within strata; with `margins`, rake every replicate to them.

    `start` (default 1) are the weights before raking; one row per respondent. With margins all
    weights sum to `total`, by default the number of respondents.
    Errors: as `rake_to_margins` and `draw_bootstrap`; R001 also where a replicate has nobody of a
    level that has a target, R003 where one does not converge.
    """
    base = np.ones(len(sample)) if start is None else np.array(start, dtype=float)
    check_weights(base)
    drawn = draw_bootstrap(len(sample), n_replicates, seed, strata=strata, units=units)
    replicates = base[:, None] * drawn
    if not margins:
        return ReplicateWeights(base, replicates)
    total = float(len(sample)) if total is None else total
    full = rake_to_margins(sample, margins, start=base, total=total).weights
    codes = [_match_levels(sample, margin, levels) for margin, levels in margins.items()]
    cells, cell = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(len(cells)))
    sums = np.add.reduceat(replicates[order], starts, axis=0)
    targets = [
        _Target(str(margin), column, _to_shares(levels) * total)
        for (margin, levels), column in zip(margins.items(), cells.T, strict=True)
    ]
    return ReplicateWeights(full, replicates * _find_factors(sums, targets)[cell])


@dataclass(frozen=True, eq=False)
class _Target:
    """One margin: the level of each margin cell, and the total each level must have."""

    name: str
    level_of_cell: np.ndarray
    wanted: np.ndarray

    @property
    def dummies(self) -> np.ndarray:
        """Which cells each level has (levels × margin cells)."""
        return (np.arange(len(self.wanted))[:, None] == self.level_of_cell).astype(float)


def _find_factors(sums: np.ndarray, targets: list[_Target]) -> np.ndarray:
    """Return what raking multiplies each margin cell by (margin cells × replicates)."""
    _refuse_empty(sums, targets)
    factors = np.ones_like(sums)
    dummies = [target.dummies for target in targets]
    open_ones = np.arange(sums.shape[1])
    for _ in range(MOST_ROUNDS):
        raked = sums[:, open_ones] * factors[:, open_ones]
        for target, levels in zip(targets, dummies, strict=True):
            found = levels @ raked
            wanted = np.broadcast_to(target.wanted[:, None], found.shape)
            step = np.divide(wanted, found, out=np.zeros_like(found), where=found > 0)
            raked *= step[target.level_of_cell]
            factors[:, open_ones] *= step[target.level_of_cell]
        errors = [
            _measure_error(levels @ raked, t) for t, levels in zip(targets, dummies, strict=True)
        ]
        open_ones = open_ones[np.max(errors, axis=0) > TOLERANCE]
        if not len(open_ones):
            return factors
    raise RefusalError(
        "R003",
        f"raking did not converge in {MOST_ROUNDS} rounds in some replicates; merge rare levels",
        counts={"replicates": len(open_ones)},
    )


def _measure_error(found: np.ndarray, target: _Target) -> np.ndarray:
    """Largest relative error over the levels, per replicate."""
    positive = target.wanted > 0
    return np.abs(found[positive] / target.wanted[positive, None] - 1).max(axis=0)


def _refuse_empty(sums: np.ndarray, targets: list[_Target]) -> None:
    for target in targets:
        nobody = (target.dummies @ sums == 0) & (target.wanted > 0)[:, None]
        if nobody.any():
            raise RefusalError(
                "R001",
                f"a level of {target.name!r} has nobody in some replicates; merge it with a "
                "neighbour",
                item=target.name,
                counts={"replicates": int(nobody.any(axis=0).sum())},
            )


def _match_levels(sample: pd.DataFrame, margin: Margin, levels: Mapping) -> np.ndarray:
    """Return the position of each respondent's level; `rake_to_margins` has refused strangers."""
    index = pd.Series(levels, dtype=float).index
    if isinstance(margin, str):
        return index.get_indexer(pd.Index(sample[margin].astype(object)))
    return index.get_indexer(pd.MultiIndex.from_frame(sample[list(margin)].astype(object)))


def _to_shares(levels: Mapping) -> np.ndarray:
    wanted = pd.Series(levels, dtype=float).to_numpy()
    return wanted / wanted.sum()
