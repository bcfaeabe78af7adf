"""How much a fitted logit explains, how many cases carry it, how entangled its terms are.

Belongs here: numbers about a `LogitFit` that are read beside its effects. Does not: predictions
against answers (`discrimination.py`), weights alone (`weight/diagnostics.py`). Every number is
weighted unless it says so, from cells, and the same whatever the weights' scale.

Sources: McFadden (1974); Lumley (2017) for Cox–Snell and Nagelkerke under complex sampling, as R
`survey::psrsq`; Fox & Monette (1992) as R `car::vif`; Peduzzi et al. (1996).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.discrimination import measure_auc
from kj_assets.estimate.fit_tables import COLLINEARITY, FIT_STATISTICS
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.tables import build_table

STEP_DECIMALS = 12  # as many as `maximise.LARGEST_STEP` has


@dataclass(frozen=True)
class PseudoR2:
    """Three pseudo-R²; all 0 where the terms explain nothing."""

    mcfadden: float
    cox_snell: float
    nagelkerke: float


@dataclass(frozen=True)
class EventCounts:
    """Complete cases (unweighted) by answer, and what S101 looks at."""

    events: int
    non_events: int
    parameters: int

    @property
    def per_parameter(self) -> float:
        """The rarer answer's cases for each estimated coefficient."""
        return min(self.events, self.non_events) / self.parameters


def summarise_fit(fit: LogitFit) -> pd.DataFrame:
    """Return `FIT_STATISTICS`, one row."""
    counts = count_events(fit)
    row = {
        "outcome": fit.spec.outcome,
        "n": fit.n,
        "n_eff": fit.n_eff,
        **asdict(counts),
        "events_per_parameter": counts.per_parameter,
        **asdict(measure_pseudo_r2(fit)),
        # The decimals after it are rounding, which differs between processors, and so would the
        # data version of the table.
        "largest_step": round(fit.largest_step, STEP_DECIMALS),
        "auc": measure_auc(fit),
    }
    return build_table(row, FIT_STATISTICS)


def measure_pseudo_r2(fit: LogitFit) -> PseudoR2:
    """Return pseudo-R² from log-likelihoods per unit of weight, L / Σw and L0 / Σw."""
    data = fit.data
    share = data.weights / data.weights.sum()
    mean = float(share @ data.outcome)
    null = mean * np.log(mean) + (1 - mean) * np.log1p(-mean)
    wrong_way = (1 - 2 * data.outcome) * fit.predict_linear(data.design_matrix)
    full = -float(share @ np.logaddexp(0.0, wrong_way))
    cox_snell = -np.expm1(2 * (null - full))
    return PseudoR2(
        float(1 - full / null), float(cox_snell), float(cox_snell / -np.expm1(2 * null))
    )


def count_events(fit: LogitFit) -> EventCounts:
    """Count both answers and the estimated coefficients."""
    events = int(fit.data.n[fit.data.outcome == 1].sum())
    return EventCounts(events, fit.n - events, int(fit.estimated.sum()))


def tabulate_collinearity(fit: LogitFit) -> pd.DataFrame:
    """Return `COLLINEARITY`: det R11 det R22 / det R, one row per term.

    R is the correlation of the slopes in A⁻¹ = (Σ wμ(1−μ)xx′)⁻¹: of the terms and the weights
    alone, where the sandwich would mix in how the answers scatter. A term none of whose levels
    was estimated has nulls.
    """
    slopes = [c.term for c, used in zip(fit.columns, fit.estimated, strict=True) if used][1:]
    bread = fit.bread[1:, 1:]
    lengths = np.sqrt(np.diag(bread))
    correlation = bread / np.outer(lengths, lengths)
    rows = []
    for term in fit.spec.terms:
        own = np.array([name == term.name for name in slopes], dtype=bool)
        parts = (correlation[np.ix_(mask, mask)] for mask in (own, ~own))
        gvif = float(np.prod([np.linalg.det(part) for part in parts]) / np.linalg.det(correlation))
        size = int(own.sum())
        gvif = gvif if size else np.nan
        scaled = gvif ** (1 / (2 * size)) if size else np.nan
        rows.append((fit.spec.outcome, term.name, size, gvif, scaled))
    frame = pd.DataFrame(rows, columns=list(COLLINEARITY.names[2:]))
    return build_table(dict(frame), COLLINEARITY)
