"""The command line: one builder and eight readers, with the tracker's store and the stock one.

The stock IO manager wants an environment of its own, for it holds pandas below 3:

    python -m venv STOCK; STOCK/bin/pip install dagster-duckdb-pandas duckdb==1.5.6 pyarrow
    python -m benchmarks.sharing --stock STOCK/bin/python

It prints a table in Markdown, in two minutes on two cores with nothing else to do.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

from benchmarks.machine import describe_machine
from benchmarks.sharing.reader import Look, read_on

READERS = 8
# A writer that finds the file held by readers time and again may take for ever.
LONGEST_SECONDS = 120
HERE = Path(__file__).parent


def main() -> None:
    """Measure with and without readers, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sharing", description=__doc__)
    parser.add_argument("--stock", required=True, help="Python that has dagster-duckdb-pandas")
    parser.add_argument("--generations", type=int, default=10)
    arguments = parser.parse_args()
    tracker = [sys.executable, "-m", "benchmarks.sharing.tracker"]
    stock = [arguments.stock, str(HERE / "stock.py")]
    print(describe_machine(os.getloadavg()[0]), "\n")
    print(
        "| store | readers | generations written | processor seconds each, median | readings |"
        " refused | of two generations | seconds a reading, median and longest |"
    )
    print("|---" * 8 + "|", flush=True)
    for readers in (0, READERS):
        for name, command in (("tracker", tracker), ("stock IO manager", stock)):
            print(f"| {name} |", _measure(command, readers, arguments.generations), flush=True)


def _measure(command: Sequence[str], readers: int, generations: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        # The first generation is there before anybody reads.
        _write(command, folder, 1)
        file = Path(folder) / "kj.duckdb"
        looks, written = _share(command, file, readers, generations)
    took = [float(line) for line in written if not line.startswith("failed")]
    answered = [look.seconds for look in looks if not look.refused]
    cells = [
        str(readers),
        f"{len(took)} of {generations}",
        f"{median(took):.2f}" if took else "–",
        str(len(looks)),
        str(sum(look.refused for look in looks)),
        str(sum(look.mixed for look in looks)),
        f"{median(answered):.2f}, {max(answered):.2f}" if answered else "–",
    ]
    return " | ".join(cells) + " |"


def _share(
    command: Sequence[str], file: Path, readers: int, generations: int
) -> tuple[list[Look], list[str]]:
    """Write while so many processes read; what they saw, what the writer said."""
    spawn = multiprocessing.get_context("spawn")
    with spawn.Manager() as manager, ProcessPoolExecutor(max(readers, 1), spawn) as pool:
        stop = manager.Event()
        reading = [pool.submit(read_on, file, stop) for _ in range(readers)]
        try:
            written = _write(command, str(file.parent), generations)
        finally:
            stop.set()
        return [look for one in reading for look in one.result()], written


def _write(command: Sequence[str], folder: str, generations: int) -> list[str]:
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1]), "PYTHONWARNINGS": "ignore"}
    words = [*command, folder, str(generations)]
    with subprocess.Popen(words, text=True, stdout=subprocess.PIPE, env=environment) as writer:
        try:
            said, _ = writer.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            writer.kill()
            said, _ = writer.communicate()
    return said.splitlines()


if __name__ == "__main__":
    main()
