"""What makes a data version: ten digits of a float, kinds of columns, names of tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.dagster_kit.content import TableHash, hash_tables, join_hashes, round_significant

GOLDEN = "677941bae02ab84fbe7729c63aa4fb8a"


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (1.23456789049, 1.234567890),
        (1.2345678906, 1.234567891),
        (123456789064.0, 123456789100.0),
        (0.000123456789064, 0.0001234567891),
        (-9.99999999999, -10.0),
        (0.0, 0.0),
        (1e-310, 1e-310),
    ],
)
def test_ten_digits_are_kept(value, rounded):
    assert round_significant(np.array([value]))[0] == pytest.approx(rounded, rel=1e-14)


def test_what_is_no_finite_number_stays_and_zero_has_no_sign():
    kept = round_significant(np.array([np.nan, np.inf, -np.inf, -0.0]))
    assert np.isnan(kept[0])
    assert kept[1:].tolist() == [np.inf, -np.inf, 0.0]
    assert not np.signbit(kept[3])


def test_as_many_digits_as_are_asked_for():
    assert round_significant(np.array([1234.56, -0.98765]), 3).tolist() == [1230.0, -0.988]


def version(**columns: object) -> str:
    return hash_tables({"t": pd.DataFrame(columns)})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([True, False], [1, 0]),
        ([1, 0], [1.0, 0.0]),
        (["2025-01-01", "2025-01-02"], pd.to_datetime(["2025-01-01", "2025-01-02"])),
        (pd.to_datetime(["1970-01-01"] * 2), [0, 0]),
        (["1", "0"], [1, 0]),
    ],
    ids=["truths", "whole numbers", "dates", "the first day", "texts"],
)
def test_the_same_cells_of_another_kind_are_another_version(one, other):
    assert version(a=one) != version(a=other)


def test_how_a_library_stores_a_kind_does_not_count():
    for dtypes in (("int64", "Int64"), ("bool", "boolean"), ("float64", "Float64")):
        assert len({version(a=pd.Series([1, 0]).astype(dtype)) for dtype in dtypes}) == 1


def test_rows_and_names_of_tables_count():
    frame = pd.DataFrame({"a": [1, 2]})
    empty = frame.head(0)
    versions = {
        hash_tables({"t": frame}),
        hash_tables({"u": frame}),
        hash_tables({"t": empty}),
        hash_tables({"t": frame, "u": empty}),
        hash_tables({"t": empty, "u": frame}),
        hash_tables({"t": frame[[]]}),
    }
    assert len(versions) == 6
    assert all(len(found) == 32 for found in versions)


def test_the_order_in_which_tables_are_hashed_does_not_count():
    hashes = {name: TableHash() for name in "ab"}
    hashes["a"].add(pd.DataFrame({"x": [1]}))
    hashes["b"].add(pd.DataFrame({"x": [2]}))
    assert join_hashes(hashes) == join_hashes(dict(reversed(hashes.items())))


def test_a_cell_more_in_one_column_is_not_one_less_in_the_next():
    assert version(a=["xy", ""], b=["", "z"]) != version(a=["x", ""], b=["y", "z"])
    assert version(ab=["x"], c=["y"]) != version(a=["x"], bc=["y"])


def test_rows_are_counted_over_all_chunks():
    found = TableHash()
    for rows in (2, 0, 3):
        found.add(pd.DataFrame({"a": np.arange(rows)}))
    assert found.rows == 5


def test_a_version_is_the_same_on_every_machine_and_next_year():
    """Another one would have everything that was ever built be built again."""
    frame = pd.DataFrame(
        {
            "truth": [True, False],
            "count": [1, 2],
            "share": [0.25, None],
            "text": ["한국", None],
            "day": pd.to_datetime(["2025-08-01", None]),
        }
    )
    assert hash_tables({"t": frame, "t__part": frame.head(0)}) == GOLDEN
