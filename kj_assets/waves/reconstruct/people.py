"""Drawing who takes part: from a population table, with uneven response and sampling noise.

Here: people and their numbers (age within its band). Not here: their answers (`answers.py`).
"""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.reconstruct.plan import People

NOT_ITEMS = ("count", "source")


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Random numbers for one purpose: a change elsewhere in the plan leaves them as they are."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def draw_people(
    population: Path, people: People, n: int, seed: int, codebook: Codebook
) -> pd.DataFrame:
    """Draw n people with the population table's items, and the numbers behind banded ones."""
    table = pd.read_csv(population, dtype=str)
    items = [column for column in table.columns if column not in NOT_ITEMS]
    chances = table["count"].astype(float).to_numpy()
    for key, factors in people.response.items():
        chances = chances * table[key].map(factors).fillna(1.0).to_numpy(dtype=float)
    reached = np.searchsorted(np.cumsum(chances), stream(seed, "people").random(n) * chances.sum())
    drawn = table.loc[reached, items].reset_index(drop=True)
    for key in items:
        item = codebook.items[key]
        if item.bands:
            chosen = stream(seed, item.bands.of).random(n)
            drawn[item.bands.of] = _draw_numbers(drawn[key], item, people.oldest, chosen)
    return drawn


def _draw_numbers(levels: pd.Series, item: Item, oldest: int, chosen: np.ndarray) -> np.ndarray:
    """Whole numbers, even within a closed band and thinning out in one without an end."""
    assert item.bands is not None
    low = levels.map({key: ends[0] for key, ends in item.bands.ranges.items()}).to_numpy(float)
    ends = {key: ends[1] for key, ends in item.bands.ranges.items()}
    high = levels.map(ends).to_numpy(dtype=float)
    is_open = np.isnan(high)
    place = np.where(is_open, 1 - np.sqrt(1 - chosen), chosen)
    width = np.where(is_open, oldest, high) - low + 1
    return (low + np.floor(place * width)).astype(int)
