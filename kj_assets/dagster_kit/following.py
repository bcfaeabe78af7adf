"""Following a run that others do: what they write into Dagster's storage, as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import dagster as dg

SECONDS_BETWEEN = 0.3


@contextmanager
def follow_run(
    instance: dg.DagsterInstance, run_id: str, listen: Callable[[Any], None]
) -> Iterator[None]:
    """Give every entry of a run's log to `listen`, in another thread, and all before it ends."""
    ended = Event()

    def follow() -> None:
        cursor: str | None = None
        is_last = False
        while not is_last:
            is_last = ended.wait(SECONDS_BETWEEN)
            cursor = _tell_new(instance, run_id, cursor, listen)

    with ThreadPoolExecutor(1, "following") as pool:
        following = pool.submit(follow)
        try:
            yield
        finally:
            ended.set()
        following.result()


def _tell_new(
    instance: dg.DagsterInstance, run_id: str, cursor: str | None, listen: Callable[[Any], None]
) -> str | None:
    more = True
    while more:
        found = instance.get_records_for_run(run_id, cursor=cursor)
        for record in found.records:
            listen(record.event_log_entry)
        cursor, more = found.cursor, found.has_more
    return cursor
