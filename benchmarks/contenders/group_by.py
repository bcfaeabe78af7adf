"""The floor: DuckDB's bare GROUP BY of the same file over the same columns, nothing estimated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from benchmarks.contenders.harness import open_duckdb, run_contender
from benchmarks.survey import LEVELS, OUTCOME, SCORE, WEIGHT

CONNECTION = open_duckdb()


def group_rows(path: Path) -> dict[str, Any]:
    """Count and sum the weights of equal respondents."""
    rows = CONNECTION.read_parquet(str(path))
    items = [OUTCOME, *LEVELS, *([SCORE] if SCORE in rows.columns else [])]
    sums = f"count(*) AS n, sum({WEIGHT}) AS w, sum({WEIGHT} * {WEIGHT}) AS w2"
    groups = rows.aggregate(f"{', '.join(items)}, {sums}", ", ".join(items)).fetchnumpy()
    return {"cells": len(groups["n"])}


if __name__ == "__main__":
    run_contender(f"DuckDB {duckdb.__version__}", group_rows)
