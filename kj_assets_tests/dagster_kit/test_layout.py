"""A store of an earlier layout is brought up and loses nothing; one of a later is refused."""

from __future__ import annotations

import duckdb
import pytest

from kj_assets.dagster_kit.layout import LAYOUT, MIGRATIONS
from kj_assets.dagster_kit.published import CONFIG, open_published
from kj_assets.dagster_kit.storage import read_stored_records
from kj_assets.errors import BuildError
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store_alone

# What turns a store of today into one as it was written then.
TAKEN_BACK = {
    1: "DROP TABLE kj_meta.layout; DROP TABLE kj_meta.code",
    2: "DROP TABLE kj_meta.layout",
}


@pytest.fixture(params=TAKEN_BACK)
def earlier(tmp_path, request):
    store_alone(tmp_path, ONE_ROW)
    with duckdb.connect(tmp_path / "work.duckdb", config=CONFIG) as connection:
        connection.execute(TAKEN_BACK[request.param])
    (tmp_path / "kj.duckdb").unlink()
    return tmp_path


def test_every_earlier_layout_has_its_migration_and_its_test():
    assert set(MIGRATIONS) == set(TAKEN_BACK) == set(range(1, LAYOUT))


def test_records_of_an_earlier_layout_are_read_and_the_file_is_left_alone(earlier):
    before = (earlier / "work.duckdb").read_bytes()
    assert read_stored_records(earlier)[KEY].rows == 1
    assert (earlier / "work.duckdb").read_bytes() == before


def test_a_store_of_an_earlier_layout_is_brought_up_and_published(earlier):
    with session(earlier) as opened:
        assert opened.records[KEY].rows == 1
    assert read(earlier)["a"].tolist() == [1]
    with open_published(earlier) as connection:
        assert connection.sql("FROM kj_meta.layout").fetchall() == [(LAYOUT,)]
        assert connection.sql("SELECT count(*) FROM kj_meta.code").fetchall() is not None


def test_a_store_of_a_later_layout_is_refused_and_not_touched(tmp_path):
    store_alone(tmp_path, ONE_ROW)
    with duckdb.connect(tmp_path / "work.duckdb", config=CONFIG) as connection:
        connection.execute("UPDATE kj_meta.layout SET version = 99")
    before = (tmp_path / "work.duckdb").read_bytes()
    for act in (lambda: read_stored_records(tmp_path), lambda: session(tmp_path).__enter__()):
        with pytest.raises(BuildError, match=r"B007.*layout 99.*later"):
            act()
    assert (tmp_path / "work.duckdb").read_bytes() == before
