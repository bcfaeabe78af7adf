"""This project: rows to cells in DuckDB, then fit and effects on the cells.

Both standard errors of every effect (delta and unconditional) are made. As with every contender,
the answer is arrays: what tables of t, p and intervals cost more is not part of the job.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.contenders.harness import FILE_CACHE, run_contender
from benchmarks.survey import BASE, LEVELS, OUTCOME, SCORE, WEIGHT
from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.effects import measure_errors
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.predictions import estimate_effects
from kj_assets.estimate.terms import Factor, LogitSpec, Numeric, Term

duckdb.execute(f"SET {FILE_CACHE} = false")


@cache
def declare_terms(path: Path) -> tuple[Term, ...]:
    """Return what an analyst declares of the made-up survey."""
    factors = [Factor(name, levels, BASE) for name, levels in LEVELS.items()]
    numbers = [Numeric(SCORE)] if SCORE in duckdb.read_parquet(str(path)).columns else []
    return (*factors, *numbers)


def estimate(path: Path) -> dict[str, Any]:
    """Return coefficients and effects, each with standard errors."""
    spec = LogitSpec(OUTCOME, declare_terms(path))
    cells = collapse_to_cells(path, outcomes=[OUTCOME], terms=spec.items, weight=WEIGHT)
    fit = fit_logit(cells, spec)
    effects = list(estimate_effects(fit))
    errors = measure_errors(effects)
    return {
        "cells": len(cells),
        "coefficients": fit.coefficients.tolist(),
        "coefficient_errors": fit.std_error.tolist(),
        "effects": [effect.estimate for effect in effects],
        "effect_errors": errors.delta.tolist(),
        "unconditional_errors": errors.unconditional.tolist(),
    }


if __name__ == "__main__":
    run_contender(f"DuckDB {duckdb.__version__}", estimate)
