"""A file that holds little of what it once held is written anew, smaller, with all it holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kj_assets.dagster_kit import work_file
from kj_assets.dagster_kit.published import open_published
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store

BIG = pd.DataFrame({"a": np.random.default_rng(1).random(600_000)})


def bloat(folder) -> int:
    """Write much, and take it back, as a run does that ends on a full disk; the size left."""
    with session(folder) as opened:
        store(opened, ONE_ROW)
        store(opened, BIG, name="new")
    with session(folder) as opened:
        store(opened, ONE_ROW, name="new")
    return (folder / "work.duckdb").stat().st_size


def test_a_bloated_file_is_compacted_when_it_is_opened_and_keeps_everything(tmp_path, monkeypatch):
    before = bloat(tmp_path)
    with open_published(tmp_path) as connection:
        comments = connection.sql("SELECT table_name, comment FROM duckdb_tables()").fetchall()
    monkeypatch.setattr(work_file, "WORTH_COMPACTING", 1_000_000)
    with session(tmp_path) as opened:
        assert opened.read(KEY)["a"].tolist() == [1]
        assert len(opened.records) == 2
    for name in ("work.duckdb", "kj.duckdb"):
        assert (tmp_path / name).stat().st_size < before / 2
    # Bytes 12 to 20 are the storage version: 64 is what every DuckDB since 1.0 opens.
    assert int.from_bytes((tmp_path / "kj.duckdb").read_bytes()[12:20], "little") == 64
    assert read(tmp_path, "kj.all_new")["b"].tolist() == ["x"]
    with open_published(tmp_path) as connection:
        assert connection.sql("SELECT table_name, comment FROM duckdb_tables()").fetchall() == (
            comments
        )


def test_a_small_file_is_left_alone(tmp_path):
    size = bloat(tmp_path)
    assert work_file.measure_waste(tmp_path / "work.duckdb") > size / 2
    before = (tmp_path / "work.duckdb").stat().st_mtime_ns
    with session(tmp_path):
        pass
    assert (tmp_path / "work.duckdb").stat().st_mtime_ns == before
