"""Medians and interquartile ranges of repeated measurements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from statistics import median, quantiles


@dataclass(frozen=True)
class Spread:
    """The middle of some measurements, and the range of their middle half."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Summarise one or more values; one value is its own range."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high)

    def __str__(self) -> str:
        """`0.123 (0.120–0.130)`, three significant digits."""
        return f"{three(self.median)} ({three(self.low)}–{three(self.high)})"


def three(value: float) -> str:
    """Return a number with three significant digits, never in powers of ten."""
    if value == 0:
        return "0"
    return f"{value:,.{max(0, 2 - floor(log10(abs(value))))}f}"
