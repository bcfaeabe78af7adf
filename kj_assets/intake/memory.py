"""What is known of each item before the file arrives: the codebook's words and last wave's.

Here: the words, column and codes an item may be recognised by. Not here: recognising (`matching`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kj_assets.intake.arrival import ArrivedColumn, describe_columns, is_worded
from kj_assets.waves.codebook import Codebook, Item
from kj_assets.waves.registry import Wave
from kj_assets.waves.sources import read_wave_file
from kj_assets.waves.wave_declaration import ItemCrosswalk


@dataclass(frozen=True)
class KnownItem:
    """An item as it may be recognised.

    Args:
        key: the item.
        item: its entry in the codebook.
        last: its crosswalk in the wave the new one is like, if that wave names it.
        questions: its question and label in both languages, and the last file's own text.
        level_texts: for each level its labels in both languages and the last file's own;
            so for each answer in which the last wave joined several.
        net_texts: for each net, which a file may deliver instead of its levels, its labels.
        texts: the last file's text of each code that the last wave mapped, as far as it is known.
    """

    key: str
    item: Item
    last: ItemCrosswalk | None
    questions: tuple[str, ...]
    level_texts: Mapping[str, tuple[str, ...]]
    net_texts: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """What the item is called: its label in both languages, and its key."""
        return (self.item.label.ko, self.item.label.en, self.key)

    def codebook_texts(self, level: str) -> tuple[str, ...]:
        """A level's labels in both languages, without what the last file called it."""
        joined = self.last.joined if self.last else {}
        label = joined[level].label if level in joined else self.item.levels[level]
        return (label.ko, label.en)

    @property
    def meanings(self) -> dict[str, str]:
        """What each code of the last wave meant: a level or a missing kind."""
        return self.last.meanings if self.last else {}


def remember_items(codebook: Codebook, like: Wave) -> tuple[KnownItem, ...]:
    """Every item, in the codebook's order; one in bands may be delivered as such."""
    columns = _read_columns(like)
    return tuple(
        recall_item(key, item, last, columns.get(last.column or "") if last else None)
        for key, item in codebook.items.items()
        for last in (like.declaration.crosswalk.get(key),)
    )


def _read_columns(like: Wave) -> dict[str, ArrivedColumn]:
    """The last wave's columns, where its file is at hand and brings texts of its own."""
    if not like.paths or not all(path.is_file() for path in like.paths):
        return {}
    return {column.name: column for column in describe_columns(read_wave_file(like))}


def recall_item(
    key: str, item: Item, last: ItemCrosswalk | None = None, column: ArrivedColumn | None = None
) -> KnownItem:
    """What is known of one item: the codebook's words, and last wave's codes and own texts."""
    questions = [column.asks] if column and column.asks else []
    for text in (item.question, item.label):
        questions += [text.ko, text.en] if text else []
    mapped = last.meanings if last else {}
    delivered = column.texts if column else {code: code for code in mapped if is_worded(code)}
    texts = {code: delivered[code] for code in mapped if code in delivered}
    joined = {key: join.label for key, join in (last.joined if last else {}).items()}
    levels = {level: [text.ko, text.en] for level, text in (item.levels | joined).items()}
    for code, own in texts.items():
        levels.get(mapped[code], []).append(own)
    nets = {net: (told.label.ko, told.label.en) for net, told in item.nets.items()}
    every = {level: tuple(told) for level, told in levels.items()}
    return KnownItem(key, item, last, tuple(questions), every, nets, texts)
