"""Earlier states of a lake: they can be asked for, expire, and take their files with them."""

from __future__ import annotations

import os
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import dagster as dg
import duckdb
import pytest

from kj_assets.dagster_kit.cleaning import CLEANING_JOB, cleaning_schedules
from kj_assets.dagster_kit.storage import choose_backend, read_stored_records
from kj_assets.dagster_kit.store.backend import Cleaned
from kj_assets.dagster_kit.store.lake_connection import EXTENSIONS, load_extension
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store, store_alone

if TYPE_CHECKING:
    from kj_assets.dagster_kit.store.lake import Lake

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"


@pytest.fixture
def lake(tmp_path: Path, declare_lake) -> Lake:
    """Four states of one table, the second of which was released as 2025.1."""
    declare_lake(tmp_path / "data")
    build = tmp_path / "data" / "build"
    with session(build) as opening:
        for state in range(1, 5):
            store(opening, ONE_ROW.assign(a=state))
            if state == 2:
                choose_backend(build).mark_release("2025.1")
    return cast("Lake", choose_backend(build))


def later(days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def age(lake: Lake, days: int) -> None:
    """Make every snapshot that old."""
    import psycopg2

    snapshots = f"{lake.settings.name}.ducklake_snapshot"
    older = "snapshot_time = snapshot_time - make_interval(days => %s)"
    address = os.environ[lake.settings.catalogue_from]
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute(f"UPDATE {snapshots} SET {older}", [days])
        connection.commit()


def files_of(lake: Lake) -> set[str]:
    folder = Path(lake.settings.files) / lake.settings.name / "s" / "t"
    return {path.name for path in folder.glob("*.parquet")}


def ask_as_documented(lake: Lake) -> list[tuple]:
    """Follow the page to the letter, with this lake's names in the place of its examples."""
    statements = re.search(r"^    ATTACH 'ducklake.*?(?=\n\n)", PAGE.read_text(), re.M | re.S)
    assert statements
    address, place = os.environ[lake.settings.catalogue_from], lake.settings.files
    text = statements[0].replace("/shared/lake/tracker", f"{place}/{lake.settings.name}")
    text = text.replace("postgres:…", f"postgres:{address}").replace("wave_2025.toplines", "s.t")
    text = text.replace("'tracker'", f"'{lake.settings.name}'")
    attach, look_up, select = (part for part in text.split(";") if part.strip())
    connection = duckdb.connect(":memory:")
    for name in EXTENSIONS:
        load_extension(connection, name)
    connection.execute(attach)
    ((snapshot,),) = connection.execute(look_up).fetchall()
    return connection.execute(select.replace("42", str(snapshot))).fetchall()


def test_what_a_release_said_is_asked_as_documented(lake):
    assert ask_as_documented(lake) == [(2, "x")]


def test_after_a_cleaning_the_release_and_what_is_now_can_be_read_and_files_are_gone(lake):
    age(lake, 91)
    told = lake.clean(print, dry_run=True)
    assert told.snapshots > 0
    assert lake.clean(print) == told
    # Their files go with a later cleaning, when no reader can be in them.
    assert len(files_of(lake)) == 4
    assert lake.clean(print, now=later(2)) == Cleaned(files=2)
    assert len(files_of(lake)) == 2
    assert ask_as_documented(lake) == [(2, "x")]
    assert lake.connection.execute("SELECT a FROM s.t").fetchall() == [(4,)]
    with pytest.raises(duckdb.Error, match="snapshot"):
        lake.connection.execute("SELECT a FROM s.t AT (VERSION => 2)")


def test_what_is_younger_than_the_days_kept_stays(lake):
    before = files_of(lake), lake.snapshot()
    assert lake.clean(print, now=later(89)) == Cleaned()
    assert (files_of(lake), lake.snapshot()) == before


def test_the_last_state_before_the_limit_stays_for_the_days_after_it(lake):
    age(lake, 100)
    store_alone(lake.folder, ONE_ROW.assign(a=5))
    lake.clean(print)
    asked = "SELECT a FROM s.t AT (TIMESTAMP => now() - INTERVAL 80 DAY)"
    assert lake.connection.execute(asked).fetchall() == [(4,)]


def test_records_that_others_replaced_go_with_age(lake):
    assert lake.clean(print, now=later(91), dry_run=True).records == 3
    assert lake.clean(print, now=later(91)).records == 3
    assert set(read_stored_records(lake.folder)) == {KEY}


def test_what_a_killed_builder_left_goes_after_a_day(lake):
    left = Path(lake.settings.files) / lake.settings.name / "s" / "t" / "ducklake-left.parquet"
    left.write_bytes(b"half a file")
    assert lake.clean(print) == Cleaned()
    assert left.exists()
    assert lake.clean(print, now=later(2)) == Cleaned(files=1)
    assert not left.exists()


def test_neither_a_release_nor_a_cleaning_asks_for_anything_to_be_built_or_published(lake):
    records = read_stored_records(lake.folder)
    lake.mark_release("2025.2")
    lake.clean(print, now=later(91))
    assert not lake.is_ahead()
    assert read_stored_records(lake.folder) == records
    assert read(lake.folder)["a"].tolist() == [4]
    store_alone(lake.folder, ONE_ROW.assign(a=5))
    assert read_stored_records(lake.folder)[KEY] != records[KEY]


def test_a_lake_tells_its_states_releases_files_and_conflicts(lake):
    with closing(lake._locks("a test", print)) as locks:
        locks.note_conflict("two at once")
    told = lake.tell()
    assert told["states"].endswith(f"the latest is {lake.snapshot()}; kept for 90 days")
    ((noted,),) = lake.connection.execute("SELECT snapshot FROM kj_meta.release").fetchall()
    assert told["releases"] == f"2025.1 (VERSION => {noted})"
    # The layout's one row, and the table as it is now.
    assert told["files"].startswith("2 of what is stored now")
    assert told["write conflicts"] == "1 in the last 30 days, each tried again"


def test_dagster_cleans_every_night_where_there_is_a_lake_and_only_there(declare_lake, tmp_path):
    assert cleaning_schedules(tmp_path / "embedded" / "data" / "build") == []
    declare_lake(tmp_path / "data")
    (schedule,) = cleaning_schedules(tmp_path / "data" / "build")
    with dg.DagsterInstance.ephemeral() as instance:
        job = dg.Definitions(schedules=[schedule]).resolve_job_def(CLEANING_JOB)
        result = job.execute_in_process(instance=instance)
        told = [entry.user_message for entry in instance.all_logs(result.run_id)]
    assert "taken away: 0 snapshots, 0 files, 0 superseded records" in told
