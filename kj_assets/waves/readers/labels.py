"""What a statistical file says of its columns and codes, as a table.

Here: labels and codes marked as missing. Not here: reading them (`statistical.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kj_assets.waves.readers.delivered import LABEL_COLUMNS, as_text


@dataclass(frozen=True)
class ColumnLabels:
    """What a file says about one column.

    Args:
        label: its text, if it has one.
        codes: text of each labelled code.
        missing_ranges: spans of codes marked as missing, from ``lo`` to ``hi``.
        missing_codes: single ones, Stata's letters.
    """

    label: str | None = None
    codes: Mapping[Any, str] = field(default_factory=dict)
    missing_ranges: tuple[Mapping[str, Any], ...] = ()
    missing_codes: tuple[Any, ...] = ()

    def is_missing(self, code: Any) -> bool:
        """Whether the file marks a code as missing."""
        return code in self.missing_codes or any(
            isinstance(code, str) == isinstance(span["lo"], str)
            and span["lo"] <= code <= span["hi"]
            for span in self.missing_ranges
        )

    def missing_in(self, cells: pd.Series) -> frozenset[Any]:
        """Codes marked as missing that occur in a column."""
        if not self.missing_ranges and not self.missing_codes:
            return frozenset()
        return frozenset(code for code in cells.dropna().unique() if self.is_missing(code))


def tabulate_labels(
    cells: Mapping[str, pd.Series], labels: Mapping[str, ColumnLabels]
) -> pd.DataFrame:
    """One row for each column and code with a label, as `DeliveredFile` describes it."""
    rows = [row for name in cells for row in _describe(name, cells[name], labels[name])]
    return pd.DataFrame(rows, columns=list(LABEL_COLUMNS)).astype(LABEL_COLUMNS)


def _describe(name: str, cells: pd.Series, labels: ColumnLabels) -> Iterator[tuple[Any, ...]]:
    # A range such as 90 to 99 names no codes: those that occur are listed as well.
    occurring = sorted(labels.missing_in(cells), key=str)
    codes = dict.fromkeys([*labels.codes, *occurring])
    for code in codes:
        yield name, labels.label, as_text(code), labels.codes.get(code), labels.is_missing(code)
    if labels.label and not codes:
        yield name, labels.label, None, None, False
