"""Results of all waves in one long table, with the published series beside them.

Here: stacking what the waves computed and what is in print. Not here: any test of a
difference (`change.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.model.published import TOPLINE_COLUMNS, read_published
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.wave_declaration import Provenance

TOPLINE_SERIES = (
    *("wave", "item", "level", "kind", "share", "std_error", "conf_low_95", "conf_high_95"),
    *("df", "n", "mode", "provenance", "source"),
)
ONE_WAVE = "One wave has been fielded so far: there is nothing to compare it with yet."


@dataclass(frozen=True)
class WaveOrigin:
    """What a trend says of a computed wave."""

    id: str
    mode: str
    provenance: Provenance
    source: str


@dataclass(frozen=True)
class PublishedSeries:
    """Published shares (``toplines.csv``), and mode and n of their waves (``waves.csv``)."""

    shares: OutsideFile
    waves: OutsideFile


def pool_toplines(
    origins: tuple[WaveOrigin, ...],
    codebook: Codebook,
    published: PublishedSeries | None,
    **toplines: pd.DataFrame,
) -> Product:
    """Computed shares of all waves, and published ones, as proportions.

    Args:
        origins: the fielded waves.
        codebook: items; published shares of other items are left out.
        published: the published series, if the project has one.
        toplines: toplines by schema (``wave_2025``).
    """
    computed = [_label(toplines[f"wave_{origin.id}"], origin) for origin in origins]
    printed = [_read_series(codebook, published)] if published else []
    table = pd.concat([*computed, *printed], ignore_index=True)[list(TOPLINE_SERIES)]
    table = table.sort_values(["item", "level", "wave", "provenance"], kind="stable")
    return Product(
        table.reset_index(drop=True),
        numbers={"waves": len(origins), "published_points": sum(map(len, printed))},
        notes={"waves": ONE_WAVE} if len(origins) < 2 else {},
    )


def _label(toplines: pd.DataFrame, origin: WaveOrigin) -> pd.DataFrame:
    return toplines.assign(
        n=toplines["n_base"], mode=origin.mode, provenance=origin.provenance, source=origin.source
    )


def _read_series(codebook: Codebook, published: PublishedSeries) -> pd.DataFrame:
    printed = read_published(published.shares.path, TOPLINE_COLUMNS)
    known = (printed["relation"] == "equal") & printed["item"].isin(list(codebook.items))
    waves = read_published(published.waves.path, ("wave", "mode", "n_korea"), sourced=False)
    merged = printed[known].merge(
        waves[["wave", "mode", "n_korea"]], on="wave", how="left", validate="m:1"
    )
    return merged.assign(
        kind=[_kind(codebook, r["item"], r["level"]) for r in merged.to_dict(orient="records")],
        share=pd.to_numeric(merged["percent"]) / 100,
        n=pd.to_numeric(merged["n_korea"], errors="coerce").astype("Int64"),
        provenance="published",
    ).reindex(columns=list(TOPLINE_SERIES))


def _kind(codebook: Codebook, item: str, level: str) -> str:
    return "net" if level in codebook.items[item].nets else "level"


def pool_effects(origins: tuple[WaveOrigin, ...], **effects: pd.DataFrame) -> Product:
    """Effects of all models and waves, as proportions; tables by ``wave_2025``."""
    provenance = {origin.id: origin.provenance for origin in origins}
    table = pd.concat(effects.values(), ignore_index=True) if effects else pd.DataFrame()
    if effects:
        table = table.assign(provenance=table["wave"].map(provenance))
    return Product(
        table if len(table.columns) else pd.DataFrame({"wave": pd.Series(dtype=str)}),
        numbers={"waves": len(origins)},
        notes={"waves": ONE_WAVE} if len(origins) < 2 else {},
    )
