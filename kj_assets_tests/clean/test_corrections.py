"""A correction changes one cell, and notices when the file has changed under it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kj_assets.clean.corrections import apply_corrections, correct_chunks
from kj_assets.dagster_kit import rows as rows_module
from kj_assets.dagster_kit.rows import Rows
from kj_assets.errors import CrosswalkError
from kj_assets_tests.builders import make_wave

ROWS = pd.DataFrame(
    {"id": [1.0, 2.0, 3.0, 3.0], "age": [199.0, 30.0, 40.0, 50.0], "q": list("abcd")}
)


def correct(**more: str) -> dict[str, str]:
    declared = {"respondent": "1", "column": "age", "expected": "199", "value": "19"}
    return declared | {"reason": "typed twice"} | more


def corrected(*corrections: dict[str, str], rows: pd.DataFrame = ROWS) -> pd.DataFrame:
    return apply_corrections(rows, make_wave(corrections=corrections))


def test_only_the_named_cell_changes_and_the_input_stays() -> None:
    result = corrected(correct(), correct(column="q", expected="a", value="z"))
    assert result.loc[0].tolist() == [1.0, 19.0, "z"]
    pd.testing.assert_frame_equal(result.loc[1:], ROWS.loc[1:])
    assert ROWS.loc[0, "age"] == 199


@pytest.mark.parametrize(
    ("cell", "dtype", "expected", "value", "after"),
    [
        ("007", "str", "007", "7", "7"),
        (None, "str", "", "x", "x"),
        ("x", "str", "x", "", None),
        (9, "Int64", "9", "8", 8),
        (9, "Int64", "9", "", None),
        (True, "boolean", "true", "false", False),
        (False, "boolean", "false", "true", True),
        ("2025-08-01", "datetime64[us]", "2025-08-01T00:00:00", "2025-08-02", "2025-08-02"),
    ],
)
def test_a_value_takes_the_type_of_its_column(
    cell: Any, dtype: str, expected: str, value: str, after: Any
) -> None:
    rows = pd.DataFrame({"id": ["1"], "c": pd.Series([cell]).astype(dtype)})
    result = corrected(correct(column="c", expected=expected, value=value), rows=rows)
    pd.testing.assert_series_equal(result["c"], pd.Series([after], name="c").astype(dtype))


def test_every_correction_that_does_not_fit_is_told_at_once() -> None:
    with pytest.raises(CrosswalkError) as refusal:
        corrected(
            correct(respondent="9"),
            correct(respondent="3", expected="40"),
            correct(column="Age"),
            correct(expected="198"),
            correct(value="nineteen"),
            correct(respondent="2", expected="31", value="30"),
        )
    assert refusal.value.code == "K004"
    for told in (
        "wave w1: 6 problems",
        "respondent 9, age: 0 rows have this respondent id, expected 1",
        "respondent 3, age: 2 rows have this respondent id, expected 1",
        "respondent 1, Age: no column 'Age' in the file; near names: ['age']",
        "respondent 1, age: it holds '199', expected '198': the file has changed",
        "respondent 1, age: the value 'nineteen' does not fit a column of float64",
        "respondent 2, age: it holds '30' already: fixed in the file; delete this correction",
    ):
        assert told in refusal.value.message


def test_without_the_id_column_no_correction_can_apply() -> None:
    with pytest.raises(CrosswalkError, match="K001"):
        corrected(correct(), rows=ROWS.rename(columns={"id": "ID"}))


def test_corrections_find_their_cell_in_whatever_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "CHUNK", 2048)
    rows = pd.DataFrame({"id": range(5000), "age": 30.0}).astype({"id": "Int64"})
    rows.loc[4321, "age"] = 199
    wave = make_wave(corrections=[correct(respondent="4321")])
    chunks = list(correct_chunks(Rows.of(rows), wave))
    assert len(chunks) > 1
    found = pd.concat(chunks)
    pd.testing.assert_frame_equal(found, apply_corrections(rows, wave))
    assert found.loc[4321, "age"] == 19


def test_an_id_in_two_chunks_is_two_respondents_to_a_correction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows_module, "CHUNK", 2048)
    rows = pd.DataFrame({"id": [1.0, *range(2, 5000), 1.0], "age": 199.0})
    with pytest.raises(CrosswalkError, match="2 rows have this respondent id"):
        list(correct_chunks(Rows.of(rows), make_wave(corrections=[correct()])))
