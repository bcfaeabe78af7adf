"""What of the declarations figures may see: the words of their titles and footers.

Here: that slice. Not here: the sentences made of it (`describe.py`, `titles.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave
from kj_assets.waves.slices import slice_codebook, slice_wave

DECLARED = ("title", "fieldwork", "provenance", "n", "weight", "design")


def words_of_waves(
    waves: Sequence[Wave], codebook: Codebook, items: Sequence[str]
) -> dict[str, Any]:
    """Settings ``waves`` and ``codebook`` of a figure about some items over several waves."""
    margins = [key for wave in waves for key in _margins_of(wave)]
    return {
        "waves": tuple(slice_wave(wave, *DECLARED) for wave in waves),
        "codebook": slice_codebook(codebook, [*items, *margins], texts=True),
    }


def words_of(wave: Wave, codebook: Codebook, items: Sequence[str]) -> dict[str, Any]:
    """Settings ``wave`` and ``codebook`` of a figure about some items."""
    return {
        "wave": slice_wave(wave, *DECLARED),
        "codebook": slice_codebook(codebook, [*items, *_margins_of(wave)], texts=True),
    }


def _margins_of(wave: Wave) -> list[str]:
    """Items a wave is raked by."""
    rake = wave.declaration.weight.rake
    return [key.strip() for m in (rake.margins if rake else ()) for key in m.split("*")]
