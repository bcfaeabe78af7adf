"""What was aimed at, and what was reached: ratios of medians from the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.results import Measured, Result
from benchmarks.roster import FLOOR, OURS, STATSMODELS
from benchmarks.summary import three

MEGABYTES = 500
NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Aim:
    """An aim in words; reached as text; whether that meets it (None where not measured)."""

    words: str
    reached: str
    met: bool | None


def judge_aims(measured: Measured) -> list[Aim]:
    """Return every aim with what this run reached."""
    return [
        _judge_floor(measured, 10_000_000, 3),
        _judge_memory(measured, 10_000_000),
        *_judge_peers(measured, 100_000, 10, ("statsmodels", "svy", "R survey")),
        *_judge_peers(measured, 1_500, 2, (STATSMODELS.name,)),
        *_judge_peers(measured, 1_500, 20, ("svy",)),
    ]


def _judge_floor(measured: Measured, rows: int, most: float) -> Aim:
    words = f"N = {rows:,}: within {most} × of the bare GROUP BY"
    ours, floor = measured.find(rows, OURS.name), measured.find(rows, FLOOR.name)
    if not ours or not floor:
        return Aim(words, NOT_MEASURED, None)
    ratio = ours.compute.median / floor.compute.median
    return Aim(words, f"{three(ratio)} ×", ratio <= most)


def _judge_memory(measured: Measured, rows: int) -> Aim:
    words = f"N = {rows:,}: under {MEGABYTES} MB at the peak"
    ours = measured.find(rows, OURS.name)
    if not ours:
        return Aim(words, NOT_MEASURED, None)
    return Aim(words, f"{ours.peak_mb:,.0f} MB", ours.peak_mb < MEGABYTES)


def _judge_peers(
    measured: Measured, rows: int, least: float, peers: tuple[str, ...]
) -> Iterator[Aim]:
    kinds: tuple[tuple[str, Callable[[Result], float]], ...] = (
        ("compute alone", lambda result: result.compute.median),
        ("a fresh process, imports and all", lambda result: result.whole.median),
    )
    ours = measured.find(rows, OURS.name)
    for name in peers:
        peer = measured.find(rows, name)
        for kind, read in kinds:
            words = f"N = {rows:,}: {least} × faster than {name}, {kind}"
            if not ours or not peer:
                yield Aim(words, NOT_MEASURED, None)
                continue
            ratio = read(peer) / read(ours)
            yield Aim(words, f"{three(ratio)} ×", ratio >= least)
