"""Running a contender in a process of its own: wall clock from outside, peak memory at its end.

Belongs here: processes, rounds. Does not: judging what came back (`agreement.py`).

A child's ru_maxrss is counted from that of the process that forked it, so this process stays small
until all is measured: numpy, DuckDB and Altair are imported nowhere on this side before.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contenders.harness import SLOW_SECONDS
from benchmarks.roster import Contender

ROOT = Path(__file__).parents[1]
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class FailedError(RuntimeError):
    """A contender that ended without an answer; the message is its last words."""


@dataclass(frozen=True)
class Run:
    """One process: seconds from start to first answer, median warm seconds, peak MB, answer."""

    whole: float
    compute: float
    peak_mb: float
    found: Mapping[str, Any]


def run_rounds(
    contenders: Sequence[Contender], path: Path, repeats: int, environment: Mapping[str, str]
) -> Iterator[tuple[Contender, Run | FailedError]]:
    """Yield runs, each contender once a round, so that a busy minute hits all alike.

    One that failed, or took over a minute, is not run again.
    """
    going = list(contenders)
    for _ in range(repeats):
        for contender in tuple(going):
            try:
                run = run_once(contender, path, environment)
            except FailedError as error:
                going.remove(contender)
                yield contender, error
                continue
            if run.whole > SLOW_SECONDS:
                going.remove(contender)
            yield contender, run


def run_once(contender: Contender, path: Path, environment: Mapping[str, str]) -> Run:
    """Run one process to its end; FailedError where it gives no answer."""
    with tempfile.TemporaryFile("w+") as complaints:
        started = time.time()
        process = subprocess.Popen(
            [*contender.command, str(path)],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        assert process.stdout is not None
        with process.stdout as pipe:
            answer = pipe.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode < 0:
            raise FailedError(f"ended by {signal.Signals(-process.returncode).name}")
        if process.returncode != 0:
            complaints.seek(0)
            words = complaints.read().strip().splitlines() or [f"exit {process.returncode}"]
            raise FailedError(words[-1])
    found = json.loads(answer)
    return Run(
        found["done_at"] - started,
        median(found["warm"]),
        usage.ru_maxrss * MAXRSS_UNIT / 1e6,
        found,
    )


def make_rows(path: Path, rows: int, score_values: int = 0) -> None:
    """Write the survey of that size, in a process of its own."""
    raw = [] if score_values else ["--raw"]
    command = [sys.executable, "-m", "benchmarks.survey", str(path), str(rows), *raw]
    subprocess.run([*command, "--score-values", str(score_values)], cwd=ROOT, check=True)
