"""Rows of one population: populations are shown apart, never on one line.

Here: choosing them. Not here: who was asked in a wave (`waves/`).
"""

from __future__ import annotations

import pandas as pd

from kj_assets.waves.wave_declaration import OWN_POPULATION, Population


def choose_population(table: pd.DataFrame, population: Population = OWN_POPULATION) -> pd.DataFrame:
    """Rows of a table of trends that are about one population."""
    return table[table["population"] == population].reset_index(drop=True)
