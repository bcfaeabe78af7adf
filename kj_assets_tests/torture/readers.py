"""Readers as notebooks are: they open the published file, read all of it and close it, again."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.pool import AsyncResult
from pathlib import Path

import duckdb

from kj_assets.dagster_kit.asset import Key, show_key
from kj_assets.dagster_kit.content import hash_tables
from kj_assets.dagster_kit.record import Record, read_records
from kj_assets.dagster_kit.sql import quote
from kj_assets_tests.torture.builds import FORKS

# So that builds get their share of two cores.
PAUSE_SECONDS = 1
LONGEST_SECONDS = 120


@dataclass(frozen=True)
class Look:
    """What one reading found: which generation, what in it does not fit, how long it took."""

    generation: str
    misfits: list[str]
    seconds: float


@contextmanager
def reading(published: Path, readers: int) -> Iterator[AsyncResult[list[list[Look]]]]:
    """So many processes read for as long as this lasts; afterwards ask for their looks."""
    stop = published.with_name("stop_reading")
    with FORKS.Pool(readers) as pool:
        looks = pool.starmap_async(_read_on, [(published, stop)] * readers, chunksize=1)
        try:
            yield looks
        finally:
            stop.touch()
            looks.wait(LONGEST_SECONDS)
        assert looks.ready(), "a reader hangs"


def _read_on(published: Path, stop: Path) -> list[Look]:
    looks = [look(published)]
    stopped = False
    while not stopped:
        time.sleep(PAUSE_SECONDS)
        # Asked first, so that the last look is at what was there when it was to stop.
        stopped = stop.exists()
        looks.append(look(published))
    return looks


def look(published: Path) -> Look:
    """Read every table once, as fast as it goes, then compare them with their records."""
    began = time.monotonic()
    with duckdb.connect(published, read_only=True) as connection:
        records = read_records(connection)
        versions = {key: _hash_stored(connection, record) for key, record in records.items()}
    seconds = time.monotonic() - began
    stored = {show_key(key): record.data_version for key, record in records.items()}
    generation = hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()
    return Look(generation, list(_find_misfits(records, versions, stored)), seconds)


def _hash_stored(connection: duckdb.DuckDBPyConnection, record: Record) -> str:
    schema = quote(record.key[0])
    frames = {n: connection.sql(f"FROM {schema}.{quote(n)}").df() for n in record.tables}
    for frame in frames.values():
        # DuckDB keeps a text column in which nobody has anything as one of integers.
        empty = [c for c in frame if str(frame[c].dtype) == "Int32" and frame[c].isna().all()]
        frame[empty] = frame[empty].astype(object)
    return hash_tables(frames)


def _find_misfits(
    records: dict[Key, Record], versions: dict[Key, str], stored: dict[str, str]
) -> Iterator[str]:
    """Tables that are not what their record says, or made from what is not stored."""
    for key, record in records.items():
        if versions[key] != record.data_version:
            yield f"{show_key(key)} is not what its record says"
        made_from = {name: v for name, v in record.inputs.items() if name in stored}
        if any(stored[name] != version for name, version in made_from.items()):
            yield f"{show_key(key)} was made from what is not stored"
