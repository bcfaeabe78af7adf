"""What the columns of the publication's tables mean."""

from __future__ import annotations

from collections.abc import Iterable

FILES = {
    "wave": "Wave the page is about",
    "path": "Path below the build folder",
    "bytes": "Its size",
    "sha256": "Its sha256",
}
ANCHORS = {"anchor": "What stands behind # in an address of the page"}
DICTIONARY = {
    "item": "Item, as in every table",
    "item_label_en": "Its name in English",
    "item_label_ko": "Its name in Korean",
    "question_en": "The question in English",
    "question_ko": "The question in Korean",
    "wording": "Where the wording comes from: published, translated from it, or assumed",
    "type": "levels or number",
    "since": "First wave that asked it",
    "made_from": "Item whose numbers are banded",
    "position": "Place of the level in the item",
    "level": "Level, net or missing kind, as in every table",
    "kind": "level, net, missing or number",
    "level_label_en": "Its name in English",
    "level_label_ko": "Its name in Korean",
    "net_of": "Levels that a net joins",
}


def describe_dictionary(waves: Iterable[str]) -> dict[str, str]:
    """Columns of the data dictionary of some waves."""
    told = dict(DICTIONARY)
    for wave in waves:
        told[f"column_{wave}"] = f"Column of the file of wave {wave}"
        told[f"codes_{wave}"] = f"Its codes for the level in wave {wave}"
    return told
