"""The store on DuckLake: tables as Parquet that many machines see, the catalogue in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.files import write_files
from kj_assets.dagster_kit.layout import META_SCHEMA
from kj_assets.dagster_kit.published import PUBLISHED, is_ahead
from kj_assets.dagster_kit.reading import read_records_of
from kj_assets.dagster_kit.stamp import list_touched
from kj_assets.dagster_kit.storage import AfterPublishing
from kj_assets.dagster_kit.store.address import Address, read_address
from kj_assets.dagster_kit.store.asset_locks import LAYOUT_LOCK, AssetLocks
from kj_assets.dagster_kit.store.backend import Backend, Cleaned, Say
from kj_assets.dagster_kit.store.conflicts import retry_conflicts
from kj_assets.dagster_kit.store.embedded import publish_work
from kj_assets.dagster_kit.store.lake_connection import LAKE, share_lake
from kj_assets.dagster_kit.store.lake_facts import tell_lake
from kj_assets.dagster_kit.store.lake_layout import make_layout, read_latest
from kj_assets.dagster_kit.store.lake_publishing import fill_from_published, mirror_lake
from kj_assets.dagster_kit.store.lake_session import LakeSession
from kj_assets.dagster_kit.store.settings import StoreSettings
from kj_assets.dagster_kit.store.upkeep import clean_lake
from kj_assets.dagster_kit.tables import Holdings, find_lost
from kj_assets.errors import BuildError

# Beside kj.duckdb: the snapshot it was published from.
MIRRORED = "kj.duckdb.snapshot"
PUBLISHING_LOCK = "(publishing)"
CLEANING_LOCK = "(cleaning)"
# Lakes this process has seen made: each step of a worker would look again, a tenth of a second.
_made: set[tuple[Address, str]] = set()


class Lake(Backend):
    """A lake that many builders share; each asset is built by one of them at a time."""

    def __init__(self, folder: Path, settings: StoreSettings) -> None:
        """Open the lake; a new one is filled from ``kj.duckdb``, so that nothing is built again.

        Raises:
            BuildError: B007, B011 to B013.
        """
        super().__init__(folder)
        self.settings = settings
        self.connection = share_lake(settings)
        self.address = read_address(settings.catalogue_from)

    def _locks(self, owner: str, say: Say) -> AssetLocks:
        return AssetLocks(self.address, self.settings.name, owner, say)

    def _make(self, locks: AssetLocks) -> None:
        """Make the layout of a new lake, once."""
        lake = (self.address, self.settings.name)
        if lake in _made:
            return
        with locks.hold([LAYOUT_LOCK], quietly=True):
            if make_layout(self.connection):
                locks.make_conflict_log()
                fill_from_published(self.connection, self.folder)
        _made.add(lake)

    @contextmanager
    def open_session(
        self, owner: str, say: Say, catalogue: Catalogue, after_publishing: AfterPublishing
    ) -> Iterator[LakeSession]:
        """A session beside those of other builders.

        It publishes at its end, unless steps run on a cluster: then a session is one step, and
        the run publishes.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with closing(self._locks(owner, say)) as locks:
            self._make(locks)
            session = LakeSession(self.folder, share_lake(self.settings), locks, say)
            try:
                yield session
            finally:
                session.connection.close()
                if session.changed and not self.settings.dask:
                    self.publish(catalogue, after_publishing)

    def look(self) -> Holdings:
        """The records as they are in the lake, and tables that are gone from it.

        What its files hold is the lake's own to guard.
        """
        with closing(self._locks("a plan", print)) as locks:
            self._make(locks)
        records = read_latest(self.connection)
        return Holdings(records, find_lost(self.connection, records.values(), "names", LAKE))

    def is_ahead(self) -> bool:
        """Whether ``kj.duckdb`` is of an earlier snapshot, or not whole."""
        folder = self.folder
        if not (folder / PUBLISHED).exists() or is_ahead(folder) or list_touched(folder):
            return True
        if self._read_mirrored() == self.snapshot():
            return False
        # A release that was noted, and a cleaning, change nothing that is published.
        return read_latest(self.connection) != read_records_of(folder / PUBLISHED)

    def snapshot(self) -> int:
        """The latest snapshot of the lake."""
        query = f"SELECT max(snapshot_id) FROM ducklake_snapshots('{LAKE}')"
        return int(self.connection.execute(query).fetchall()[0][0])

    def _read_mirrored(self) -> int:
        note = self.folder / MIRRORED
        return int(note.read_text()) if note.exists() else -1

    def publish(self, catalogue: Catalogue, after_publishing: AfterPublishing) -> None:
        """Bring ``kj.duckdb`` up to the lake; of several at once, each finds what is left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (
            closing(self._locks("publishing", print)) as locks,
            # Builders that share a build folder publish one after the other, others at once.
            locks.hold([f"{PUBLISHING_LOCK} {self.folder.resolve()}"]),
        ):
            if not self.is_ahead():
                return
            snapshot = self.snapshot()
            mirror_lake(self.folder, self.settings, catalogue)
            publish_work(self.folder, after_publishing)
            write_files(self.folder, {MIRRORED: str(snapshot).encode()})

    def set_aside(self, say: Say) -> Path | None:
        """Refused: a lake is others' as well.

        Raises:
            BuildError: B014 saying what to do instead.
        """
        raise BuildError(
            "B014",
            f"the lake {self.settings.name} is not set aside, for others may build in it. "
            "kj build --force builds everything again and keeps earlier states; another name in "
            "data/store.yaml starts a new lake.",
        )

    def mark_release(self, version: str) -> None:
        """Note the snapshot a release stands for, which is then never expired."""

        def note() -> None:
            self.connection.execute(
                f"INSERT INTO {META_SCHEMA}.release "
                f"SELECT ?, max(snapshot_id), now() FROM ducklake_snapshots('{LAKE}')",
                [version],
            )

        retry_conflicts(note, lambda attempt, said: None)

    def clean(self, say: Say, *, dry_run: bool = False, now: datetime | None = None) -> Cleaned:
        """Let go of states older than ``days_kept``, and delete files that nothing needs."""
        now = now or datetime.now(UTC)
        kept_since = now - timedelta(days=self.settings.days_kept)
        with closing(self._locks("cleaning", say)) as locks:
            self._make(locks)
            with locks.hold([CLEANING_LOCK]):
                return clean_lake(self.connection, kept_since, now, dry_run=dry_run)

    def tell(self) -> dict[str, str]:
        """States, releases, files and conflicts."""
        with closing(self._locks("a look", print)) as locks:
            self._make(locks)
            return tell_lake(self.connection, self.settings, locks)
