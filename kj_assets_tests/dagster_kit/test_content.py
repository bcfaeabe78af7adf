"""Data versions: equal content gives equal versions, anything else does not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kj_assets.dagster_kit.content import TableHash, hash_tables, round_significant

FRAME = pd.DataFrame({"a": [1.5, np.nan, -2.0], "b": ["x", None, "한국"], "c": [1, 2, 3]})


def version(frame: pd.DataFrame) -> str:
    return hash_tables({"t": frame})


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (FRAME.iloc[::-1], "order of rows"),
        (FRAME[["b", "a", "c"]], "order of columns"),
        (FRAME.rename(columns={"a": "A"}), "a column's name"),
        (FRAME.assign(a=[1.5, 0.0, -2.0]), "missing is not zero"),
        (FRAME.assign(b=["x", "", "한국"]), "missing is not empty"),
        (FRAME.assign(c=[1.0, 2.0, 3.0]), "an integer is not a float"),
        (FRAME.assign(c=["1", "2", "3"]), "a number is not a text"),
        (FRAME.head(2), "a row less"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_any_difference_is_another_version(changed, why):
    assert version(changed) != version(FRAME)


def test_the_index_and_the_storage_of_texts_do_not_count():
    assert version(FRAME.set_index(pd.Index([7, 8, 9]))) == version(FRAME)
    assert version(FRAME.astype({"b": object})) == version(FRAME)


def test_the_last_bits_of_a_float_do_not_count():
    assert version(FRAME.assign(a=FRAME["a"] * (1 + 1e-15))) == version(FRAME)
    assert version(FRAME.assign(a=FRAME["a"] * (1 + 1e-8))) != version(FRAME)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e200, max_value=1e200))
def test_rounding_keeps_ten_digits_and_is_stable(value):
    once = round_significant(np.array([value]))
    assert once[0] == pytest.approx(value, rel=6e-10, abs=1e-290)
    assert round_significant(once)[0] == pytest.approx(once[0], rel=1e-15)


@given(st.lists(st.integers(0, len(FRAME)), max_size=5))
def test_however_the_rows_are_cut_the_version_is_the_same(cuts):
    edges = [0, *sorted(cuts), len(FRAME)]
    found = TableHash()
    for start, end in pairwise(edges):
        found.add(FRAME.iloc[start:end])
    whole = TableHash()
    whole.add(FRAME)
    assert (found.digest, found.rows) == (whole.digest, len(FRAME))


def test_a_table_of_no_rows_still_has_columns():
    assert version(FRAME.head(0)) != version(FRAME.head(0)[["a", "b"]])


@pytest.mark.parametrize(
    ("chunk", "why"),
    [
        (FRAME[["b", "a", "c"]], "columns in another order"),
        (FRAME.assign(c=1.5), "another kind of number"),
        (FRAME[["a", "b"]], "a column less"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_chunk_of_another_shape_is_refused(chunk, why):
    found = TableHash()
    found.add(FRAME)
    with pytest.raises(TypeError, match="chunks of one table differ"):
        found.add(chunk)
