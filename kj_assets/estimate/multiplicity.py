"""Adjusting p values for how many were looked at.

Belongs here: Holm and Benjamini–Hochberg, by statsmodels. Does not: deciding which tests form a
family. A test that was registered and could not be made (a null) is a member all the same: it
stays null, and the others are adjusted for it, as by R's `p.adjust(p, n = m)`. Tests of one
hypothesis, such as the yes and the no of one item, are one member.
"""

from __future__ import annotations

import gc
from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


def adjust_holm(
    p: ArrayLike,
    hypotheses: Sequence[Hashable] | None = None,
    *,
    members: ArrayLike | None = None,
) -> np.ndarray:
    """Return Holm's (1979) adjusted p values: the family-wise error rate is held.

    `hypotheses` names what each p is a test of; without it each is of its own. Where `members`
    (bool) is false a p is no member of the family: it stays null and is not counted.
    """
    return _adjust(p, hypotheses, members, "holm")


def adjust_benjamini_hochberg(
    p: ArrayLike,
    hypotheses: Sequence[Hashable] | None = None,
    *,
    members: ArrayLike | None = None,
) -> np.ndarray:
    """Return Benjamini–Hochberg (1995) adjusted p values: the false discovery rate is held."""
    return _adjust(p, hypotheses, members, "fdr_bh")


def _adjust(
    p: ArrayLike, hypotheses: Sequence[Hashable] | None, members: ArrayLike | None, method: str
) -> np.ndarray:
    raw = np.asarray(p, dtype=float)
    counted = np.ones(raw.shape, bool) if members is None else np.asarray(members, dtype=bool)
    made = counted & ~np.isnan(raw)
    adjusted = np.full(raw.shape, np.nan)
    if made.any():
        # A null would spoil every p of statsmodels' fdr_bh; 1 is no evidence, and is counted.
        filled = np.where(made, raw, 1.0)[counted]
        named = pd.Series(range(len(raw)) if hypotheses is None else hypotheses, dtype=object)
        adjusted[counted] = _share(filled, named[counted], method)
    return np.where(made, adjusted, np.nan)


def _step(p: np.ndarray, method: str) -> np.ndarray:
    from statsmodels.stats.multitest import multipletests

    # Its "holm" collects garbage at each call, 0.1 s in a process with many objects, but none
    # that is frozen.
    gc.freeze()
    try:
        return multipletests(p, method=method)[1]
    finally:
        gc.unfreeze()


def _share(p: np.ndarray, hypotheses: pd.Series, method: str) -> np.ndarray:
    """Adjust over hypotheses, each by its smallest p; another test of one by its own p there."""
    member, names = pd.factorize(hypotheses)
    smallest = np.full(len(names), np.inf)
    np.minimum.at(smallest, member, p)
    adjusted = _step(smallest, method)[member]
    for place in np.flatnonzero(p > smallest[member]):
        own = smallest.copy()
        own[member[place]] = p[place]
        adjusted[place] = _step(own, method)[member[place]]
    return adjusted
