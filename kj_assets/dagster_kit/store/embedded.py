"""The embedded store: two DuckDB files in the build folder, one builder at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import Timeout

from kj_assets.dagster_kit.catalogue import Catalogue, present_store
from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.dagster_kit.published import PUBLISHED, WORK, is_ahead, mark_current, publish
from kj_assets.dagster_kit.reading import look_into, read_records_of
from kj_assets.dagster_kit.set_aside import set_store_aside
from kj_assets.dagster_kit.stamp import leave_stamp, list_touched
from kj_assets.dagster_kit.storage import AfterPublishing, Session
from kj_assets.dagster_kit.store.backend import Backend, Cleaned, Say
from kj_assets.dagster_kit.tables import Depth, Holdings
from kj_assets.dagster_kit.work_file import open_work


class Embedded(Backend):
    """``work.duckdb``, private to the running build, and ``kj.duckdb``, its published copy."""

    @contextmanager
    def open_session(
        self, owner: str, say: Say, catalogue: Catalogue, after_publishing: AfterPublishing
    ) -> Iterator[Session]:
        """Lock the store, open its work file, and publish what was committed at the end."""
        with (
            hold_lock(self.folder, owner, say),
            self._open_held(catalogue, after_publishing) as session,
        ):
            yield session

    @contextmanager
    def _open_held(
        self, catalogue: Catalogue, after_publishing: AfterPublishing
    ) -> Iterator[Session]:
        touched = list_touched(self.folder)
        left_over = is_ahead(self.folder) or bool(touched)
        connection = open_work(self.folder)
        try:
            session = Session(self.folder, connection, _trust(touched))
        except BaseException:
            # What cannot be read must not take the place of what can.
            connection.close()
            raise
        try:
            session.changed = left_over
            yield session
            if session.changed:
                with session.transaction():
                    present_store(connection, catalogue)
        finally:
            connection.close()
            publish_work(self.folder, after_publishing)

    def look(self) -> Holdings:
        """What a store holds that may be absent, or in the hands of a running build.

        The published file holds them all, unless the work file is ahead of it. That one is
        opened under the lock only: a reader without it would make a build that starts now fail.
        While a build holds the lock, the published records are the last that are certain.
        """
        touched = list_touched(self.folder)
        depth = _trust(touched)
        if is_ahead(self.folder) or WORK in touched:
            with suppress(Timeout), hold_lock(self.folder, "a plan", lambda line: None, wait=False):
                found = look_into(self.folder / WORK, depth)
                if found is not None:
                    return found
        return look_into(self.folder / PUBLISHED, depth) or Holdings({})

    def is_ahead(self) -> bool:
        """Whether the work file holds what the published one does not, or one was touched."""
        return is_ahead(self.folder) or bool(list_touched(self.folder))

    def publish(self, catalogue: Catalogue, after_publishing: AfterPublishing) -> None:
        """Publish what an interrupted run committed; any other run has published already."""
        if self.is_ahead():
            with self._open_held(catalogue, after_publishing):
                pass

    def set_aside(self, say: Say) -> Path | None:
        """Move both files into a folder beside them."""
        return set_store_aside(self.folder, say)

    def mark_release(self, version: str) -> None:
        """Nothing: earlier states are not kept, releases are folders of their own."""

    def clean(self, say: Say, *, dry_run: bool = False, now: datetime | None = None) -> Cleaned:
        """Nothing: earlier states are not kept."""
        return Cleaned()

    def tell(self) -> dict[str, str]:
        """Where the two files are."""
        return {
            "store": f"embedded: {WORK} and {PUBLISHED} in {self.folder}",
            "steps": "in the process of the run",
            "states": "the present one; releases are folders",
        }


def publish_work(folder: Path, after_publishing: AfterPublishing) -> None:
    """Copy the closed work file to where everybody reads it, if that is not what it is."""
    if is_ahead(folder) or list_touched(folder):
        publish(folder)
        beside = after_publishing(folder, read_records_of(folder / PUBLISHED) or {})
        mark_current(folder)
        leave_stamp(folder, beside)


def _trust(touched: list[str]) -> Depth:
    return "content" if touched else "rows"
