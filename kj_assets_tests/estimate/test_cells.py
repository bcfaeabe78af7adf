"""Respondents collapse to cells that keep every count, weight, stratum and unit."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.estimate.cells import RESERVED, collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.clusters import Clusters
from kj_assets.estimate.losses import count_losses

ROWS = pd.DataFrame(
    {
        "y": [1.0, 1.0, 0.0, np.nan, 0.0, 1.0, 1.0],
        "view": ["b", "b", "a", "a", None, "a", "b"],
        "w": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.0],
        "region": ["s", "s", "n", "n", "n", "s", "s"],
        "place": [7, 7, 8, 9, 8, 7, 7],
        "inside": [True, True, True, True, True, False, True],
    }
)


def collapse(rows: pd.DataFrame = ROWS, **design: object) -> pd.DataFrame:
    return collapse_to_cells(rows, outcomes=["y"], terms=["view"], weight="w", **design)


def test_equal_respondents_are_one_cell_and_the_incomplete_one_more():
    cells = collapse()
    expected = pd.DataFrame(
        {
            "y": [0.0, 1.0, 1.0, np.nan, np.nan],
            "view": ["a", "a", "b", None, None],
            "complete": [True, True, True, False, False],
            "in_domain": [True, True, True, False, True],
            "stratum": np.nan,
            "unit": np.nan,
            "n": [1, 1, 2, 1, 2],
            "sum_weight": [3.0, 6.0, 3.0, 0.0, 0.0],
            "sum_weight_squared": [9.0, 36.0, 5.0, 0.0, 0.0],
        }
    )
    pd.testing.assert_frame_equal(cells, expected, check_dtype=False)
    assert cells["y"].dtype == "float64"
    assert pd.api.types.is_string_dtype(cells["view"])


def test_strata_and_units_are_kept_apart_and_sorted_first():
    cells = collapse(stratum="region", unit="place")
    told = cells[["complete", "stratum", "unit", "y", "n"]].astype(object)
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        [True, "n", 8, 0.0, 1],
        [True, "s", 7, 1.0, 1],
        [True, "s", 7, 1.0, 2],
        [False, "s", 7, None, 1],
        [False, "n", 8, None, 1],
        [False, "n", 9, None, 1],
    ]


def test_who_is_outside_the_domain_counts_and_weighs_nothing():
    cells = collapse(domain="inside")
    assert cells.loc[~cells["in_domain"], ["n", "sum_weight"]].to_numpy().tolist() == [[2, 0.0]]
    assert cells.loc[cells["complete"], "n"].sum() == 3


@pytest.mark.parametrize(
    "outcome",
    [
        [1, 1, 0, 0, 0, 1, 1],
        [True, True, False, False, False, True, True],
        [Decimal(n) for n in (1, 1, 0, 0, 0, 1, 1)],
        [1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0],
    ],
    ids=["whole numbers", "truths", "decimals", "floats"],
)
def test_an_outcome_is_a_float_whatever_holds_it(outcome):
    cells = collapse(ROWS.assign(y=outcome))
    assert cells["y"].dtype == "float64"
    assert cells.loc[cells["complete"], "y"].tolist() == [0.0, 1.0, 1.0]


def test_numbers_of_any_kind_are_numbers_and_texts_of_any_kind_are_texts():
    for number in ([1, 2, 3, 4, 5, 6, 7], [Decimal(n) for n in range(1, 8)]):
        assert collapse(ROWS.assign(view=number))["view"].dtype == "float64"
    as_category = collapse(ROWS.assign(view=ROWS["view"].astype("category")))
    pd.testing.assert_frame_equal(as_category, collapse())


def test_names_need_not_be_plain():
    rows = ROWS.rename(columns={"view": 'a "view"', "w": "the weight"})
    cells = collapse_to_cells(rows, outcomes=["y"], terms=['a "view"'], weight="the weight")
    pd.testing.assert_frame_equal(cells.rename(columns={'a "view"': "view"}), collapse())


@pytest.mark.parametrize("name", [*RESERVED, "n_valid", "least", "Sum_Weight"])
def test_an_item_may_not_carry_the_name_of_a_column_of_cells(name):
    with pytest.raises(ValueError, match=f"items \\['{name}'\\] carry the names"):
        collapse_to_cells(
            ROWS.rename(columns={"view": name}), outcomes=["y"], terms=[name], weight="w"
        )


def test_an_outcome_of_text_is_refused_however_it_is_held():
    for held in ("str", "category"):
        rows = ROWS.assign(y=ROWS["view"].astype(held))
        with pytest.raises(RefusalError, match="outcome 'y' holds text") as refusal:
            collapse(rows)
        assert (refusal.value.code, refusal.value.item) == ("Y001", "y")


@pytest.mark.parametrize(("role", "column"), [("stratum", "region"), ("unit", "place")])
def test_who_has_no_stratum_or_unit_is_counted_and_refused(role, column):
    lost = ROWS[column].astype(object).where(ROWS.index > 1)
    with pytest.raises(RefusalError, match=f"declared as the {role}") as refusal:
        collapse(ROWS.assign(**{column: lost}), **{role: column})
    told = refusal.value
    assert (told.code, told.item, told.counts) == ("D002", column, {"rows": 2})


def test_items_nobody_answered_are_told_before_that_nobody_answered_all():
    nobody = ROWS.assign(view=pd.Series([None] * 7, dtype="str"))
    with pytest.raises(RefusalError, match="nobody answered view") as refusal:
        collapse(nobody)
    assert (refusal.value.code, refusal.value.counts) == ("X002", {"missing": 7})
    cells = collapse(nobody, need_complete=False)
    assert cells["n"].sum() == 7
    assert not cells["complete"].any()
    never_both = ROWS.assign(y=ROWS["y"].where(ROWS["view"].isna()))
    with pytest.raises(RefusalError, match="answered all of y, view") as refusal:
        collapse(never_both)
    assert (refusal.value.code, refusal.value.counts) == ("N001", {"rows": 7})


def test_losses_are_counted_by_item_and_by_who_answered_all_else():
    rows = pd.DataFrame(
        {
            "a": [1.0, np.nan, 1.0, np.nan],
            "b": ["x", "x", None, None],
            "c": [1, 2, 3, 4],
        }
    )
    losses = count_losses(rows, ["a"], ["b", "c"])
    assert losses["item"].tolist() == ["a", "b", "c"]
    assert losses["n_missing"].tolist() == [2, 2, 0]
    assert losses["n_lost_only_here"].tolist() == [1, 1, 0]
    assert losses["share"].tolist() == [0.5, 0.5, 0.0]
    nobody = count_losses(rows.head(0), ["a"], ["b"])
    assert nobody["n_missing"].tolist() == [0, 0]
    assert nobody["share"].isna().all()


def test_what_is_no_number_is_missing_whichever_float_holds_it():
    with duckdb.connect() as connection:
        for kind in ("FLOAT", "DOUBLE"):
            relation = connection.sql(f"SELECT 'nan'::{kind} AS a, 1 AS b")
            assert count_losses(relation, ["a"], ["b"])["n_missing"].tolist() == [1, 0]


names = st.sampled_from(["a", "b", "c", None])


@settings(max_examples=40)
@given(st.lists(st.tuples(names, st.sampled_from([0.0, 1.0, None]), names), min_size=1))
def test_nobody_is_lost_and_every_complete_weight_is_kept(drawn):
    rows = pd.DataFrame(drawn, columns=["view", "y", "region"])
    rows = rows.astype({"view": "str", "y": "float64", "region": "str"})
    rows = rows.assign(w=np.arange(1.0, len(rows) + 1), region=rows["region"].fillna("none"))
    cells = collapse(rows, stratum="region", need_complete=False)
    complete = rows[rows["view"].notna() & rows["y"].notna()]
    assert cells["n"].sum() == len(rows)
    assert cells["sum_weight"].sum() == pytest.approx(complete["w"].sum())
    assert cells["sum_weight_squared"].sum() == pytest.approx((complete["w"] ** 2).sum())
    by_region = cells.groupby("stratum")["n"].sum().to_dict()
    assert by_region == rows["region"].value_counts().to_dict()
    keys = ["y", "view", "stratum"]
    kept = cells.loc[cells["complete"], keys]
    assert (
        len(kept)
        == len(kept.drop_duplicates())
        == len(complete.drop_duplicates(keys[:2] + ["region"]))
    )
    assert cells["complete"].is_monotonic_decreasing
    assert kept["stratum"].is_monotonic_increasing


def test_units_of_one_name_in_two_strata_are_two():
    clusters = Clusters.of(pd.Series(["n", "n", "s", "s"]), pd.Series(["a", "b", "a", "a"]))
    assert clusters.units_by_stratum.tolist() == [2, 1]
    assert clusters.count_df(np.array([True, False, True, True])) == 0
    with pytest.raises(RefusalError, match="stratum s has a single") as refusal:
        _ = clusters.lone
    assert refusal.value.counts == {"units": 1}


@pytest.mark.parametrize("at", ["strata", "units"])
def test_rows_without_a_stratum_or_unit_have_no_clusters(at):
    columns = {"strata": pd.Series(["n", "n", "s"]), "units": pd.Series(["a", "b", "c"])}
    columns[at] = columns[at].where([True, True, False])
    with pytest.raises(RefusalError, match="D002"):
        Clusters.of(**columns)
    none = Clusters.of(pd.Series([None] * 3), pd.Series(["a", "b", "c"]))
    assert none.units_by_stratum.tolist() == [3]
