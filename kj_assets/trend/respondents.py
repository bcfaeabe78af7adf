"""Respondents of all waves in one table, without their identifiers.

Here: stacking validated items with weights and design. Not here: who may publish them
(`publish/release`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kj_assets.dagster_kit.asset import Findings, Product, Stream
from kj_assets.dagster_kit.rows import Table, hold_tables, walk_together
from kj_assets.trend.origin import WaveOrigin
from kj_assets.waves.codebook import Codebook

DESIGN = ("weight", "stratum", "unit")
IDENTIFIERS = ("respondent_id", "weight_given")


def pool_respondents(
    origins: tuple[WaveOrigin, ...], codebook: Codebook, **tables: Table
) -> Product:
    """Every respondent of every wave: origin, design, and each item with its missing kind.

    An item that a wave did not ask is ``not_asked`` for all its respondents.

    Args:
        origins: the fielded waves.
        codebook: the items; levels and texts play no part.
        tables: ``wave_2025`` (validated) and ``wave_2025_weights``, by schema; each wave's in the
            same order of respondents.
    """

    def draw() -> Iterator[pd.DataFrame]:
        for origin in origins:
            wave = hold_tables(tables[origin.schema], tables[f"{origin.schema}_weights"])
            for people, weighed in walk_together(*wave, key="respondent_id"):
                yield _label(people, weighed, origin, codebook)

    return Stream(
        chunks=draw,
        numbers={"waves": len(origins)},
        conclude=lambda written: Findings(numbers={"respondents": len(written)}),
    )


def _label(
    people: pd.DataFrame, weights: pd.DataFrame, origin: WaveOrigin, codebook: Codebook
) -> pd.DataFrame:
    rows = people.assign(**{name: weights[name] for name in DESIGN if name in weights})
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
