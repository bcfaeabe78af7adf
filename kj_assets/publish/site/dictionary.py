"""The data dictionary as a page: each item with its levels and its codes in each wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kj_assets.figure.wording import Language
from kj_assets.publish.briefing.phrases import say
from kj_assets.publish.briefing.tables import Cell, TableView
from kj_assets.publish.site.explore import ABSENT
from kj_assets.waves.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Entry:
    """One item of the dictionary."""

    key: str
    label: str
    question: str
    wording: str
    table: TableView


@dataclass(frozen=True)
class DictionaryFace:
    """The dictionary in one language."""

    language: Language
    title: str
    heading: str
    entries: tuple[Entry, ...]


def face_of_dictionary(
    dictionary: pd.DataFrame, codebook: Codebook, language: Language
) -> DictionaryFace:
    """Every item in the codebook's order; `dictionary` is ``publication/data_dictionary``."""
    return DictionaryFace(
        language,
        codebook.title.in_language(language),
        say("dictionary", language),
        tuple(
            _describe_item(key, dictionary[dictionary["item"] == key], codebook, language)
            for key in codebook.items
        ),
    )


def _describe_item(key: str, rows: pd.DataFrame, codebook: Codebook, language: Language) -> Entry:
    item = codebook.items[key]
    waves = [name.removeprefix("column_") for name in rows.columns if name.startswith("column_")]
    heads = (say("head_level", language), say("head_answer", language), *waves)
    return Entry(
        key,
        item.label.in_language(language),
        item.question.in_language(language) if item.question else "",
        say(f"wording_{item.wording}", language) if item.question else "",
        TableView(heads, tuple(_write_row(row, waves, language) for _, row in rows.iterrows())),
    )


def _write_row(row: pd.Series, waves: list[str], language: Language) -> tuple[Cell, ...]:
    level = row["level"] if isinstance(row["level"], str) else ABSENT
    label = row[f"level_label_{language}"]
    return (
        Cell(level),
        Cell(_name_level(label, row["net_of"])),
        *(Cell(_write_codes(row, wave)) for wave in waves),
    )


def _name_level(label: object, net_of: object) -> str:
    """A level's label; a net's with the levels that it sums up."""
    if not isinstance(label, str):
        return ABSENT
    return f"{label} = {net_of.replace(', ', ' + ')}" if isinstance(net_of, str) else label


def _write_codes(row: pd.Series, wave: str) -> str:
    """Column and codes; of a net or a missing kind without codes nothing: no cell held it."""
    column, codes = row[f"column_{wave}"], row[f"codes_{wave}"]
    if isinstance(column, str) and isinstance(codes, str):
        return f"{column}: {codes}"
    return column if isinstance(column, str) and row["kind"] in ("level", "number") else ABSENT
