"""Weighted shares of every level, net and missing kind of one item, with intervals.

Belongs here: shares as domain means, their intervals, the bounds that don't-knows leave open.
Does not: cross tables (`crosstab.py`).

Source: R `survey::svymean`, `svyciprop` (logit, beta); Korn & Graubard (1998).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design, compute_kish_deff
from kj_assets.estimate.inference import INTERVALS, quantile_t
from kj_assets.estimate.share_tables import TOPLINES
from kj_assets.estimate.tables import build_table

DONT_KNOW = "dont_know"
NOT_ASKED = "not_asked"
FEW_CASES_FOR_LOGIT = 5
EXTREME_SHARE = 0.02


def estimate_toplines(
    rows: pd.DataFrame,
    item: str,
    levels: Sequence[str],
    nets: Mapping[str, Sequence[str]],
    design: Design,
    missing: str | None = None,
) -> pd.DataFrame:
    """Return `share_tables.TOPLINES` for one item: levels, then nets, then missing kinds.

    `rows[item]` holds levels or null, `rows[missing]` the missing kind or null; one row per entry
    of `design`, a respondent or a group (`GroupedDesign`). Levels and nets are shares of valid
    answers, missing kinds shares of all but `not_asked`. Bounds: every don't-know counted against,
    and for. Intervals: logit; beta where under 5 cases are in or out of a share, or it is under
    .02 or over .98.

    Errors: X001 (undeclared level; neither level nor missing kind), X002 (no valid answer).
    """
    answers = rows[item].astype(object).where(rows[item].notna(), None)
    kinds = _read_missing_kinds(rows, missing)
    weighted = design.used_weights > 0
    valid = answers.notna().to_numpy() & weighted
    _check_answers(answers, kinds, item, levels, missing is not None, design)
    groups: dict[tuple[str, str], tuple[str, ...]] = {
        ("level", level): (level,) for level in levels
    }
    groups |= {("net", net): tuple(members) for net, members in nets.items()}
    unknown = {level for members in nets.values() for level in members} - set(levels)
    if unknown:
        raise RefusalError("X001", f"nets of {item!r} use undeclared levels {unknown}", item=item)
    inside = np.column_stack([answers.isin(members).to_numpy() for members in groups.values()])
    dont_know = float(design.used_weights[(kinds == DONT_KNOW).to_numpy() & ~valid].sum())
    parts = [_describe(list(groups), estimate_shares(inside, valid, design), dont_know)]
    asked = weighted & (kinds != NOT_ASKED).to_numpy()
    found = sorted(set(kinds[asked & ~valid].dropna()))
    if found:
        missing_kinds = np.column_stack([(kinds == kind).to_numpy() for kind in found])
        shares = estimate_shares(missing_kinds, asked, design)
        parts.append(_describe([("missing", kind) for kind in found], shares, None))
    return build_table(dict(pd.concat(parts).assign(item=item)), TOPLINES)


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
    n_weighted = weights @ inside
    share = n_weighted / total
    z = score_shares(inside, base, design)
    variance = np.diag(design.covariance_of_total(z)).clip(min=0.0)
    under_srs = share * (1 - share) / max(n_base - 1, 1)
    deff = np.divide(variance, under_srs, out=np.full(len(share), np.nan), where=under_srs > 0)
    n = (design.respondents @ inside).astype(int)
    df = design.count_df(weights > 0)
    kish = compute_kish_deff(n_base, total, design.sum_squares(weights > 0))
    intervals = _build_intervals(share, variance, n, n_base, df, n_base / kish)
    return Shares(share, np.sqrt(variance), n, n_weighted, n_base, total, deff, df, intervals)


def score_shares(inside: np.ndarray, base: np.ndarray, design: Design) -> np.ndarray:
    """Return w (I − p) / W (respondents × groups), whose total has the variance of the shares."""
    weights = np.where(base, design.used_weights, 0.0)
    total = weights.sum()
    return weights[:, None] * (inside - weights @ inside / total) / total


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

    own = np.divide(
        share * (1 - share), variance, out=np.full(len(share), kish_n_eff), where=variance > 0
    )
    n_eff = own * (quantile_t(n_base - 1, alpha) / quantile_t(df, alpha)) ** 2
    cases = n_eff * share
    others = n_eff - cases
    with np.errstate(invalid="ignore"):
        low = np.where(share <= 0, 0.0, betaincinv(cases, others + 1, alpha / 2))
        high = np.where(share >= 1, 1.0, betaincinv(cases + 1, others, 1 - alpha / 2))
    return low, high


def _read_missing_kinds(rows: pd.DataFrame, missing: str | None) -> pd.Series:
    if missing is None:
        return pd.Series([None] * len(rows), index=rows.index, dtype=object)
    return rows[missing].astype(object).where(rows[missing].notna(), None)


def _check_answers(
    answers: pd.Series,
    kinds: pd.Series,
    item: str,
    levels: Sequence[str],
    with_kinds: bool,
    design: Design,
) -> None:
    weighted = design.used_weights > 0
    undeclared = answers.notna() & ~answers.isin(levels) & weighted
    if undeclared.any():
        raise RefusalError(
            "X001",
            f"item {item!r} holds undeclared levels {sorted(set(answers[undeclared]))[:5]}; "
            "declare them or make them a missing kind",
            item=item,
            counts={"rows": design.count(undeclared.to_numpy())},
        )
    unexplained = answers.isna() & kinds.isna() & weighted
    if with_kinds and unexplained.any():
        raise RefusalError(
            "X001",
            f"item {item!r} has respondents with neither a level nor a missing kind",
            item=item,
            counts={"rows": design.count(unexplained.to_numpy())},
        )
    if answers[weighted].isna().all():
        raise RefusalError(
            "X002",
            f"nobody answered {item!r}; was it asked in this wave?",
            item=item,
            counts={"rows": design.count(weighted)},
        )


def _describe(
    groups: Sequence[tuple[str, str]], shares: Shares, dont_know: float | None
) -> pd.DataFrame:
    frame = shares.intervals.assign(
        kind=[kind for kind, _ in groups],
        level=[level for _, level in groups],
        share=shares.share,
        std_error=shares.std_error,
        n=shares.n,
        n_weighted=shares.n_weighted,
        n_base=shares.n_base,
        deff=shares.deff,
        df=float(shares.df),
    )
    if dont_know is None:
        return frame
    widest = shares.total_weight + dont_know
    return frame.assign(
        bound_low=frame["n_weighted"] / widest,
        bound_high=(frame["n_weighted"] + dont_know) / widest,
    )
