"""Cross tables of two items, with the Rao–Scott test of independence.

Belongs here: weighted counts, row shares, the second-order F. Does not: models.

Source: Rao & Scott (1984), Thomas & Rao; R `survey::svychisq(statistic = "F")`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.shares import estimate_shares


@dataclass(frozen=True)
class RaoScott:
    """The test: F with `df_numerator` and `df_denominator`, its p, and Pearson's uncorrected X²."""

    f: float
    df_numerator: float
    df_denominator: float
    p: float
    pearson: float


@dataclass(frozen=True, eq=False)
class Crosstab:
    """`table`: one row per pair of levels; `test`: whether rows and columns are independent.

    Columns of `table`: `row_level`, `column_level`, `n`, `n_weighted`, `share_of_row`,
    `std_error`, `conf_low_95`, `conf_high_95`, `conf_low_99`, `conf_high_99`, `interval`, `df`.
    """

    table: pd.DataFrame
    test: RaoScott


def cross_tabulate(
    rows: pd.DataFrame,
    row_item: str,
    column_item: str,
    design: Design,
    *,
    row_levels: Sequence[str],
    column_levels: Sequence[str],
) -> Crosstab:
    """Cross two items among respondents who answered both (all others are zero rows).

    Levels without a respondent stay out of table and test. Errors: X001 (undeclared level), X002
    (fewer than two levels with respondents on a side).
    """
    weighted = design.used_weights > 0
    both = (rows[row_item].notna() & rows[column_item].notna()).to_numpy() & weighted
    row_masks = _select_levels(rows[row_item], row_levels, both)
    column_masks = _select_levels(rows[column_item], column_levels, both)
    parts = []
    for row_level, in_row in row_masks.items():
        shares = estimate_shares(np.column_stack(list(column_masks.values())), in_row, design)
        parts.append(
            shares.intervals.assign(
                row_level=row_level,
                column_level=list(column_masks),
                n=shares.n,
                n_weighted=shares.n_weighted,
                share_of_row=shares.share,
                std_error=shares.std_error,
                df=shares.df,
            )
        )
    order = ["row_level", "column_level", "n", "n_weighted", "share_of_row", "std_error"]
    order += ["conf_low_95", "conf_high_95", "conf_low_99", "conf_high_99", "interval", "df"]
    table = pd.concat(parts, ignore_index=True)[order]
    masks = [list(row_masks.values()), list(column_masks.values())]
    return Crosstab(table, assess_independence(masks[0], masks[1], both, design))


def assess_independence(
    row_masks: Sequence[np.ndarray],
    column_masks: Sequence[np.ndarray],
    base: np.ndarray,
    design: Design,
) -> RaoScott:
    """Test independence over a base; masks (bool, one per respondent) are the levels' members.

    Δ = (C′V₀C)⁻¹(C′VC) compares the design's covariance of the cell shares with that of a simple
    random sample, along the interaction contrasts C; F = X²/tr Δ on d₀ = (tr Δ)²/tr Δ² and d₀·df.
    """
    from scipy.special import fdtrc

    inside = np.column_stack([r & c & base for r in row_masks for c in column_masks])
    weights = np.where(base, design.used_weights, 0.0)
    n, total = design.count(weights > 0), weights.sum()
    share = weights @ inside / total
    covariance = design.covariance_of_total(weights[:, None] * (inside - share) / total)
    observed = share.reshape(len(row_masks), len(column_masks))
    expected = observed.sum(axis=1, keepdims=True) * observed.sum(axis=0)
    pearson = float(n * ((observed - expected) ** 2 / expected).sum())
    inverse = np.divide(1.0, share, out=np.zeros_like(share), where=share > 0)
    contrasts = _build_interaction_contrasts(*observed.shape)
    scaled = inverse[:, None] * contrasts
    effects = np.linalg.solve(contrasts.T @ scaled / n, scaled.T @ covariance @ scaled)
    trace = float(np.trace(effects))
    df_numerator = trace**2 / float(np.trace(effects @ effects))
    df_denominator = df_numerator * design.count_df(weights > 0)
    f = pearson / trace
    return RaoScott(
        f, df_numerator, df_denominator, float(fdtrc(df_numerator, df_denominator, f)), pearson
    )


def _build_interaction_contrasts(n_rows: int, n_columns: int) -> np.ndarray:
    """Columns that span what row and column margins leave of the table (cells × (r−1)(c−1))."""

    def centre(k: int) -> np.ndarray:
        return np.eye(k)[:, 1:] - 1 / k

    return np.kron(centre(n_rows), centre(n_columns))


def _select_levels(
    answers: pd.Series, levels: Sequence[str], both: np.ndarray
) -> dict[str, np.ndarray]:
    item = str(answers.name)
    undeclared = answers[both & ~answers.isin(levels).to_numpy()]
    if len(undeclared):
        raise RefusalError(
            "X001",
            f"item {item!r} holds undeclared levels {sorted(set(undeclared.astype(str)))[:5]}",
            item=item,
            counts={"rows": len(undeclared)},
        )
    masks = {level: (answers == level).fillna(False).to_numpy(bool) & both for level in levels}
    present = {level: mask for level, mask in masks.items() if mask.any()}
    if len(present) < 2:
        raise RefusalError("X002", f"item {item!r} has fewer than two levels to cross", item=item)
    return present
