"""The command line: measure what rebuilding costs, write the page and its picture.

`python -m benchmarks.rebuilding` takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from benchmarks.machine import describe_machine
from benchmarks.rebuilding.page import Cost, replace_nothing, write_page
from benchmarks.rebuilding.picture import draw_steps
from benchmarks.rebuilding.projects import (
    Change,
    add_unused_column,
    add_wave,
    correct_answer,
    deliver_again,
    reword_label,
)
from benchmarks.rebuilding.steps import count_steps
from benchmarks.rebuilding.times import time_adding, time_starts

CHANGES: dict[str, Change] = {
    "a new wave": add_wave,
    "the same file delivered again": deliver_again,
    "a file with one more column, which nothing reads": add_unused_column,
    "one answer corrected": correct_answer,
    "a label translated otherwise": reword_label,
}
COUNTED_WITH = 3


def main() -> None:
    """Measure, then write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rebuilding", description=__doc__)
    parser.add_argument("--waves", type=int, nargs="+", default=[2, 50], metavar="K")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each start (default 5)")
    parser.add_argument("--out", type=Path, default=Path("docs/rebuilding-cost.md"))
    parser.add_argument("--nothing", action="store_true", help="measure nothing to do, only")
    arguments = parser.parse_args()
    if arguments.nothing:
        _measure_nothing(arguments.out, arguments.repeats)
        return
    cost = _measure(arguments.waves, arguments.repeats)
    picture = arguments.out.parent / "images" / "rebuilding.svg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(draw_steps(cost.steps), encoding="utf-8")
    arguments.out.write_text(write_page(cost, f"images/{picture.name}"), encoding="utf-8")
    print(f"{arguments.out} and {picture} are written")


def _measure_nothing(page: Path, repeats: int) -> None:
    machine = describe_machine(os.getloadavg()[0])
    text = replace_nothing(page.read_text(encoding="utf-8"), machine, time_starts(repeats))
    page.write_text(text, encoding="utf-8")


def _measure(waves: list[int], repeats: int) -> Cost:
    machine = describe_machine(os.getloadavg()[0])
    starts = time_starts(repeats)
    print(starts, flush=True)
    added = [time_adding(many) for many in waves]
    print(added, flush=True)
    steps = {name: count_steps(change, COUNTED_WITH) for name, change in CHANGES.items()}
    print(steps, flush=True)
    return Cost(machine, starts, added, steps, COUNTED_WITH)


if __name__ == "__main__":
    main()
