"""`svy` from PyPI: a weighted design, its binomial GLM, and its average marginal effects.

Run by the interpreter named in BENCH_SVY_PYTHON, an environment of its own with `svy` in it; so
the libraries are imported by name, which type checks without them.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.contenders.harness import run_contender
from benchmarks.survey import BASE, LEVELS, OUTCOME, WEIGHT

pl: Any = import_module("polars")
svy: Any = import_module("svy")


def estimate(path: Path) -> dict[str, Any]:
    """Return coefficients and effects, each with standard errors (delta only)."""
    sample = svy.Sample(pl.read_parquet(path), svy.Design(wgt=WEIGHT))
    terms = [svy.Cat(term, ref=BASE) for term in LEVELS]
    model = sample.glm.fit(y=OUTCOME, x=terms, family="binomial")
    margins = model.margins(variables=list(LEVELS))
    return {
        "coefficients": [coefficient.est for coefficient in model.coefs],
        "coefficient_errors": [coefficient.se for coefficient in model.coefs],
        "effects": [float(effect) for term in margins for effect in term.margin],
        "effect_errors": [float(error) for term in margins for error in term.se],
    }


if __name__ == "__main__":
    run_contender(f"svy {version('svy')}", estimate)
