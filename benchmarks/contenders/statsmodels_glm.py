"""statsmodels: GLM with `var_weights`, HC0 covariance times n/(n−1), then `get_margeff`.

Its effects are another quantity than the other contenders': `get_margeff` leaves the weights out
of the average and leaves a factor's other dummies as they were. So its coefficients and their
standard errors are held to agree, and how far its effects are off is said.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import statsmodels
import statsmodels.api as sm

from benchmarks.contenders.harness import run_contender
from benchmarks.survey import LEVELS, OUTCOME, WEIGHT


def estimate(path: Path) -> dict[str, Any]:
    """Return coefficients and effects, each with standard errors."""
    rows = pd.read_parquet(path)
    dummies = [
        (rows[term] == level).to_numpy(float) for term in LEVELS for level in LEVELS[term][1:]
    ]
    matrix = np.column_stack([np.ones(len(rows)), *dummies])
    model = sm.GLM(
        rows[OUTCOME].to_numpy(float),
        matrix,
        sm.families.Binomial(),
        var_weights=rows[WEIGHT].to_numpy(),
    )
    fit = model.fit(cov_type="HC0")
    effects = fit.get_margeff(at="overall", method="dydx", dummy=True)
    return {
        "coefficients": fit.params.tolist(),
        "coefficient_errors": (fit.bse * np.sqrt(len(rows) / (len(rows) - 1))).tolist(),
        "effects": effects.margeff.tolist(),
        "effect_errors": effects.margeff_se.tolist(),
    }


if __name__ == "__main__":
    run_contender(f"statsmodels {statsmodels.__version__}", estimate)
