"""Drawings as products: rows in the store, files beside it, and a picture for the UI.

Here: one function for each kind of figure, drawing it in both languages. Not here: how a
chart looks (`distribution.py` and its like).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.dagster_kit.site import picture_markdown
from kj_assets.figure.comparison import draw_comparison
from kj_assets.figure.describe import describe_wave, describe_waves
from kj_assets.figure.distribution import draw_distribution
from kj_assets.figure.drawing import Drawing
from kj_assets.figure.effects import draw_effects
from kj_assets.figure.render import embed_fonts, render_png, render_svg
from kj_assets.figure.sensitivity import draw_sensitivity
from kj_assets.figure.trend import draw_trend
from kj_assets.figure.wording import Language
from kj_assets.model.figures import TrendFigure
from kj_assets.model.registry import Models
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

LANGUAGES: tuple[Language, ...] = ("en", "ko")
COLUMNS = {
    "language": "en or ko",
    "title": "The finding, computed from the numbers",
    "subtitle": "The question as asked, or what is shown",
    "footer": "Notes, source, fieldwork, weighting, provenance",
    "alt": "The figure in words",
    "provenance": "Whether the respondents are survey evidence",
    "specification": "Vega-Lite specification; drawing it again gives the same picture",
    "narrow": "The same for a phone's width",
    "svg": "The picture as SVG; the file beside it has the fonts inside",
    "svg_narrow": "The picture for a phone's width as SVG",
    "png": "The picture as PNG, two device pixels a pixel",
}


def figure_distribution(
    toplines: pd.DataFrame, name: str, item: str, wave: Wave, codebook: Codebook
) -> Product:
    """The distribution of an item's answers."""
    return _draw(
        f"{wave.id}/{name}",
        lambda language: draw_distribution(
            toplines, item, codebook, describe_wave(wave, codebook, language), language
        ),
    )


def figure_effects(
    effects: pd.DataFrame, name: str, model: str, models: Models, wave: Wave, codebook: Codebook
) -> Product:
    """The effects of a model's key terms."""
    return _draw(
        f"{wave.id}/{name}",
        lambda language: draw_effects(
            effects, model, models, codebook, describe_wave(wave, codebook, language), language
        ),
    )


def figure_comparison(
    effects_a: pd.DataFrame,
    effects_b: pd.DataFrame,
    differences: pd.DataFrame,
    name: str,
    comparison: str,
    models: Models,
    wave: Wave,
    codebook: Codebook,
) -> Product:
    """The effects of two models and their tested differences."""
    return _draw(
        f"{wave.id}/{name}",
        lambda language: draw_comparison(
            effects_a,
            effects_b,
            differences,
            comparison,
            models,
            codebook,
            describe_wave(wave, codebook, language),
            language,
        ),
    )


def figure_sensitivity(
    sensitivity: pd.DataFrame, name: str, model: str, models: Models, wave: Wave, codebook: Codebook
) -> Product:
    """The effects of a model's key terms under every variant of it."""
    return _draw(
        f"{wave.id}/{name}",
        lambda language: draw_sensitivity(
            sensitivity, model, models, codebook, describe_wave(wave, codebook, language), language
        ),
    )


def figure_trend(
    toplines: pd.DataFrame,
    name: str,
    figure: TrendFigure,
    waves: Sequence[Wave],
    codebook: Codebook,
) -> Product:
    """Shares of an item's levels or nets over all waves."""
    return _draw(
        f"trend/{name}",
        lambda language: draw_trend(
            toplines,
            figure.item,
            figure.levels,
            codebook,
            describe_waves(waves, codebook, language),
            language,
        ),
    )


def _draw(place: str, draw: Callable[[Language], Drawing]) -> Product:
    drawings = {language: draw(language) for language in LANGUAGES}
    rows = pd.DataFrame([_as_row(drawing) for drawing in drawings.values()], columns=list(COLUMNS))
    files: dict[str, bytes] = {}
    for row in rows.to_dict(orient="records"):
        stem = f"figures/{place}.{row['language']}"
        wide, narrow = embed_fonts(row["svg"], row["svg_narrow"])
        files |= {
            f"{stem}.png": row["png"],
            f"{stem}.svg": wide.encode(),
            f"{stem}.narrow.svg": narrow.encode(),
        }
    plotted = [d.table.assign(language=language) for language, d in drawings.items()]
    return Product(
        rows,
        parts={"data": pd.concat(plotted, ignore_index=True)},
        files=files,
        # The Dagster UI shrinks no picture; the narrow one fits.
        notes={
            f"figure ({row['language']})": picture_markdown(
                row["title"], f"figures/{place}.{row['language']}.narrow.svg"
            )
            for row in rows.to_dict(orient="records")
        },
    )


def _as_row(drawing: Drawing) -> dict[str, object]:
    svg = render_svg(drawing.specification)
    return {
        "language": drawing.language,
        "title": drawing.title,
        "subtitle": drawing.subtitle,
        "footer": "\n".join(drawing.footer),
        "alt": drawing.alt,
        "provenance": drawing.provenance,
        "specification": json.dumps(drawing.specification, ensure_ascii=False, sort_keys=True),
        "narrow": json.dumps(drawing.narrow, ensure_ascii=False, sort_keys=True),
        "svg": svg,
        "svg_narrow": render_svg(drawing.narrow),
        "png": render_png(svg),
    }
