"""The tables behind the figures.

Here: from a plotted table to headers and cells of text. Not here: which columns there are
(`columns.py`), published figures (`published.py`), markup (`templates/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kj_assets.figure.refusals import is_withheld
from kj_assets.figure.wording import Language
from kj_assets.publish.briefing.columns import COLUMNS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Cell:
    """One cell: text, and a source address if it is a link."""

    text: str
    link: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class TableView:
    """A table as the page shows it; the first cell of a row is its header.

    ``anchors`` are names of the rows that can be linked to, if they have any.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    anchors: tuple[str, ...] = ()


def show_figure_table(table: pd.DataFrame, kind: str, language: Language) -> TableView:
    """The table behind a figure, in the columns that its kind needs.

    A column in which every cell is empty is left out.
    """
    rows = [row for _, row in table.iterrows()]
    shown = [c for c in COLUMNS[kind] if any(c.write(row, language) for row in rows)]
    cells = tuple(
        tuple(
            Cell(
                column.write(row, language),
                web_address(row["source"]) if column.is_source else "",
                column.is_number and not is_withheld(row),
            )
            for column in shown
        )
        for row in rows
    )
    return TableView(tuple(column.header(language) for column in shown), cells)


def web_address(source: object) -> str:
    """A source that is a web address; anything else is shown, never linked."""
    text = source if isinstance(source, str) else ""
    return text if text.startswith(("https://", "http://")) else ""
