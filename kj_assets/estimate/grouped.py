"""The sampling design of respondents who come in groups of people alike.

Belongs here: `Design` for rows that stand for many respondents, so that shares of ten million are
estimated from some hundred rows. Does not: grouping them (`model/groups.py`), the formulas
(`design.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import check_weights
from kj_assets.estimate.clusters import refuse_lone_unit
from kj_assets.estimate.design import CellDesign, Design


@dataclass(frozen=True, eq=False, kw_only=True)
class GroupedDesign(Design):
    """One entry per group alike in stratum, unit, domain, and in having a weight or none.

    `weights` are each group's Σw, `squares` its Σw², `counts` its respondents. Errors: as `Design`.
    """

    counts: np.ndarray
    squares: np.ndarray

    @classmethod
    def of(cls, groups: pd.DataFrame) -> GroupedDesign:
        """Read the columns ``n``, ``sum_weight``, ``sum_weight_squared``, ``stratum``, ``unit``."""
        return cls(
            weights=groups["sum_weight"].to_numpy(float),
            strata=groups["stratum"].to_numpy() if "stratum" in groups else None,
            units=groups["unit"].to_numpy() if "unit" in groups else None,
            counts=groups["n"].to_numpy(float),
            squares=groups["sum_weight_squared"].to_numpy(float),
        )

    def __post_init__(self) -> None:
        """Refuse what cannot be estimated from."""
        check_weights(self.weights)
        if self.units is None and self.counts.sum() < 2:
            refuse_lone_unit(0)
        _ = self._cells

    @property
    def respondents(self) -> np.ndarray:
        """Respondents of each entry."""
        return self.counts

    def sum_squares(self, cases: np.ndarray) -> float:
        """Σw² of the respondents in the `cases`."""
        return float(self.squares[cases].sum())

    def count_df(self, cases: np.ndarray) -> int:
        """Units − strata among those with one of the `cases`."""
        return self._cells.count_df(cases)

    def covariance_of_total(self, z: np.ndarray) -> np.ndarray:
        """As of `Design`; within a group `z` is shared out by weight."""
        totals = z.reshape(len(self.weights), -1)
        score = np.zeros_like(totals, dtype=float)
        weights = self.weights[:, None]
        np.divide(totals, weights, out=score, where=weights > 0)
        return self._cells.covariance_of_total(score)

    @cached_property
    def _cells(self) -> CellDesign:
        none = pd.Series([None] * len(self.weights), dtype=object)
        return CellDesign.of(
            pd.DataFrame(
                {
                    "n": self.counts,
                    "sum_weight": self.weights,
                    "sum_weight_squared": self.squares,
                    "complete": self.weights > 0,
                    # Who has no weight is counted all the same, as in `Design`.
                    "in_domain": False,
                    "stratum": none if self.strata is None else self.strata,
                    "unit": none if self.units is None else self.units,
                }
            )
        )
