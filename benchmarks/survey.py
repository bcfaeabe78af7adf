"""The made-up survey every contender reads: nine discrete terms, sixteen parameters, one weight.

Belongs here: what the terms are, and writing rows of a fixed seed to Parquet (and, for R, which
reads no Parquet, the same rows as raw bytes). Does not: estimating.

Run as a process of its own (`python -m benchmarks.survey`), because a child's peak memory is
counted from that of the process that started it; only the standard library is imported above,
because contenders in other environments import the declaration.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

OUTCOME = "y"
WEIGHT = "weight"
SCORE = "score"  # a numeric term with many values, to make many cells
SCORE_VALUES = (10, 100)
SEED = 20250923
LEVELS = {
    **{f"t{i}": ("a", "b") for i in (1, 2, 3)},
    **{f"t{i}": ("a", "b", "c") for i in (4, 5, 6, 7, 8, 9)},
}
BASE = "a"
EFFECTS = ((0.5,), (-0.3,), (0.1,), *((0.4, 0.9), (-0.2, 0.3), (0.15, -0.6)) * 2)


def main() -> None:
    """Write one survey, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--score-values", type=int, default=0)
    parser.add_argument("--raw", action="store_true", help="write raw bytes for R too")
    arguments = parser.parse_args()
    columns = draw_columns(arguments.rows, arguments.score_values)
    write_parquet(columns, arguments.path)
    if arguments.raw:
        write_raw(columns, arguments.path.with_suffix(".raw"))


def draw_columns(n: int, score_values: int) -> dict[str, Any]:
    """Return outcome and level positions (int8), weight (float64) and, if wanted, the score."""
    import numpy as np

    random = np.random.default_rng(SEED)
    linear = np.full(n, -0.6)
    columns: dict[str, Any] = {}
    for (term, levels), effects in zip(LEVELS.items(), EFFECTS, strict=True):
        shares = (0.5, 0.5) if len(levels) == 2 else (0.5, 0.3, 0.2)
        columns[term] = random.choice(len(levels), n, p=shares).astype(np.int8)
        linear += np.array([0.0, *effects])[columns[term]]
    if score_values:
        columns[SCORE] = random.integers(0, score_values, n) / score_values
        linear += 0.4 * columns[SCORE]
    columns[OUTCOME] = (random.random(n) < 1 / (1 + np.exp(-linear))).astype(np.int8)
    columns[WEIGHT] = random.gamma(3.0, 1 / 3, n) * (1 + 0.3 * columns[OUTCOME]) + 0.05
    return columns


def write_parquet(columns: dict[str, Any], path: Path) -> None:
    """Write one row per respondent, levels as text, as a cleaned survey holds them."""
    import duckdb
    import pandas as pd

    frame = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(values, list(LEVELS[name]))
            if name in LEVELS
            else values
            for name, values in columns.items()
        }
    )
    texts = ", ".join(f"{term}::VARCHAR AS {term}" for term in LEVELS)
    with duckdb.connect() as connection:
        connection.from_df(frame).query(
            "respondents", f"SELECT * REPLACE ({texts}) FROM respondents"
        ).write_parquet(str(path))


def write_raw(columns: dict[str, Any], path: Path) -> None:
    """Write weights as doubles, then outcome and level positions as bytes, column by column."""
    with path.open("wb") as file:
        for name in (WEIGHT, OUTCOME, *LEVELS):
            file.write(columns[name].tobytes())


if __name__ == "__main__":
    main()
