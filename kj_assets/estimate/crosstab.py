"""Cross tables of two items, with the Rao–Scott test of independence.

Belongs here: weighted counts, row shares. Does not: the test (`rao_scott.py`), models.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.rao_scott import RaoScott, assess_independence
from kj_assets.estimate.shares import estimate_shares


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
    (fewer than two levels with respondents on a side), X005 (nothing varies between units).
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
