"""Labels of the file that say something else than the crosswalk.

Here: finding a code whose label is word for word another level's. Not here: matching (`news.py`).
"""

from __future__ import annotations

from kj_assets.intake.arrival import ArrivedColumn, describe_columns
from kj_assets.intake.code_meaning import SAME
from kj_assets.intake.meanings import read_meanings
from kj_assets.intake.memory import recall_item
from kj_assets.intake.yaml_text import comment
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.readers.delivered import DeliveredFile
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import ItemCrosswalk


def find_contradictions(
    wave: Wave, delivered: DeliveredFile, codebook: Codebook
) -> tuple[str, ...]:
    """One line for each code that the crosswalk gives another meaning than its label has."""
    columns = {column.name: column for column in describe_columns(delivered)}
    return tuple(
        line
        for key, entry in wave.declaration.crosswalk.items()
        if entry.column in columns
        for line in _contradictions(key, entry, columns[entry.column], codebook)
    )


def _contradictions(
    key: str, entry: ItemCrosswalk, column: ArrivedColumn, codebook: Codebook
) -> list[str]:
    known = recall_item(key, codebook.items[key])
    read = read_meanings(column, known, same_column=False)
    certain = [one for one in read if one.label and not one.doubt and one.score == SAME]
    where = f"{key}, column {column.name}: code"
    if known.item.type == "number":
        return [
            f"{where} {comment(one.code)} counts as a number of {one.count} respondents, its "
            f"label “{comment(one.label or '')}” says {one.meaning}"
            for one in certain
            if one.count and one.code not in entry.missing
        ]
    return [
        f"{where} {comment(one.code)} is {entry.meanings[one.code]}, "
        f"its label “{comment(one.label or '')}” says {one.meaning}"
        for one in certain
        if entry.meanings.get(one.code, one.meaning) != one.meaning
    ]
