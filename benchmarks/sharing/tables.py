"""The tables that are written, in either contender: all of a generation hold its number.

Imported by both environments: nothing of the project, nothing of Dagster.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

ASSETS, ROWS, COLUMNS = 10, 1_500, 40
NAMES = tuple(f"table_{number}" for number in range(ASSETS))


def make_table(generation: int) -> pd.DataFrame:
    """A table of a generation, shape `ROWS` × `COLUMNS` + 1."""
    numbers = np.random.default_rng(generation).random((ROWS, COLUMNS))
    table = pd.DataFrame(numbers, columns=[f"c{place}" for place in range(COLUMNS)])
    return table.assign(generation=generation)
