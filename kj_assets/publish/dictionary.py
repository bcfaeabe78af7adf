"""The data dictionary: one row an item and level, in both languages, with each wave's code.

Here: the table. Not here: where it is stored or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kj_assets.waves.codebook import MISSING_KINDS, Codebook, Item
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import ItemCrosswalk

if TYPE_CHECKING:
    import pandas as pd

ROW = dict[str, str | int | None]


def build_dictionary(codebook: Codebook, waves: Sequence[Wave]) -> pd.DataFrame:
    """One row an item and level (a number item has one row without a level).

    Columns: ``item, position, level, kind, item_label_en, item_label_ko, level_label_en,
    level_label_ko, question_en, question_ko, wording, type, since, made_from``, and
    ``column_<wave>``, ``codes_<wave>`` for every wave.
    """
    import pandas as pd

    rows = [
        _describe_item(key, item)
        | _describe_level(item, level, kind, place)
        | _in_waves(key, item, level, waves)
        for key, item in codebook.items.items()
        for place, (level, kind) in enumerate(_levels(item), start=1)
    ]
    return pd.DataFrame(rows)


def _levels(item: Item) -> Iterator[tuple[str | None, str]]:
    """Levels in order, then nets, then missing kinds."""
    if not item.levels:
        yield None, "number"
    yield from ((level, "level") for level in item.levels)
    yield from ((net, "net") for net in item.nets)
    yield from ((kind, "missing") for kind in MISSING_KINDS)


def _describe_item(key: str, item: Item) -> ROW:
    return {
        "item": key,
        "item_label_en": item.label.en,
        "item_label_ko": item.label.ko,
        "question_en": item.question.en if item.question else None,
        "question_ko": item.question.ko if item.question else None,
        "wording": item.wording,
        "type": item.type,
        "since": item.since,
        "made_from": item.bands.of if item.bands else None,
    }


def _describe_level(item: Item, level: str | None, kind: str, place: int) -> ROW:
    return {
        "position": place,
        "level": level,
        "kind": kind,
        "level_label_en": item.label_of(level, "en") if level else None,
        "level_label_ko": item.label_of(level, "ko") if level else None,
        "net_of": ", ".join(item.nets[level].levels) if level in item.nets else None,
    }


def _in_waves(key: str, item: Item, level: str | None, waves: Sequence[Wave]) -> ROW:
    row: ROW = {}
    for wave in waves:
        own = wave.declaration.crosswalk.get(key)
        entry = own or (wave.declaration.crosswalk.get(item.bands.of) if item.bands else None)
        row[f"column_{wave.id}"] = entry.column if entry else None
        row[f"codes_{wave.id}"] = _codes(own, level) if own else None
    return row


def _codes(entry: ItemCrosswalk, level: str | None) -> str | None:
    """The wave's codes for a level or missing kind; an empty cell is written ``(blank)``."""
    codes = [code for code, to in entry.meanings.items() if to == level]
    if level and entry.blank == level:
        codes.append("(blank)")
    return ", ".join(codes) or None
