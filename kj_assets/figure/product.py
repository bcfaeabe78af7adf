"""Drawings as products: rows in the store, and files beside it.

Here: what becomes of a drawing in both languages. Not here: which figures there are
(`products.py`), how a chart looks (`distribution.py` and its like).
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.figure.columns import COLUMNS
from kj_assets.figure.drawing import Drawing
from kj_assets.figure.render import embed_fonts, render_png, render_svg
from kj_assets.figure.wording import LANGUAGES, Language

KINDS = frozenset({"duckdb", "vegalite"})


def make_product(place: str, draw: Callable[[Language], Drawing]) -> Product:
    """A figure in both languages; its files are ``figures/<place>.<language>…``."""
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
        notes={f"finding ({d.language})": d.title for d in drawings.values()},
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
