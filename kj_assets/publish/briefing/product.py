"""The briefing as a product: the page of one wave from everything the wave computed.

Here: gathering tables and figures into `BriefingContent`. Not here: sentences or markup.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from kj_assets.dagster_kit.asset import Key, Product
from kj_assets.figure.wording import LANGUAGES
from kj_assets.model.registry import Models
from kj_assets.publish.briefing.content import (
    BriefingContent,
    BriefingFigure,
    Earlier,
    FigureFace,
)
from kj_assets.publish.briefing.page import build_page, fill_template
from kj_assets.publish.site.nav import FRONT, briefing_path
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

SITE = "site/"
ANCHOR = re.compile(r'\bid="([^"]+)"')
# Tables of the places on other briefings, by how their parameter begins.
EARLIER = "anchors_of_"


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
    """Write the page of one wave at its own address.

    Args:
        wave: the wave the page is about.
        waves: the fielded waves of its population up to it.
        codebook: items with their wordings.
        models: models, comparisons and figures.
        figures: figures in the order of the page.
        toplines: the wave's toplines.
        trend: toplines over those waves, with the published series.
        tables: ``effects_<model>``, ``compare_<comparison>``, ``figure_<key>`` with
            ``figure_<key>__data``, ``question_<key>``, and ``published_vs_computed`` where
            the project has it.
    """
    content = _gather(wave, waves, codebook, models, figures, toplines, trend, tables)
    page = build_page(content, briefing_path(wave.id))
    anchors = pd.DataFrame({"anchor": ANCHOR.findall(page)})
    return _as_product(page, briefing_path(wave.id), wave, figures, anchors=anchors)


def publish_front_page(
    wave: Wave,
    waves: tuple[Wave, ...],
    codebook: Codebook,
    models: Models,
    figures: tuple[FigurePlace, ...],
    others: tuple[Earlier, ...],
    toplines: pd.DataFrame,
    trend: pd.DataFrame,
    **tables: pd.DataFrame,
) -> Product:
    """Write the latest wave's page in front of all others, as `publish_briefing` does.

    ``others`` are the other briefings, the latest first; ``tables`` has the anchors of each as
    well. What one could link to here while it was in front leads to where it is now.
    """
    content = _gather(wave, waves, codebook, models, figures, toplines, trend, tables)
    here = set(ANCHOR.findall(fill_template(content, FRONT)))
    moved = []
    for one in others:
        lost = [a for a in tables[f"{EARLIER}{one.wave}"]["anchor"] if a not in here]
        moved.append(replace(one, anchors=tuple(lost)))
        here.update(lost)
    return _as_product(build_page(content, FRONT, tuple(moved)), FRONT, wave, figures)


def _gather(
    wave: Wave,
    waves: tuple[Wave, ...],
    codebook: Codebook,
    models: Models,
    figures: tuple[FigurePlace, ...],
    toplines: pd.DataFrame,
    trend: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
) -> BriefingContent:
    return BriefingContent(
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


def _as_product(
    page: str, path: str, wave: Wave, figures: Sequence[FigurePlace], **parts: pd.DataFrame
) -> Product:
    data = page.encode()
    row = {"wave": wave.id, "path": SITE + path, "bytes": len(data)}
    return Product(
        pd.DataFrame([row | {"sha256": hashlib.sha256(data).hexdigest()}]),
        parts=parts,
        files={SITE + path: data},
        numbers={"bytes": len(data), "figures": len(figures)},
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
