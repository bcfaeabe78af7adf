"""Bootstrap replicates of a survey design, and the variance they give.

Belongs here: drawing units anew within strata, and variances from replicate estimates. Does not:
raking each replicate (`weight/replicates.py`), refitting models (`bootstrap.py`).

Rao & Wu (1988), as Rao, Wu & Yue (1992) write it with weights: of n_h units in a stratum, n_h − 1
are drawn with replacement; a unit drawn m times has its weight multiplied by m n_h/(n_h − 1). The
variance of a total is then, in expectation, exactly that of `Design.covariance_of_total`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.clusters import read_rule, refuse_lone_unit


def draw_bootstrap(
    n_rows: int,
    n_replicates: int,
    seed: int,
    *,
    strata: ArrayLike | None = None,
    units: ArrayLike | None = None,
) -> np.ndarray:
    """Return what each row's weight is multiplied by in each replicate (rows × replicates).

    Without `units` each row is one; without `strata` there is one. The same seed and order of rows
    give the same draws. 8 bytes an entry: 1,500 respondents × 1,000 replicates are 12 MB.
    Errors: D001 (a stratum with one unit), D002 (a row without stratum or unit).
    """
    stratum_of_row, names = _number(strata, np.zeros(n_rows, dtype=int))
    unit_codes, unit_names = _number(units, np.arange(n_rows))
    keys = stratum_of_row.astype(np.int64) * len(unit_names) + unit_codes
    found, unit_of_row = np.unique(keys, return_inverse=True)
    stratum_of_unit = found // len(unit_names)
    random = np.random.default_rng(seed)
    by_unit = np.empty((len(found), n_replicates))
    for stratum, name in enumerate(names):
        members = np.flatnonzero(stratum_of_unit == stratum)
        if len(members) < 2:
            # Drawn or not drawn it is the same one: no replicate can tell what it adds.
            if not read_rule(name):
                refuse_lone_unit(name)
            by_unit[members] = 1.0
            continue
        by_unit[members] = _draw_stratum(random, len(members), n_replicates)
    return by_unit[unit_of_row]


def replicate_variance(estimates: np.ndarray, centre: ArrayLike | None = None) -> np.ndarray:
    """Return the variance of each of q estimates from (replicates × q) replicate estimates.

    About `centre` (the full-sample estimates, q) it is Σ (θ_r − θ)² / R, the mean squared error;
    without, Σ (θ_r − θ̄)² / (R − 1). A replicate with a null in it does not count for that
    estimate. The standard error is itself uncertain by a share of 1/√(2R): 3 % at R = 500.
    Errors: ValueError with under two usable replicates.
    """
    usable = np.isfinite(estimates)
    count = usable.sum(axis=0)
    if (count < 2).any():
        raise ValueError(f"a variance needs two replicates at least, there are {count.min()}")
    known = np.where(usable, estimates, 0.0)
    middle = known.sum(axis=0) / count if centre is None else np.asarray(centre, dtype=float)
    squares = (np.where(usable, known - middle, 0.0) ** 2).sum(axis=0)
    return squares / (count - 1 if centre is None else count)


def _draw_stratum(random: np.random.Generator, n_units: int, n_replicates: int) -> np.ndarray:
    """Return multipliers (units × replicates) of one stratum."""
    drawn = random.integers(0, n_units, (n_replicates, n_units - 1))
    drawn += n_units * np.arange(n_replicates)[:, None]
    times = np.bincount(drawn.ravel(), minlength=n_units * n_replicates)
    return times.reshape(n_replicates, n_units).T * (n_units / (n_units - 1))


def _number(given: ArrayLike | None, default: np.ndarray) -> tuple[np.ndarray, pd.Index]:
    codes, names = pd.factorize(pd.Series(default if given is None else np.asarray(given)))
    if (codes < 0).any():
        raise RefusalError(
            "D002",
            "a respondent has no stratum or no unit; fill both columns",
            counts={"rows": int((codes < 0).sum())},
        )
    return codes, pd.Index(names)
