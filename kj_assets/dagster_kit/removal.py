"""Taking assets out of the store: their tables, records and files, and what Dagster saw of them.

Here: doing it. Not here: asking whether it is meant (`commands/removing.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from kj_assets.dagster_kit.asset import Key
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.dagster_kit.record import delete_record
from kj_assets.dagster_kit.sql import quote
from kj_assets.dagster_kit.storage import (
    AfterPublishing,
    Session,
    choose_backend,
    open_session,
    publish_nothing_more,
)
from kj_assets.dagster_kit.store.settings import read_settings


def remove_assets(
    folder: Path,
    keys: Collection[Key],
    say: Callable[[str], None],
    catalogue: Catalogue,
    after_publishing: AfterPublishing = publish_nothing_more,
) -> None:
    """Take stored assets out of a store, publish what is left, and delete their files."""
    owner = "taking assets out"
    with open_session(folder, owner, say, catalogue, after_publishing) as session:
        session.load()
        there = [key for key in keys if key in session.records]
        files = [name for key in there for name in session.records[key].files]
        _drop(session, there)
    # Where steps run on a cluster, a session leaves publishing to whoever leads.
    if read_settings(folder).dask:
        choose_backend(folder).publish(catalogue, after_publishing)
    for name in files:
        (folder / name).unlink(missing_ok=True)
    _delete_empty_folders(folder, files)


def _drop(session: Session, keys: Collection[Key]) -> None:
    def drop() -> None:
        for key in keys:
            for table in session.records[key].tables:
                session.connection.execute(f"DROP TABLE IF EXISTS {quote(key[0])}.{quote(table)}")
            delete_record(session.connection, key)

    session.commit(drop)
    for key in keys:
        del session.records[key]
    for group in {key[0] for key in keys} - {key[0] for key in session.records}:
        session.connection.execute(f"DROP SCHEMA IF EXISTS {quote(group)}")


def _delete_empty_folders(folder: Path, files: Collection[str]) -> None:
    for place in {(folder / name).parent for name in files}:
        while place != folder and place.is_dir() and not any(place.iterdir()):
            place.rmdir()
            place = place.parent


def forget_assets(keys: Collection[Key], home: Path) -> None:
    """Let Dagster forget what it saw of assets; else it takes them for built if they return."""
    import dagster as dg

    with open_instance(home) as instance:
        instance.wipe_assets([dg.AssetKey(key) for key in keys])
