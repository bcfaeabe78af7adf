"""What of the declarations a wave's figures may see: the words of their titles and footers.

Here: that slice. Not here: the sentences made of it (`describe.py`, `titles.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook, slice_wave

DECLARED = ("title", "fieldwork", "provenance", "n", "weight")


def words_of(wave: Wave, codebook: Codebook, items: Sequence[str]) -> dict[str, Any]:
    """Settings ``wave`` and ``codebook`` of a figure about some items."""
    rake = wave.declaration.weight.rake
    margins = [key.strip() for m in (rake.margins if rake else ()) for key in m.split("*")]
    return {
        "wave": slice_wave(wave, *DECLARED),
        "codebook": slice_codebook(codebook, [*items, *margins], texts=True),
    }
