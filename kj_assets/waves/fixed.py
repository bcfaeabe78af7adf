"""What the design or the weights of a wave fix: shares that say nothing of what people think.

Here: reading it from the declarations: items raked to (crossed ones too), those that delivered
weights were made to meet, and those of the column of strata; and what is made of any of them. Not
here: what is seen in the answers only (`model/fixed.py`), what becomes of such an item.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Literal

from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import ItemCrosswalk

FixedBy = Literal["weights", "design"]


def find_fixed(wave: Wave, codebook: Codebook) -> dict[str, FixedBy]:
    """Items the wave asked whose shares are fixed, and by what; the weights first."""
    declared = wave.declaration
    stratum = declared.design.stratum
    found: dict[str, FixedBy] = {
        key: "design"
        for key, entry in declared.crosswalk.items()
        if stratum is not None and entry.column == stratum
    }
    found |= dict.fromkeys(declared.weight.fixed_items, "weights")
    for key in wave.items_asked(codebook):
        source = next((own for own in found if _is_made_of(key, own, wave, codebook)), None)
        if key not in found and source:
            found[key] = found[source]
    return found


def _is_made_of(key: str, fixed: str, wave: Wave, codebook: Codebook) -> bool:
    """Whether the levels of a fixed item tell those of another: its bands, or coarser ones."""
    item, other = (codebook.items.get(name) for name in (key, fixed))
    if item is None or other is None or key == fixed:
        return False
    if item.bands and (item.bands.of == fixed or _nests(item, other)):
        return True
    entries = wave.declaration.crosswalk
    return key in entries and fixed in entries and _is_coarser(entries[key], entries[fixed])


def _nests(coarse: Item, fine: Item) -> bool:
    """Whether each band of one item lies in one band of another, of the same number."""
    if not (coarse.bands and fine.bands and coarse.bands.of == fine.bands.of):
        return False
    wide = [_ends(*ends) for ends in coarse.bands.ranges.values()]
    narrow = [_ends(*ends) for ends in fine.bands.ranges.values()]
    return all(any(low <= a and b <= high for low, high in wide) for a, b in narrow)


def _ends(lowest: float | None, highest: float | None) -> tuple[float, float]:
    return (-inf if lowest is None else lowest, inf if highest is None else highest)


def _is_coarser(entry: ItemCrosswalk, fixed: ItemCrosswalk) -> bool:
    """Whether two items share a column, and the codes of each fixed level mean one of the other."""
    if entry.column is None or entry.column != fixed.column or not (entry.codes and fixed.codes):
        return False
    return all(
        len(_levels_of(entry, (code for code, own in fixed.codes.items() if own == level))) == 1
        for level in set(fixed.codes.values())
    )


def _levels_of(entry: ItemCrosswalk, codes: Iterable[str]) -> set[str | None]:
    return {entry.codes.get(code) for code in codes}
