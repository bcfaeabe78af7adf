"""A figure without a row: it says so instead of being missing, so that no page waits for it.

Here: that drawing. Not here: rows that are there and have no number, which say why themselves
(`refusals.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.drawing import Drawing, FigureContext, Words, compose_drawing
from kj_assets.figure.wording import Language

if TYPE_CHECKING:
    import pandas as pd

NOTHING: dict[Language, str] = {"en": "no numbers to show", "ko": "보여 줄 수치 없음"}


def draw_nothing(label: str, table: pd.DataFrame, context: FigureContext) -> Drawing:
    """The frame of a figure on ``label`` around nothing; ``table`` has its columns and no row."""
    said = f"{label}: {NOTHING[context.language]}"
    words = Words(title=said, subtitle="", notes=(), alt=f"{said}.")
    return compose_drawing(table, words, context, lambda canvas: None)
