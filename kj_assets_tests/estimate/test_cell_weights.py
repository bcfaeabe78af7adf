"""Weights are looked at one by one only where one is not above 0; what is found is the same."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets_tests.estimate.made_up import make_survey

ROWS = make_survey(300, seed=5)


def collapse(
    rows: pd.DataFrame | duckdb.DuckDBPyRelation, domain: str | None = None
) -> pd.DataFrame:
    return collapse_to_cells(
        rows, outcomes=["y"], terms=["trust", "sex"], weight="weight", domain=domain
    )


@pytest.mark.parametrize("bad", [np.nan, None, np.inf, -np.inf, -0.5])
@pytest.mark.parametrize("many", [1, 3])
def test_a_bad_weight_among_good_ones_of_its_cell_is_refused(bad: float | None, many: int) -> None:
    rows = pd.concat([ROWS, ROWS], ignore_index=True)
    rows.loc[rows.index[:many], "weight"] = bad
    with pytest.raises(RefusalError) as refusal:
        collapse(rows)
    assert refusal.value.code == "W001"
    assert refusal.value.counts == {"bad": many, "rows": 600}


def test_a_null_weight_in_a_table_of_duckdb_is_refused() -> None:
    with duckdb.connect() as connection:
        rows = connection.from_df(ROWS).project(
            "* REPLACE (nullif(weight, min(weight) OVER ()) AS weight)"
        )
        with pytest.raises(RefusalError) as refusal:
            collapse(rows)
    assert refusal.value.counts == {"bad": 1, "rows": 300}


@given(zeros=st.sets(st.integers(0, 299), max_size=40))
def test_who_weighs_nothing_is_as_one_outside_the_domain(zeros: set[int]) -> None:
    rows = ROWS.assign(inside=~ROWS.index.isin(zeros))
    weighed = collapse(rows.assign(weight=rows["weight"].where(rows["inside"], 0.0)))
    pd.testing.assert_frame_equal(weighed, collapse(rows, domain="inside"))
    assert weighed.loc[~weighed["complete"], "n"].sum() == len(zeros)
