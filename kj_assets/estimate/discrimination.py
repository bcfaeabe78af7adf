"""A fitted logit's predictions against the answers: ranked rightly, and right on average?

Belongs here: the area under the ROC curve and the calibration table, weighted, from cells. Does
not: pseudo-R², collinearity (`diagnostics.py`). Source: Yao, Li & Graubard (2015) for the weighted
area.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kj_assets.estimate.fit_tables import CALIBRATION
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.tables import build_table

TIED = 1e-10  # log odds: two cells with the same terms differ by rounding only


def measure_auc(fit: LogitFit) -> float:
    """Return P(a weighted random 1 is predicted above a random 0) + ½ P(tied), exactly."""
    ties = _number_ties(fit)
    data = fit.data
    ones, zeros = (np.bincount(ties, data.weights * (data.outcome == y)) for y in (1, 0))
    below = np.cumsum(zeros) - zeros / 2
    return float(ones @ below / (ones.sum() * zeros.sum()))


def tabulate_calibration(fit: LogitFit, groups: int = 10) -> pd.DataFrame:
    """Return `CALIBRATION`; equal predictions share a group, so there may be fewer than asked."""
    ties, data = _number_ties(fit), fit.data
    by_tie = np.bincount(ties, data.weights)
    middle = (np.cumsum(by_tie) - by_tie / 2) / by_tie.sum()
    used, codes = np.unique((middle * groups).astype(int)[ties], return_inverse=True)
    member = (codes[:, None] == np.arange(len(used))).astype(float)
    n_weighted = data.weights @ member
    observed = (data.weights * data.outcome) @ member / n_weighted
    score = member * (data.outcome[:, None] - observed) / n_weighted
    frame = pd.DataFrame(
        {
            "outcome": fit.spec.outcome,
            "group": used + 1,
            "low": [fit.fitted[codes == j].min() for j in range(len(used))],
            "high": [fit.fitted[codes == j].max() for j in range(len(used))],
            "n": (data.n @ member).astype(int),
            "n_weighted": n_weighted,
            "predicted": (data.weights * fit.fitted) @ member / n_weighted,
            "observed": observed,
            "std_error": np.sqrt(data.design.variance_of_total(fit.spread(score))),
        }
    )
    return build_table(dict(frame), CALIBRATION)


def _number_ties(fit: LogitFit) -> np.ndarray:
    """Return the rank (0 is lowest) of each complete cell's prediction, ties sharing one."""
    linear = fit.predict_linear(fit.data.design_matrix)
    order = np.argsort(linear)
    ranks = np.empty(len(linear), dtype=int)
    ranks[order] = np.concatenate([[0], np.cumsum(np.diff(linear[order]) > TIED)])
    return ranks
