"""Weighted shares of one base, with intervals.

Belongs here: shares as domain means, their variance, logit and beta intervals. Does not: which
shares an item has (`toplines.py`), cross tables (`crosstab.py`).

Source: R `survey::svymean`, `svyciprop` (logit, beta); Korn & Graubard (1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.design import Design, compute_kish_deff
from kj_assets.estimate.inference import INTERVALS, quantile_t

FEW_CASES_FOR_LOGIT = 5
EXTREME_SHARE = 0.02
# Under this part of a simple random sample's, a variance is rounding: the design fixes the share.
NEGLIGIBLE = 1e-10


@dataclass(frozen=True, eq=False)
class Shares:
    """Weighted shares of one base, one entry per group; intervals in `intervals` columns."""

    share: np.ndarray
    std_error: np.ndarray
    n: np.ndarray
    n_weighted: np.ndarray
    n_base: int
    total_weight: float
    deff: np.ndarray
    df: int
    intervals: pd.DataFrame


def estimate_shares(inside: np.ndarray, base: np.ndarray, design: Design) -> Shares:
    """Estimate shares Σ w I / Σ w over a base; z = w (I − p) / W, zero outside the base.

    `inside` is (respondents × groups) bool, `base` (respondents) bool.
    """
    weights = np.where(base, design.used_weights, 0.0)
    total = float(weights.sum())
    n_base = design.count(weights > 0)
    inside = inside & (weights > 0)[:, None]
    share = _divide(inside, weights)
    z = score_shares(inside, base, design)
    variance = np.diag(design.covariance_of_total(z))
    under_srs = share * (1 - share) / max(n_base - 1, 1)
    variance = np.where(variance > NEGLIGIBLE * under_srs, variance, 0.0)
    deff = np.divide(variance, under_srs, out=np.full(len(share), np.nan), where=under_srs > 0)
    n = (design.respondents @ inside).astype(int)
    df = design.count_df(weights > 0)
    kish = compute_kish_deff(n_base, total, design.sum_squares(weights > 0))
    intervals = _build_intervals(share, variance, n, n_base, df, n_base / kish)
    errors = np.sqrt(variance)
    return Shares(share, errors, n, weights @ inside, n_base, total, deff, df, intervals)


def score_shares(inside: np.ndarray, base: np.ndarray, design: Design) -> np.ndarray:
    """Return w (I − p) / W (respondents × groups), whose total has the variance of the shares."""
    weights = np.where(base, design.used_weights, 0.0)
    return weights[:, None] * (inside - _divide(inside, weights)) / weights.sum()


def _divide(inside: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Σ w I / Σ w; exactly 1 where everybody is inside, which a quotient of sums may miss."""
    weighted = weights > 0
    everybody = inside[weighted].all(axis=0) & weighted.any()
    return np.where(everybody, 1.0, weights @ inside / weights.sum())


def _build_intervals(
    share: np.ndarray, variance: np.ndarray, n: np.ndarray, n_base: int, df: int, kish_n_eff: float
) -> pd.DataFrame:
    rare = np.minimum(n, n_base - n) < FEW_CASES_FOR_LOGIT
    beta = rare | (share < EXTREME_SHARE) | (share > 1 - EXTREME_SHARE)
    columns: dict[str, np.ndarray] = {"interval": np.where(beta, "beta", "logit")}
    for name, alpha in INTERVALS.items():
        by_logit = compute_logit_interval(share, variance, df, alpha)
        by_beta = compute_beta_interval(share, variance, n_base, df, kish_n_eff, alpha)
        for side, ends in zip(("low", "high"), zip(by_logit, by_beta, strict=True), strict=True):
            columns[f"conf_{side}_{name}"] = np.where(beta, ends[1], ends[0])
    return pd.DataFrame(columns)


def compute_logit_interval(
    share: np.ndarray, variance: np.ndarray, df: int, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return both ends, symmetric on the log odds, by t with df."""
    inner = np.clip(share, 1e-12, 1 - 1e-12)
    odds = np.log(inner / (1 - inner))
    half = quantile_t(df, alpha) * np.sqrt(variance) / (inner * (1 - inner))
    return 1 / (1 + np.exp(half - odds)), 1 / (1 + np.exp(-half - odds))


def compute_beta_interval(
    share: np.ndarray,
    variance: np.ndarray,
    n_base: int,
    df: int,
    kish_n_eff: float,
    alpha: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Clopper–Pearson on the effective n; a share of 0 or 1 has none of its own, so Kish's."""
    from scipy.special import betaincinv

    varies = (share > 0) & (share < 1) & (variance > 0)
    own = np.full(len(share), kish_n_eff)
    np.divide(share * (1 - share), variance, out=own, where=varies)
    n_eff = own * (quantile_t(n_base - 1, alpha) / quantile_t(df, alpha)) ** 2
    cases = n_eff * share
    others = n_eff - cases
    with np.errstate(invalid="ignore"):
        low = np.where(share <= 0, 0.0, betaincinv(cases, others + 1, alpha / 2))
        high = np.where(share >= 1, 1.0, betaincinv(cases + 1, others, 1 - alpha / 2))
    return low, high
