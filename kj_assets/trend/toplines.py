"""Shares of all waves in one long table, with the published series beside them.

Here: stacking what the waves computed and what is in print, and saying where each line breaks.
Not here: any test of a difference (`changes.py`).
"""

from __future__ import annotations

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.model.printed import PrintedShare
from kj_assets.model.published import read_published
from kj_assets.trend.breaks import mark_lines
from kj_assets.trend.columns import TREND_TOPLINES
from kj_assets.trend.origin import (
    ONE_WAVE,
    Comparabilities,
    Lines,
    PublishedSeries,
    WaveOrigin,
    read_waves_in_print,
)
from kj_assets.waves.codebook import Codebook


def pool_toplines(
    origins: tuple[WaveOrigin, ...],
    codebook: Codebook,
    comparability: Comparabilities,
    published: PublishedSeries | None,
    **toplines: pd.DataFrame,
) -> Product:
    """Computed shares of all waves, and published ones, as proportions.

    Args:
        origins: the fielded waves.
        codebook: items; published shares of other items are left out.
        comparability: the codebook's notes by item.
        published: the published series, if the project has one.
        toplines: toplines by schema (``wave_2025``).
    """
    lines = Lines(origins, read_waves_in_print(published), comparability)
    computed = [_label(toplines[origin.schema], origin) for origin in origins]
    printed = [_read_series(codebook, published, lines)] if published else []
    table = pd.concat([*computed, *printed], ignore_index=True)
    marked = _mark_breaks(table, lines)
    return Product(
        marked[list(TREND_TOPLINES)],
        numbers={"waves": len(origins), "published_points": sum(map(len, printed))},
        notes={"waves": ONE_WAVE} if len(origins) < 2 else {},
    )


def _label(toplines: pd.DataFrame, origin: WaveOrigin) -> pd.DataFrame:
    return toplines.assign(
        n_level=toplines["n"],
        n=toplines["n_base"],
        population=origin.population,
        mode=origin.mode,
        provenance=origin.provenance,
        source=origin.source,
    )


def _read_series(codebook: Codebook, published: PublishedSeries, lines: Lines) -> pd.DataFrame:
    printed = read_published(published.shares.path, PrintedShare)
    known = (printed["relation"] == "equal") & printed["item"].isin(list(codebook.items))
    chosen = printed[known]
    chosen = published.select(chosen.assign(population=lines.list_populations(chosen["wave"])))
    merged = chosen.merge(
        lines.in_print[["wave", "mode", "n"]], on="wave", how="left", validate="m:1"
    )
    return merged.assign(
        kind=[_kind(codebook, r["item"], r["level"]) for r in merged.to_dict(orient="records")],
        share=pd.to_numeric(merged["percent"]) / 100,
        provenance="published",
        fixed_by="",
    )


def _kind(codebook: Codebook, item: str, level: str) -> str:
    return "net" if level in codebook.items[item].nets else "level"


def _mark_breaks(table: pd.DataFrame, lines: Lines) -> pd.DataFrame:
    """Add `LINE_COLUMNS`: each item has one line a population."""
    marks = []
    for (population, item), rows in table.groupby(["population", "item"]):
        waves = sorted(set(rows["wave"]))
        breaks = lines.find_breaks(str(population), waves, [str(item)])
        marks.append(mark_lines(waves, breaks).assign(population=population, item=item))
    key = ["population", "item", "wave"]
    marked = table.merge(pd.concat(marks), on=key, how="left", validate="m:1")
    order = ["population", "item", "level", "wave", "provenance"]
    columns = marked.reindex(columns=list(TREND_TOPLINES)).astype({"n_level": "Int64"})
    return columns.sort_values(order, kind="stable").reset_index(drop=True)
