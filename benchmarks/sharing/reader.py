"""A reader as notebooks are: opens the file, reads every table, closes it, and waits a little."""

from __future__ import annotations

import time
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb

from benchmarks.sharing.tables import NAMES

PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class Look:
    """A reading: whether it was refused, whether what it saw was of one generation, seconds."""

    refused: bool
    mixed: bool
    seconds: float


def read_on(file: Path, stop: Event) -> list[Look]:
    """Read until told to stop."""
    looks = []
    while not stop.is_set():
        looks.append(_look(file))
        time.sleep(PAUSE_SECONDS)
    return looks


def _look(file: Path) -> Look:
    began = time.perf_counter()
    try:
        with duckdb.connect(file, read_only=True) as connection:
            tables = [connection.sql(f"FROM tables.{name}").df() for name in NAMES]
    except duckdb.Error:
        return Look(True, False, time.perf_counter() - began)
    seen = {number for table in tables for number in table["generation"].unique()}
    return Look(False, len(seen) != 1, time.perf_counter() - began)
