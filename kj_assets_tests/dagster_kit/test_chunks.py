"""A table can be written and read in chunks: the same table, and never half of it."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.dagster_kit import rows as rows_module
from kj_assets.dagster_kit.asset import Asset, CheckFailedError, CheckReport, Findings, Stream
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.rows import Rows
from kj_assets_tests.dagster_kit.stored import KEY, ONE_ROW, read, session, store

# Missing cells in one chunk only, so that the types of the others must not depend on it.
FRAME = pd.DataFrame(
    {
        "number": pd.array([1, 2, None, 4, 5], "Int64"),
        "truth": pd.array([True, None, False, True, True], "boolean"),
        "share": [0.5, 1.5, None, 2.5, 3.5],
        "text": pd.array(["x", None, "한국", "y", "z"], "str"),
    }
)


def cut(frame, size):
    return (frame.iloc[start : start + size] for start in range(0, len(frame), size))


def build(opened, draw, conclude=lambda written: Findings(), **more):
    asset = Asset(KEY, lambda: Stream(chunks=draw, conclude=conclude), "a table", **more)
    return build_or_reuse(asset, opened, "run", force=True).record


def test_a_table_in_chunks_is_the_table(tmp_path):
    with session(tmp_path) as opened:
        store(opened, FRAME)
        whole = opened.records[KEY]
        chunked = build(opened, lambda: cut(FRAME, 2))
    assert (chunked.data_version, chunked.rows) == (whole.data_version, len(FRAME))
    pd.testing.assert_frame_equal(read(tmp_path), FRAME, check_dtype=False)


def test_what_fails_in_the_middle_leaves_the_old_table(tmp_path):
    def break_off():
        yield ONE_ROW.assign(a=2)
        raise RuntimeError("in the middle")

    with session(tmp_path) as opened:
        store(opened, ONE_ROW)
        before = opened.records[KEY]
        with pytest.raises(RuntimeError, match="in the middle"):
            build(opened, break_off)
        assert opened.records[KEY] is before
        pd.testing.assert_frame_equal(opened.read(KEY), ONE_ROW, check_dtype=False)


def test_what_is_concluded_is_drawn_from_the_table_as_written(tmp_path):
    def conclude(written):
        assert sum(len(chunk) for chunk in written.chunks(["text"], 2)) == len(written)
        return Findings(numbers={"rows": len(written)}, notes={"read": str(written.columns)})

    with session(tmp_path) as opened:
        store(opened, ONE_ROW)
        record = build(opened, lambda: cut(FRAME, 2), conclude)
    assert record.numbers == {"rows": len(FRAME)}
    assert record.notes == {"read": str(list(FRAME))}


def test_a_blocking_check_of_the_whole_table_leaves_the_old_one(tmp_path):
    def conclude(written):
        return Findings(
            checks=(CheckReport("short", len(written) < 3, "at most two rows", blocking=True),)
        )

    with session(tmp_path) as opened:
        store(opened, ONE_ROW)
        with pytest.raises(CheckFailedError, match="at most two rows"):
            build(opened, lambda: cut(FRAME, 2), conclude)
        pd.testing.assert_frame_equal(opened.read(KEY), ONE_ROW, check_dtype=False)


def test_an_asset_reads_in_chunks_while_it_writes(tmp_path, monkeypatch):
    monkeypatch.setattr(rows_module, "CHUNK", 2048)
    long = pd.DataFrame({"a": range(10_000)}).sample(frac=1, random_state=3)
    sizes = []

    def double(longer):
        def draw():
            for chunk in longer.chunks():
                sizes.append(len(chunk))
                yield chunk.assign(a=chunk["a"] * 2)

        return Stream(chunks=draw)

    with session(tmp_path) as opened:
        store(opened, long, name="longer")
        asset = Asset(
            KEY,
            double,
            "a table",
            inputs={"longer": ("s", "longer")},
            in_chunks=frozenset({"longer"}),
        )
        build_or_reuse(asset, opened, "run")
        assert opened.read(KEY)["a"].tolist() == (long["a"] * 2).tolist()
    assert max(sizes) <= 2048 and len(sizes) > 1


def test_the_types_of_a_chunk_do_not_hang_on_what_is_missing_in_it():
    kinds = {tuple(map(str, chunk.dtypes)) for chunk in Rows.of(FRAME).chunks(size=1)}
    assert kinds == {("Int64", "boolean", "float64", "str")}


def test_no_rows_are_one_frame_without_any():
    (only,) = Rows.of(FRAME.head(0)).chunks()
    assert list(only) == list(FRAME) and only.empty


def test_rows_are_the_frame_they_were_made_of():
    held = Rows.of(FRAME)
    pd.testing.assert_frame_equal(held.read(), FRAME)
    assert (len(held), held.columns) == (len(FRAME), list(FRAME))
