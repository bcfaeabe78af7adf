"""How many rows the gate has rejected so far, by which rule and for which reason.

Here: counts, the first rejected rows, and the findings drawn from them. Not here: which rows are
rejected (`schema.py`), or all of them (the table ``rejected``).
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from kj_assets.validate.plausibility import ROWS_SHOWN, Finding
from kj_assets.validate.rules import Rule

REASONS_SHOWN = 5
CORRECTED_AT_MOST = 20
OUT_OF_RANGE = "G002"


class Rejections:
    """Rejected rows, counted chunk by chunk; a row and its reasons come in one chunk."""

    def __init__(self) -> None:
        """None yet."""
        self.rows = 0
        self._reasons: Counter[str] = Counter()
        self._numbers: Counter[tuple[str, float]] = Counter()
        self._by_rule: dict[str, Rejections] = {}
        self._first = pd.DataFrame()

    @property
    def lines(self) -> int:
        """Rejected rows, each as often as it has reasons."""
        return self._reasons.total()

    def add(self, rejected: pd.DataFrame) -> None:
        """Take the rejected of the next chunk (see `gate.Verdict`)."""
        self._count(rejected)
        for label, lines in rejected.groupby("rule"):
            self._by_rule.setdefault(str(label), Rejections())._count(lines)

    def _count(self, rejected: pd.DataFrame) -> None:
        self.rows += rejected["row"].nunique()
        self._reasons.update(rejected["reason"].value_counts(sort=False).to_dict())
        outside = rejected[rejected["rule"].str.startswith(OUT_OF_RANGE)]
        numbers = pd.to_numeric(outside["found"], errors="coerce").astype("float64")
        told = zip(outside["item"], numbers, strict=True)
        self._numbers.update((item, number) for item, number in told if not pd.isna(number))
        if len(self._first) < ROWS_SHOWN:
            parts = [self._first, rejected] if len(self._first) else [rejected]
            self._first = pd.concat(parts, ignore_index=True).head(ROWS_SHOWN)

    def of_rule(self, rule: Rule) -> Finding:
        """What one rule for rows found."""
        found = self._by_rule.get(rule.label, Rejections())
        return Finding(
            found._first, f"{found.rows} rows rejected: {found._tell()}", {"rows": found.rows}
        )

    def judge(self, allowed: int) -> Finding:
        """Whether more rows are rejected than are allowed."""
        return Finding(
            self._first if self.rows > allowed else self._first.head(0),
            f"{self.rows} rows rejected, {allowed} allowed: {self._tell()}. {self._advise()}, or "
            "raise gate.rejected_rows_allowed",
            {"rows": self.rows, "allowed": allowed},
        )

    def _advise(self) -> str:
        if not self._numbers:
            return self._advise_rest("Correct the cells under 'corrections'")
        first = self._numbers.most_common(REASONS_SHOWN)
        told = [f"{item} {number:g} × {count}" for (item, number), count in first]
        more = len(self._numbers) - len(told)
        told += [f"{more} more"] if more else []
        rest = self._advise_rest("Correct other cells under 'corrections'")
        return (
            "Numbers that stand for no answer go under 'missing' of their item: "
            f"{', '.join(told)}. {rest}"
        )

    def _advise_rest(self, few: str) -> str:
        """A correction is of a single cell: so many are a column or a code read wrongly."""
        if self.rows <= CORRECTED_AT_MOST:
            return few
        return "So many are no slips: look at the column and codes of the item in the crosswalk"

    def _tell(self) -> str:
        first = self._reasons.most_common(REASONS_SHOWN)
        return "; ".join(f"{reason} ({count} rows)" for reason, count in first)
