"""How a Python contender does its job: once cold, then again while warm.

Belongs here: the clock inside a contender's process, and the one JSON line it prints. Does not:
starting processes, peak memory (`measure.py`). Only the standard library is imported above.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

WARM_RUNS = 25  # a job of milliseconds is faster still at its tenth run than at its second
WARM_SECONDS = 2.0
SLOW_SECONDS = 60.0
FILE_CACHE = "enable_external_file_cache"  # of DuckDB


def run_contender(version: str, job: Callable[[Path], dict[str, Any]]) -> None:
    """Do the job on the file named on the command line; print times and estimates.

    `done_at` is wall-clock time, so that the parent can say what a fresh process costs. A job of
    over a minute is not done again: its start-up is nothing beside it, so its cold time counts.
    """
    path = Path(sys.argv[1])
    begun = time.perf_counter()
    estimates = job(path)
    cold = time.perf_counter() - begun
    done_at = time.time()
    warm: list[float] = [cold] if cold > SLOW_SECONDS else []
    while not warm or (len(warm) < WARM_RUNS and sum(warm) < WARM_SECONDS):
        begun = time.perf_counter()
        job(path)
        warm.append(time.perf_counter() - begun)
    print(json.dumps({"version": version, "done_at": done_at, "warm": warm, **estimates}))


def open_duckdb() -> duckdb.DuckDBPyConnection:
    """Open DuckDB once a process, without its cache of files: every run reads the file again."""
    import duckdb

    return duckdb.connect(config={FILE_CACHE: False})
