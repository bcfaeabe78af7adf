"""What every back end of the store can do; `storage.py` picks one and calls it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kj_assets.dagster_kit.asset import Key
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.record import Record
from kj_assets.dagster_kit.storage import AfterPublishing, Session
from kj_assets.dagster_kit.tables import Holdings

Say = Callable[[str], None]


@dataclass(frozen=True)
class Cleaned:
    """How much of earlier states a cleaning took away, or would."""

    snapshots: int = 0
    files: int = 0
    records: int = 0

    def __str__(self) -> str:
        """In words."""
        return f"{self.snapshots} snapshots, {self.files} files, {self.records} superseded records"


class Backend(ABC):
    """A store of tables and records, seen from one build folder."""

    def __init__(self, folder: Path) -> None:
        """Keep the build folder, where ``kj.duckdb`` and files are left."""
        self.folder = folder

    @abstractmethod
    def open_session(
        self, owner: str, say: Say, catalogue: Catalogue, after_publishing: AfterPublishing
    ) -> AbstractContextManager[Session]:
        """A session to build in; see `storage.open_session`."""

    @abstractmethod
    def look(self) -> Holdings:
        """What is certain to be stored, whoever builds meanwhile, and what of it was lost."""

    def read_records(self) -> dict[Key, Record]:
        """The records alone."""
        return dict(self.look().records)

    @abstractmethod
    def is_ahead(self) -> bool:
        """Whether ``kj.duckdb``, or what is written after it, is not what was committed."""

    @abstractmethod
    def publish(self, catalogue: Catalogue, after_publishing: AfterPublishing) -> None:
        """Bring ``kj.duckdb`` up to what was committed; for who holds the build folder."""

    @abstractmethod
    def set_aside(self, say: Say) -> Path | None:
        """Put everything stored away; where to, or None if nothing was there."""

    @abstractmethod
    def mark_release(self, version: str) -> None:
        """Remember that what is stored now is what a release says."""

    @abstractmethod
    def clean(self, say: Say, *, dry_run: bool = False, now: datetime | None = None) -> Cleaned:
        """Take away earlier states that nobody asks for any more; those of releases stay.

        ``dry_run`` counts only. ``now`` is for tests.
        """

    @abstractmethod
    def tell(self) -> dict[str, str]:
        """Facts of the store in words, by what they are about."""
