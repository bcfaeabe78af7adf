"""Where a trend line must break, and why.

Here: breaks from modes and from the codebook's comparability notes. Not here: drawing them.
A change of mode breaks a line unless the codebook has a note for that wave that declares the
change harmless (`breaks_trend: false`). A wave of unknown mode neither breaks nor hides a
break: it is compared with the last mode known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kj_assets.figure.describe import MODES
from kj_assets.figure.wording import Language
from kj_assets.waves.codebook import Comparability


@dataclass(frozen=True)
class Break:
    """A trend may not be read across the gap between two consecutive waves."""

    before: str
    after: str
    reasons: tuple[str, ...]


def find_breaks(
    modes: Sequence[tuple[str, str | None]],
    comparability: Sequence[Comparability],
    language: Language,
) -> tuple[Break, ...]:
    """Breaks between consecutive waves, given each wave's mode in order."""
    found: list[Break] = []
    known: str | None = None
    for place, (wave, mode) in enumerate(modes):
        if place:
            before = modes[place - 1][0]
            reasons = _reasons(before, wave, (known, mode), comparability, language)
            if reasons:
                found.append(Break(before, wave, reasons))
        known = mode or known
    return tuple(found)


def _reasons(
    before: str,
    after: str,
    modes: tuple[str | None, str | None],
    comparability: Sequence[Comparability],
    language: Language,
) -> tuple[str, ...]:
    between = [note for note in comparability if before < note.wave <= after]
    reasons = [
        f"{note.wave}: {note.note.in_language(language)}" for note in between if note.breaks_trend
    ]
    old, new = modes
    if old and new and old != new and not between:
        reasons.append(f"{after}: {_name(old, language)} → {_name(new, language)}")
    return tuple(reasons)


def _name(mode: str, language: Language) -> str:
    return MODES[mode][language] if mode in MODES else mode


def segment_of(waves: Sequence[str], breaks: Sequence[Break]) -> dict[str, int]:
    """The unbroken stretch each wave lies in, counted from 0."""
    starts = {item.after for item in breaks}
    segment, numbers = 0, {}
    for wave in waves:
        segment += wave in starts
        numbers[wave] = segment
    return numbers
