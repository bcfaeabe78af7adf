"""What was measured, by size and contender, and the few figures drawn from it.

Belongs here: collecting runs, holding them to agree, medians. Does not: Markdown, pictures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.agreement import find_disagreement, measure_gap
from benchmarks.measure import FailedError, Run
from benchmarks.roster import OURS, Contender
from benchmarks.summary import Spread


@dataclass
class Result:
    """All runs of a contender on one file; a `problem` means that its times do not count."""

    contender: Contender
    rows: int
    runs: list[Run] = field(default_factory=list)
    problem: str = ""
    effects_gap: float = 0.0

    @property
    def compute(self) -> Spread:
        """Seconds to do the job again in a process that has done it."""
        return Spread.of([run.compute for run in self.runs])

    @property
    def whole(self) -> Spread:
        """Seconds from starting a process to its first answer."""
        return Spread.of([run.whole for run in self.runs])

    @property
    def startup(self) -> float:
        """What a fresh process costs beyond the job: interpreter, imports, first calls."""
        return max(0.0, self.whole.median - self.compute.median)

    @property
    def peak_mb(self) -> float:
        """Largest peak memory of its processes."""
        return max(run.peak_mb for run in self.runs)

    @property
    def cells(self) -> int:
        """Cells it made of the rows."""
        return int(self.runs[0].found["cells"])


def collect_results(
    runs: Iterable[tuple[Contender, Run | FailedError]], rows: int
) -> dict[str, Result]:
    """Gather one file's runs by contender's name; each run is held to our own first one.

    Errors: FailedError where we ourselves failed, as there is nothing then to hold others to.
    """
    results: dict[str, Result] = {}
    for contender, run in runs:
        result = results.setdefault(contender.name, Result(contender, rows))
        if isinstance(run, FailedError):
            if contender == OURS:
                raise run
            result.problem = result.problem or f"failed: {run}"
            continue
        result.runs.append(run)
        reference = results[OURS.name].runs[0].found
        result.problem = result.problem or find_disagreement(contender, run.found, reference)
        if contender.is_peer:
            result.effects_gap = measure_gap(run.found["effects"], reference["effects"])
    return results


@dataclass(frozen=True)
class Measured:
    """One whole benchmark: results by rows and name, and by number of cells at one size."""

    by_rows: dict[int, dict[str, Result]]
    by_cells: list[dict[str, Result]]
    missing: list[str]
    blas_threads: int

    def find(self, rows: int, name: str) -> Result | None:
        """Return a result whose times count, or None."""
        result = self.by_rows.get(rows, {}).get(name)
        return result if result and result.runs and not result.problem else None
