"""The page the benchmark of large waves writes.

Belongs here: Markdown. Does not: any figure that was not measured (`building.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.large.building import WHOLE
from benchmarks.report import write_table

# Assets that take less of the whole than this, at the largest size, share a line.
WORTH_A_LINE = 0.02
LARGEST = 10_000_000
REST = "all others, the largest peak"

BRINGING = """\
1. Deliver Parquet, written by row groups of about 100,000 rows (`ParquetWriter.write_table` of \
pyarrow, `ROW_GROUP_SIZE` of DuckDB). Other formats are read whole: SPSS, Stata, Excel and csv are \
for waves that fit.
2. Declare it like any wave, with `format: parquet` (see [adding a wave](adding-a-wave.md)).
3. Take `raked_errors` out of `models.yaml`: its bootstrap is a matrix of respondents by \
replicates. It is for waves that fit in memory, as is matching the respondents of a declared \
panel, and publishing respondents under a licence."""

HOW = """\
Rows are read, cleaned and put through the gate 100,000 at a time, each of them; what concerns \
all rows, such as an id that stands twice, DuckDB counts. Raking is of cells of respondents alike; \
what is held of each respondent is one weight. Shares are estimated on groups of people alike, \
models on cells, both made by queries of the stored tables. DuckDB keeps to 800 MB and spills the \
rest beside the store."""


@dataclass(frozen=True)
class Measured:
    """One size: bytes of the wave's file and of the store, and what each asset took, by name."""

    respondents: int
    file: int
    store: int
    took: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(
        cls, respondents: int, file: int, store: int, lines: Sequence[Mapping[str, Any]]
    ) -> Measured:
        """From the lines of `building.py`."""
        return cls(respondents, file, store, {str(line["name"]): line for line in lines})

    @property
    def whole(self) -> Mapping[str, Any]:
        """What all assets took together."""
        return self.took[WHOLE]


def write_page(measured: Sequence[Measured], machine: str) -> str:
    """Return the page as Markdown."""
    parts = [
        "# How large may a wave be?",
        f"Written by `python -m benchmarks.large` on {date.today().isoformat()}: {machine}. The "
        "wave is the one `kj reconstruct` draws, its respondents drawn again and a tenth of their "
        "answers taken from others, built from the Parquet file to figures and pages.",
        "## What it costs",
        _tell_whole(measured),
        _tell_growth(measured),
        _tell_assets(measured),
        "## How to bring one",
        BRINGING,
        "## Why it fits",
        HOW,
    ]
    return "\n\n".join(parts) + "\n"


def _tell_whole(measured: Sequence[Measured]) -> str:
    header = ("respondents", "file, MB", "store, MB", "processor seconds", "seconds", "peak, MB")
    rows = [
        (
            f"{one.respondents:,}",
            *(f"{size / 1e6:,.0f}" for size in (one.file, one.store)),
            *(f"{one.whole[name]:,.0f}" for name in ("processor_seconds", "seconds", "peak_mb")),
        )
        for one in measured
    ]
    return write_table(header, rows)


def _tell_growth(measured: Sequence[Measured]) -> str:
    small, large = measured[0], measured[-1]
    told = (
        "Peaks are the kernel's, of the whole process with DuckDB and what draws figures in it. "
        f"{large.respondents / small.respondents:g} times the respondents took "
        + " and ".join(
            f"{large.whole[name] / small.whole[name]:.1f} times the {what}"
            for name, what in (("processor_seconds", "processor seconds"), ("peak_mb", "memory"))
        )
        + "."
    )
    if large.respondents < LARGEST:
        told += (
            f" {LARGEST:,} respondents, the largest that `python -m benchmarks.large` builds "
            "unless told otherwise, are not measured here: nothing above says what they take."
        )
    return told


def _tell_assets(measured: Sequence[Measured]) -> str:
    """Processor seconds and peak of each asset that matters, at each size."""
    large = measured[-1]
    least = WORTH_A_LINE * large.whole["processor_seconds"]
    shown = [
        name
        for name, line in large.took.items()
        if name != WHOLE and line["processor_seconds"] >= least
    ]
    rest = [name for name in large.took if name not in (*shown, WHOLE)]
    header = ["asset"]
    for what in ("processor seconds", "peak, MB"):
        header += [f"{what}, {one.respondents:,}" for one in measured]
    rows = [(f"`{name}`", *_tell(measured, [name])) for name in shown]
    return write_table(header, [*rows, (REST, *_tell(measured, rest))])


def _tell(measured: Sequence[Measured], names: Sequence[str]) -> list[str]:
    lines = [[one.took[name] for name in names if name in one.took] for one in measured]
    seconds = [sum(line["processor_seconds"] for line in own) for own in lines]
    peaks = [max((line["peak_mb"] for line in own), default=0.0) for own in lines]
    return [f"{value:,.0f}" for value in (*seconds, *peaks)]
