"""The command line: build the whole chain from file to figures at each size, and write the page.

`python -m benchmarks.large` takes most of an hour on two cores and 15 GB of disk; with
`--respondents 100000 1000000` some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.large.page import LARGEST, Measured, write_page
from benchmarks.large.waves import make_project
from benchmarks.machine import describe_machine

SIZES = (100_000, 1_000_000, LARGEST)


def main() -> None:
    """Measure, then write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("--respondents", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--out", type=Path, default=Path("docs/large-waves.md"))
    arguments = parser.parse_args()
    machine = describe_machine(os.getloadavg()[0])
    measured = []
    for respondents in arguments.respondents:
        measured.append(measure(respondents))
        print(measured[-1], flush=True)
    arguments.out.write_text(write_page(measured, machine), encoding="utf-8")
    print(f"{arguments.out} is written")


def measure(respondents: int) -> Measured:
    """Build a project with so many respondents in a process of its own."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        project = make_project(folder, respondents)
        file = next(project.waves.glob("*/responses.parquet")).stat().st_size
        command = [sys.executable, "-m", "benchmarks.large.building", str(folder)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return Measured.of(
            respondents,
            file,
            (project.build / "kj.duckdb").stat().st_size,
            [json.loads(line) for line in done.stdout.splitlines()],
        )


if __name__ == "__main__":
    main()
