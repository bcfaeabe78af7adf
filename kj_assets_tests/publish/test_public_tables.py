"""What may leave: no small cell, nothing a spreadsheet would run, every number as it was."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kj_assets.publish.closing.rule import suppress_small_cells
from kj_assets.publish.release.public import RUNS_IN_A_SPREADSHEET, write_csv, write_parquet

FEWEST = 5


def shares(**more: object) -> pd.DataFrame:
    row = {"wave": "2025", "item": "threat", "level": "yes", "share": 0.25, "n": 300}
    return pd.DataFrame([row | more])


def read(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)


@pytest.mark.parametrize("count", ["n", "n_level", "n_level_1", "n_base", "n_base_1"])
def test_a_row_that_rests_on_few_respondents_is_closed_and_says_so(count):
    closed = suppress_small_cells(shares(**{count: FEWEST - 1}), FEWEST, {}).iloc[0]
    assert (closed["wave"], closed["item"], closed["level"]) == ("2025", "threat", "yes")
    assert pd.isna(closed["share"])
    assert pd.isna(closed[count])
    assert closed["code"] == "D900"


@pytest.mark.parametrize("few", [0, FEWEST, 1000])
def test_no_respondents_and_enough_respondents_are_shown(few):
    shown = suppress_small_cells(shares(n=few), FEWEST, {}).iloc[0]
    assert shown["share"] == 0.25
    assert pd.isna(shown["code"])


def test_a_published_share_without_a_count_is_shown():
    assert suppress_small_cells(shares(n=None), FEWEST, {}).iloc[0]["share"] == 0.25


def test_a_table_without_counts_stays_as_it_is():
    table = pd.DataFrame({"item": ["threat"]})
    assert suppress_small_cells(table, FEWEST, {}) is table


@given(st.sampled_from(RUNS_IN_A_SPREADSHEET), st.text(st.characters(codec="utf-8"), max_size=8))
def test_no_cell_or_header_begins_like_a_formula(first, rest):
    data = write_csv(pd.DataFrame({first + "column": [first + rest]}))
    header, cells = csv.reader(io.StringIO(data.decode(), newline=""))
    assert header == ["'" + first + "column"]
    assert cells == ["'" + first + rest]


def test_negative_numbers_stay_numbers():
    assert read(write_csv(pd.DataFrame({"estimate": [-0.125]})))["estimate"].tolist() == ["-0.125"]


def test_empty_and_missing_cells_are_empty():
    table = read(write_csv(pd.DataFrame({"a": [None, pd.NA, float("nan"), ""], "b": 1})))
    assert table["a"].tolist() == [""] * 4


def test_counts_stay_whole_where_some_are_missing():
    table = suppress_small_cells(pd.concat([shares(), shares(n=2)]), FEWEST, {})
    assert read(write_csv(table))["n"].tolist() == ["300", ""]


def test_parquet_holds_the_same_rows_and_the_same_bytes_each_time():
    table = suppress_small_cells(pd.concat([shares(), shares(n=2)]), FEWEST, {})
    data = write_parquet(table)
    assert data == write_parquet(table)
    assert pd.read_parquet(io.BytesIO(data))["share"].tolist()[0] == 0.25
