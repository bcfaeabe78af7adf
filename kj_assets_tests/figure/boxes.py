"""Where the texts of a specification stand: their boxes, computed from the font's own metrics.

Here: reading a specification. Not here: expectations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kj_assets.figure.fonts import text_width
from kj_assets.figure.theme import SANS, SERIF

# Of the size: what Latin capitals and Korean syllables take above and below the baseline.
ASCENT, DESCENT = 0.82, 0.12


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two texts lie over each other, beyond half a pixel of rounding."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.5 and down > 0.5


def text_boxes(specification: Mapping[str, Any]) -> list[Box]:
    boxes = []
    for name, rows in specification["datasets"].items():
        if not name.startswith("text_"):
            continue
        _, font, align = name.split("_")
        family = next(f for f in (SANS, SERIF) if f.replace(" ", "") == font)
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        for row in rows:
            width = text_width(row["text"], row["size"], family)
            left = row["x"] - shift * width
            top, bottom = row["y"] - ASCENT * row["size"], row["y"] + DESCENT * row["size"]
            boxes.append(Box(row["text"], left, top, left + width, bottom))
    return [box for box in boxes if box.text.strip()]


def outside(specification: Mapping[str, Any]) -> list[str]:
    """Texts that leave the canvas."""
    width, height = specification["width"], specification["height"]
    return [
        box.text
        for box in text_boxes(specification)
        if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height
    ]


def overlapping(specification: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pairs of texts that lie over each other."""
    boxes = text_boxes(specification)
    return [(a.text, b.text) for a, b in combinations(boxes, 2) if a.meets(b)]
