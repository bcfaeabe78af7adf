"""Adjusting p values for how many were looked at.

Belongs here: Holm and Benjamini–Hochberg. Does not: deciding which tests form a family.
Missing p values (refused effects) stay missing and are no member of the family.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike


def adjust_holm(p: ArrayLike) -> np.ndarray:
    """Return Holm's (1979) adjusted p values: the family-wise error rate is held."""

    def adjust(ascending: np.ndarray) -> np.ndarray:
        m = len(ascending)
        return np.maximum.accumulate(ascending * (m - np.arange(m)))

    return _adjust_sorted(p, adjust)


def adjust_benjamini_hochberg(p: ArrayLike) -> np.ndarray:
    """Return Benjamini–Hochberg (1995) adjusted p values: the false discovery rate is held."""

    def adjust(ascending: np.ndarray) -> np.ndarray:
        m = len(ascending)
        scaled = ascending * m / np.arange(1, m + 1)
        return np.minimum.accumulate(scaled[::-1])[::-1]

    return _adjust_sorted(p, adjust)


def _adjust_sorted(p: ArrayLike, adjust: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    raw = np.asarray(p, dtype=float)
    adjusted = np.full(raw.shape, np.nan)
    known = np.flatnonzero(~np.isnan(raw))
    order = known[np.argsort(raw[known], kind="stable")]
    adjusted[order] = np.minimum(adjust(raw[order]), 1.0)
    return adjusted
