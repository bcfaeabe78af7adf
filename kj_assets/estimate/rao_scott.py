"""The Rao–Scott test that the rows and the columns of a weighted table are independent.

Belongs here: the second-order F, and when a table has nothing to test. Does not: making tables
(`crosstab.py`), which tables are tested (`subgroups.py`).

Cells that nobody is in carry no information: of the interaction contrasts, those that only such
cells tell apart cannot be estimated, and have no part in the test. R's `svychisq` solves a singular
matrix there; PyPI's `svy` does as here. For any other table all three agree.

Source: Rao & Scott (1984), Thomas & Rao; R `survey::svychisq(statistic = "F")`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design

NEGLIGIBLE = 1e-10


@dataclass(frozen=True)
class RaoScott:
    """The test: F with `df_numerator` and `df_denominator`, its p, and Pearson's uncorrected X²."""

    f: float
    df_numerator: float
    df_denominator: float
    p: float
    pearson: float


def assess_independence(
    row_masks: Sequence[np.ndarray],
    column_masks: Sequence[np.ndarray],
    base: np.ndarray,
    design: Design,
) -> RaoScott:
    """Test independence over a base; masks (bool, one per respondent) are the levels' members.

    With design effects λ of the contrasts that can be estimated, F = X²/Σλ on d = (Σλ)²/Σλ² and
    d·df degrees of freedom. Errors: X002 (fewer than two rows or columns with respondents), X005
    (no variation between sampling units, or no degrees of freedom, to test with).
    """
    from scipy.special import fdtrc

    weights = np.where(base, design.used_weights, 0.0)
    rows, columns = (_select_present(masks, weights > 0) for masks in (row_masks, column_masks))
    if len(rows) < 2 or len(columns) < 2:
        raise RefusalError("X002", "fewer than two groups or answers to compare")
    inside = np.column_stack([r & c for r in rows for c in columns])
    n, total = design.count(weights > 0), weights.sum()
    share = weights @ inside / total
    covariance = design.covariance_of_total(weights[:, None] * (inside - share) / total)
    deffs = _find_design_effects(share, covariance * n, (len(rows), len(columns)))
    df = design.count_df(weights > 0)
    if df < 1 or deffs.sum() <= NEGLIGIBLE * len(deffs):
        raise RefusalError(
            "X005",
            "nothing varies between sampling units: the design fixes the table",
            counts={"rows": n, "degrees of freedom": df},
        )
    pearson = _measure_distance(share.reshape(len(rows), len(columns))) * n
    f, df_numerator = pearson / deffs.sum(), deffs.sum() ** 2 / (deffs**2).sum()
    p = float(fdtrc(df_numerator, df_numerator * df, f))
    return RaoScott(float(f), float(df_numerator), float(df_numerator * df), p, float(pearson))


def _select_present(masks: Sequence[np.ndarray], weighted: np.ndarray) -> list[np.ndarray]:
    return [mask & weighted for mask in masks if (mask & weighted).any()]


def _measure_distance(observed: np.ndarray) -> float:
    """Σ (p − p₊ p₊)² / (p₊ p₊) of a table of shares."""
    expected = observed.sum(axis=1, keepdims=True) * observed.sum(axis=0)
    return float(((observed - expected) ** 2 / expected).sum())


def _find_design_effects(
    share: np.ndarray, covariance: np.ndarray, shape: tuple[int, int]
) -> np.ndarray:
    """Variances (of n respondents) along what interaction contrasts can be estimated, over SRS's.

    Scaled by the root of the shares, the contrasts' covariance under simple random sampling is
    G = Z′Z: its eigenvectors are the directions, and those without an eigenvalue are left out.
    """
    inverse = np.divide(1.0, share, out=np.zeros_like(share), where=share > 0)
    scaled = inverse[:, None] * _build_interaction_contrasts(*shape)
    values, vectors = np.linalg.eigh(scaled.T @ (share[:, None] * scaled))
    kept = values > NEGLIGIBLE * values[-1]
    whitened = scaled @ (vectors[:, kept] / np.sqrt(values[kept]))
    return np.linalg.eigvalsh(whitened.T @ covariance @ whitened).clip(min=0.0)


def _build_interaction_contrasts(n_rows: int, n_columns: int) -> np.ndarray:
    """Orthonormal columns that span what the margins leave of a table (cells × (r−1)(c−1)).

    Orthonormal, so that no order of the levels changes an eigenvalue.
    """

    def centre(k: int) -> np.ndarray:
        return np.linalg.qr(np.eye(k)[:, 1:] - 1 / k)[0]

    return np.kron(centre(n_rows), centre(n_columns))
