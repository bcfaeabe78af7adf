"""Respondents of all waves in one table, without their identifiers.

Here: stacking validated items with weights and design. Not here: who may publish them
(`publish/release`).
"""

from __future__ import annotations

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.trend.origin import WaveOrigin
from kj_assets.waves.codebook import Codebook

DESIGN = ("weight", "stratum", "unit")
IDENTIFIERS = ("respondent_id", "weight_given")


def pool_respondents(
    origins: tuple[WaveOrigin, ...], codebook: Codebook, **tables: pd.DataFrame
) -> Product:
    """Every respondent of every wave: origin, design, and each item with its missing kind.

    An item that a wave did not ask is ``not_asked`` for all its respondents.

    Args:
        origins: the fielded waves.
        codebook: the items; levels and texts play no part.
        tables: ``wave_2025`` (validated) and ``wave_2025_weights``, by schema.
    """
    pooled = [
        _label(tables[origin.schema], tables[f"{origin.schema}_weights"], origin, codebook)
        for origin in origins
    ]
    table = pd.concat(pooled, ignore_index=True)
    return Product(table, numbers={"waves": len(origins), "respondents": len(table)})


def _label(
    validated: pd.DataFrame, weights: pd.DataFrame, origin: WaveOrigin, codebook: Codebook
) -> pd.DataFrame:
    rows = validated.drop(columns=["stratum", "unit"], errors="ignore").merge(
        weights, on="respondent_id", validate="1:1"
    )
    own = {"wave": origin.id, "population": origin.population}
    own |= {"mode": origin.mode, "provenance": origin.provenance}
    design = {name: rows.get(name) for name in DESIGN}
    items = {
        name: column
        for key, item in codebook.items.items()
        for name, column in _read_item(rows, key, bool(item.levels)).items()
    }
    told = own | design | items
    texts = {name: "str" for name in told if name not in ("weight", *_numbers(codebook))}
    return pd.DataFrame(told, index=rows.index).astype(texts)


def _read_item(rows: pd.DataFrame, key: str, has_levels: bool) -> dict[str, object]:
    missing = f"{key}_missing"
    if key in rows:
        return {key: rows[key], missing: rows[missing]}
    return {key: None if has_levels else float("nan"), missing: "not_asked"}


def _numbers(codebook: Codebook) -> list[str]:
    return [key for key, item in codebook.items.items() if not item.levels]
