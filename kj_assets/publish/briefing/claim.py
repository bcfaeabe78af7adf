"""A sentence with a number in it, and the name of the table row the number stands in.

Rows are named by what they are about, so that an address keeps its meaning from one wave to the
next: ``security_effects-us_trust-trust``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import pandas as pd

NAMED_BY = (
    *("item", "term", "level", "group", "subgroup", "series", "variant", "missing_kind"),
    *("margin", "wave", "wave_b", "provenance"),
)
# Said of a row only where rows of one table differ in it.
OF_THE_WAVE = ("wave", "wave_b", "provenance")


class Claim(str):
    """A sentence, the figure that shows its numbers, and the row they stand in there, if one."""

    __slots__ = ("figure", "row")
    row: str
    figure: str

    def __new__(cls, text: str, row: str = "", figure: str = "") -> Self:
        """Keep figure and row beside the text."""
        claim = super().__new__(cls, text)
        claim.row = row
        claim.figure = figure
        return claim

    def within(self, figure: str) -> Claim:
        """The sentence as told of a figure."""
        return Claim(self, self.row, figure)

    @property
    def place(self) -> str:
        """Where its numbers stand on the page, empty if nowhere."""
        return name_row([self.figure, self.row]) if self.figure else ""


def name_row(parts: Iterable[object]) -> str:
    """The end of a row's name, from what it is about."""
    return "-".join("_".join(part.split()) for part in parts if isinstance(part, str) and part)


def name_rows(figure: str, table: pd.DataFrame) -> tuple[str, ...]:
    """A name for each row of a figure's table, no two alike."""
    same = [column for column in OF_THE_WAVE if column in table and table[column].nunique() < 2]
    chosen = [column for column in NAMED_BY if column in table and column not in same]
    names: list[str] = []
    for row in table[chosen].itertuples(index=False):
        name = name_row([figure, *row])
        again = sum(1 for other in names if other == name or other.startswith(f"{name}--"))
        names.append(f"{name}--{again + 1}" if again else name)
    return tuple(names)
