"""The generated schema knows each item's levels, ranges and missing kinds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kj_assets.errors import TrackerError
from kj_assets.validate.schema import build_schema, find_failures
from kj_assets_tests.builders import banded_item, levels_item, make_codebook, make_wave, number_item

CODEBOOK = make_codebook(
    q=levels_item(),
    age=number_item(minimum=18, maximum=110),
    age_band=banded_item("age", young=(None, 29), old=(30, None)),
    later=levels_item(),
)
WAVE = make_wave(
    {"q": {"column": "q"}, "age": {"column": "age"}, "later": {"not_asked": True}},
    weight={"column": "w"},
    design={"stratum": "s"},
)
GOOD = {
    "respondent_id": "r", "q": "low", "q_missing": None, "age": 20.0, "age_missing": None,
    "age_band": "young", "age_band_missing": None, "later": None, "later_missing": "not_asked",
    "weight_given": 1.0, "stratum": "1",
}  # fmt: skip


def make_clean(*changes: dict[str, Any]) -> pd.DataFrame:
    rows = [GOOD | {"respondent_id": f"r{i}"} | change for i, change in enumerate(changes)]
    return pd.DataFrame(rows)


def failures_of(*changes: dict[str, Any], repeated: Collection[str] = ()) -> list[tuple[Any, ...]]:
    failures = find_failures(make_clean(*changes), build_schema(WAVE, CODEBOOK, repeated))
    return list(failures.astype(object).where(failures.notna(), None).itertuples(index=False))


def test_the_schema_has_the_columns_of_the_clean_table() -> None:
    schema = build_schema(WAVE, CODEBOOK)
    assert list(schema.columns) == list(GOOD)
    assert schema.name == "wave_w1"


def test_good_rows_have_no_failures_even_where_a_text_column_lost_its_type() -> None:
    assert failures_of({}, {"q": None, "q_missing": "refused"}, {"weight_given": 0.0}) == []


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        ({"respondent_id": None}, ("G001", "respondent_id", None, "is missing")),
        ({"age": 199.0}, ("G002", "age", "199.0", "outside its range 18 to 110")),
        ({"age": 17.9}, ("G002", "age", "17.9", "outside its range 18 to 110")),
        ({"weight_given": -0.1}, ("G003", "weight_given", "-0.1", "is negative")),
        ({"weight_given": np.inf}, ("G003", "weight_given", "inf", "is infinite")),
        ({"weight_given": np.nan}, ("G003", "weight_given", None, "is missing")),
        ({"q": "lo"}, ("G004", "q", "lo", "not one of its levels ['low', 'mid', 'high']")),
        ({"q": None}, ("G004", "q", None, "has neither an answer nor a missing kind")),
        (
            {"q_missing": "refused"},
            ("G004", "q", "low and refused", "has both an answer and a missing kind"),
        ),
        (
            {"q": None, "q_missing": "tired"},
            ("G004", "q", "tired", "not one of the missing kinds ['dont_know', 'refused', "
             "'no_answer', 'not_asked', 'not_applicable']"),
        ),
        ({"stratum": None}, ("G008", "stratum", None, "is missing")),
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_rule_is_told_once(
    change: dict[str, Any], failure: tuple[str, ...]
) -> None:
    code, item, found, reason = failure
    assert failures_of({}, change, {}) == [(1, code, item, found, reason)]


def test_all_rows_of_a_shared_id_fail() -> None:
    failures = failures_of({"respondent_id": "x"}, {}, {"respondent_id": "x"}, repeated={"x"})
    reason = "the same id stands more than once"
    assert failures == [(row, "G001", "respondent_id", "x", reason) for row in (0, 2)]


@pytest.mark.parametrize("table", [make_clean({}).drop(columns="q"), make_clean({"age": "old"})])
def test_a_table_of_another_codebook_is_refused(table: pd.DataFrame) -> None:
    with pytest.raises(TrackerError, match=r"G009: wave_w1: .*Rebuild it"):
        find_failures(table, build_schema(WAVE, CODEBOOK))
