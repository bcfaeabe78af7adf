"""What a row of a chart is called: its label over its contrast, broken to a width.

Here: breaking, measuring and writing such a block. Not here: what things are called
(`labels.py`). Rows take their height from it, so that a long label pushes the next row down
instead of running into it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import wrap
from kj_assets.figure.theme import INK, MUTED

LEADING = 1.25


@dataclass(frozen=True)
class NameBlock:
    """Lines of text with their size and colour."""

    lines: tuple[tuple[str, float, str], ...]

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return sum(size * LEADING for _, size, _ in self.lines)

    def write(self, canvas: Canvas, top: float) -> None:
        """Write the lines from ``top`` down at the canvas's left edge."""
        for text, size, colour in self.lines:
            canvas.write(text, canvas.left, top + size, size, colour=colour)
            top += size * LEADING


def break_names(canvas: Canvas, label: str, contrast: str, right: float) -> NameBlock:
    """A label in ink over its contrast in grey, none of them beyond ``right``."""
    parts = ((label, canvas.type.label, INK), (contrast, canvas.type.small - 0.5, MUTED))
    return NameBlock(
        tuple(
            (line, size, colour)
            for text, size, colour in parts
            for line in wrap(text, right - canvas.left, size)
        )
    )
