"""The briefing as a product: the page of one wave from everything the wave computed.

Here: gathering tables and figures into `BriefingContent`. Not here: sentences or markup.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kj_assets.dagster_kit.asset import Key, Product
from kj_assets.figure.wording import Language
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.content import BriefingContent, BriefingFigure, FigureFace
from kj_assets.publish.briefing.page import build_page
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

PAGE = "site/index.html"
LANGUAGES: tuple[Language, ...] = ("en", "ko")


@dataclass(frozen=True)
class FigurePlace:
    """A figure of the briefing: its key in models.yaml, its kind, the assets behind it."""

    key: str
    kind: str
    made_from: tuple[Key, ...]


def publish_briefing(
    wave: Wave,
    waves: tuple[Wave, ...],
    codebook: Codebook,
    models: Models,
    figures: tuple[FigurePlace, ...],
    toplines: pd.DataFrame,
    trend: pd.DataFrame,
    **tables: pd.DataFrame,
) -> Product:
    """Write the page of one wave.

    Args:
        wave: the wave the page is about.
        waves: all fielded waves.
        codebook: items with their wordings.
        models: models, comparisons and figures.
        figures: figures in the order of the page.
        toplines: the wave's toplines.
        trend: toplines over waves, with the published series.
        tables: ``effects_<model>``, ``compare_<comparison>``, ``figure_<key>`` with
            ``figure_<key>__data``, ``question_<key>``, and ``published_vs_computed`` where
            the project has it.
    """
    content = BriefingContent(
        codebook=codebook,
        models=models,
        wave=wave,
        waves=waves,
        toplines=toplines,
        effects=_by_key(tables, "effects_"),
        differences=_by_key(tables, "compare_"),
        trend=trend,
        published_vs_computed=tables.get("published_vs_computed"),
        questions=_by_key(tables, "question_"),
        figures=tuple(_gather_figure(place, tables) for place in figures),
    )
    return _as_product(build_page(content).encode(), wave.id, len(figures))


def _as_product(page: bytes, wave: str, figures: int) -> Product:
    row = {"wave": wave, "path": PAGE, "bytes": len(page)}
    return Product(
        pd.DataFrame([row | {"sha256": hashlib.sha256(page).hexdigest()}]),
        files={PAGE: page},
        numbers={"bytes": len(page), "figures": figures},
    )


def _by_key(tables: Mapping[str, pd.DataFrame], prefix: str) -> dict[str, pd.DataFrame]:
    return {
        name.removeprefix(prefix): table
        for name, table in tables.items()
        if name.startswith(prefix)
    }


def _gather_figure(place: FigurePlace, tables: Mapping[str, pd.DataFrame]) -> BriefingFigure:
    rows = tables[f"figure_{place.key}"].set_index("language")
    data = tables[f"figure_{place.key}__data"]
    faces = {
        language: FigureFace(
            title=rows.loc[language, "title"],
            alt=rows.loc[language, "alt"],
            footer=tuple(rows.loc[language, "footer"].split("\n")),
            svg=rows.loc[language, "svg"],
            svg_narrow=rows.loc[language, "svg_narrow"],
            table=data[data["language"] == language],
        )
        for language in LANGUAGES
    }
    return BriefingFigure(place.key, place.kind, faces, place.made_from)
