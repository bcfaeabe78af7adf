"""t tests and intervals from an estimate, its standard error and its degrees of freedom.

Belongs here: distributions (scipy.special, a quarter of the import time of scipy.stats). Does not:
standard errors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

INTERVALS = {"95": 0.05, "99": 0.01}


def make_t_tests(estimate: ArrayLike, std_error: ArrayLike, df: ArrayLike) -> dict[str, np.ndarray]:
    """Columns t, p (exact, two-sided), both intervals and both flags, from arrays of one length.

    An effect without an estimate, or with a standard error of 0, keeps nulls; its flags are False.
    """
    from scipy.special import stdtr

    estimate, std_error, df = (
        np.asarray(values, dtype=float) for values in (estimate, std_error, df)
    )
    usable = (std_error > 0) & (df > 0)
    t = np.divide(estimate, std_error, out=np.full(len(estimate), np.nan), where=usable)
    p = np.where(usable, 2 * stdtr(np.where(df > 0, df, np.nan), -np.abs(t)), np.nan)
    added = {"t": t, "p": p, "significant_5": p < 0.05, "significant_1": p < 0.01}
    for name, alpha in INTERVALS.items():
        half = quantile_t(df, alpha) * np.where(usable, std_error, np.nan)
        added |= {f"conf_low_{name}": estimate - half, f"conf_high_{name}": estimate + half}
    return added


def quantile_t(df: np.ndarray | float, alpha: float) -> np.ndarray:
    """Return the two-sided critical value of t at level `alpha`; NaN without df."""
    from scipy.special import stdtrit

    df = np.asarray(df, dtype=float)
    return stdtrit(np.where(df > 0, df, np.nan), 1 - alpha / 2)
