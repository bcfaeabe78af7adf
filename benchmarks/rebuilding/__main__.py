"""The command line: measure what rebuilding costs, and write the page.

`python -m benchmarks.rebuilding` takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from benchmarks.machine import describe_machine
from benchmarks.rebuilding.projects import (
    Change,
    add_unused_column,
    add_wave,
    correct_answer,
    deliver_again,
    reword_label,
)
from benchmarks.rebuilding.steps import count_steps
from benchmarks.rebuilding.times import Adding, time_adding, time_starts

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
    arguments = parser.parse_args()
    machine = describe_machine(os.getloadavg()[0])
    starts = time_starts(arguments.repeats)
    print(starts, flush=True)
    added = [time_adding(waves) for waves in arguments.waves]
    print(added, flush=True)
    steps = {name: count_steps(change, COUNTED_WITH) for name, change in CHANGES.items()}
    arguments.out.write_text(write_page(starts, added, steps, machine), encoding="utf-8")
    print(f"{arguments.out} is written")


def write_page(
    starts: dict[str, float], added: list[Adding], steps: dict[str, dict[str, int]], machine: str
) -> str:
    """The page in Markdown."""
    dagster = starts['`python -c "import dagster"`']
    nothing = starts["`kj build`"]
    lines = [
        "# What does a rebuild cost?",
        "",
        "Written by `python -m benchmarks.rebuilding` (part of `make bench`) on "
        f"{date.today().isoformat()}: {machine}. Waves are copies of the one `kj reconstruct` "
        "draws, 1,585 respondents, without models and figures.",
        "",
        "## Nothing to do",
        "",
        f"`kj build` with nothing to do takes {nothing / dagster:.1f} times as long as importing "
        "Dagster, which it does not do then: it reads declarations, records and versions.",
        "",
        "| | seconds |",
        "|---|---|",
        *(f"| {name} | {seconds:.2f} |" for name, seconds in starts.items()),
        "",
        "## One wave more",
        "",
        "| waves before | its own steps | steps across waves | seconds | then nothing |",
        "|---|---|---|---|---|",
        *(
            f"| {a.waves} | {a.own} | {a.across} | {a.seconds:.1f} | {a.nothing:.2f} |"
            for a in added
        ),
        "",
        "## Beside others",
        "",
        f"Steps that run in a project of {COUNTED_WITH} waves. `eager()` is Dagster's own "
        "automation; \"everything\" is a build without versions. R `targets` is in neither "
        "Debian 12 nor PyPI, so it is not here.",
        "",
        "| what changed | `kj build` | `eager()` | everything |",
        "|---|---|---|---|",
        *(f"| {name} | {' | '.join(map(str, found.values()))} |" for name, found in steps.items()),
        "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    main()
