"""A made-up survey, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pandas as pd


def make_survey(n: int, seed: int) -> pd.DataFrame:
    """Return a made-up survey with `y`, `z` (0/1), `trust`, `sex`, `age`, `weight`, `id`."""
    random = np.random.default_rng(seed)
    trust = random.choice(["none", "some", "much"], n, p=[0.3, 0.5, 0.2])
    sex = random.choice(["man", "woman"], n)
    age = random.integers(18, 80, n).astype(float)
    linear = -0.6 + 0.8 * (trust == "much") - 0.5 * (sex == "woman") + 0.01 * (age - 45)
    y = (random.random(n) < 1 / (1 + np.exp(-linear))).astype(float)
    z = (random.random(n) < 1 / (1 + np.exp(-linear / 2 - y))).astype(float)
    weight = random.gamma(3.0, 1 / 3, n) * (1 + 0.3 * y) + 0.05
    return pd.DataFrame(
        {
            "y": y,
            "z": z,
            "trust": trust,
            "sex": sex,
            "age": age,
            "weight": weight,
            "id": np.arange(n),
        }
    )
