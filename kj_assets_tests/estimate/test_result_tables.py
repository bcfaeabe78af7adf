"""What result tables promise of their numbers: named once, and bounded by what they are."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pandera.errors
import pytest

from kj_assets.estimate.results import (
    COEFFICIENTS,
    DIFFERENCES,
    EFFECTS,
    TABLES,
    TOPLINES,
    label_results,
    recognise_table,
)
from kj_assets.estimate.tables import (
    ResultColumn,
    ResultTable,
    build_schema,
    build_table,
    make_empty,
)

INF = np.inf
ANY_NUMBER = (-INF, INF)
# The first that matches a column's name says where its numbers lie.
RANGES = (
    (r"(?:p|p_holm|p_bh)", (0, 1)),
    (r"(?:p0|p1)(?:_a|_b)?|share(?:_a|_b)?|bound_(?:low|high)", (0, 1)),
    (r"mcfadden|cox_snell|nagelkerke|auc|low|high|predicted|observed", (0, 1)),
    (r"n|n_\w+|events|non_events|parameters|group|events_per_parameter", (0, INF)),
    (r"gvif\w*", (1, INF)),
    (r".*std_error.*|deff|df.*|f|pearson|largest_step", (0, INF)),
    (r"t", ANY_NUMBER),
)
# A share's own interval lies where shares do, an effect's may not; differences of shares and
# effects lie within 1 on both sides, differences of effects within 2.
OF_SHARES = {"toplines", "subgroups"}
ENDS = {
    "coefficients": ANY_NUMBER,
    "changes": (-1, 1),
    "differences": (-2, 2),
    "effect_changes": (-2, 2),
}


def expected_range(table: ResultTable, column: ResultColumn) -> tuple[float, float]:
    if column.name.startswith("conf_"):
        return (0, 1) if table.name in OF_SHARES else ANY_NUMBER
    if column.name in ("estimate", "change"):
        return ENDS.get(table.name, (-1, 1))
    if column.name in ("estimate_a", "estimate_b"):
        return (-1, 1)
    return next(bounds for name, bounds in RANGES if re.fullmatch(name, column.name))


NUMBERS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES
    for column in table.columns
    if column.dtype in ("float64", "Int64")
]


@pytest.mark.parametrize(("table", "column"), NUMBERS)
def test_a_number_is_bounded_by_what_it_is(table: ResultTable, column: ResultColumn):
    assert (column.low, column.high) == expected_range(table, column)


def test_names_are_given_once():
    assert len({table.name for table in TABLES}) == len(TABLES) == len({t.names for t in TABLES})
    for table in TABLES:
        assert len(set(table.names)) == len(table.names)


def test_every_column_has_its_name_its_kind_and_words_that_say_more():
    for table in TABLES:
        assert re.fullmatch(r"[a-z_]+", table.name)
        for column in table.columns:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
            assert column.dtype in ("str", "bool", "float64", "Int64")
            assert column.meaning.strip() == column.meaning != ""


def test_a_number_outside_its_bounds_is_found_and_rounding_is_not():
    schema = build_schema(TOPLINES)
    one = build_table({"share": [1 + 1e-10, -1e-10, 0.5], "n": [0, 3, None]}, TOPLINES)
    schema.validate(one, lazy=True)
    for wrong in ({"share": [1.001]}, {"share": [-0.001]}, {"std_error": [-0.1]}, {"n": [-1]}):
        with pytest.raises(pandera.errors.SchemaErrors):
            schema.validate(build_table(wrong, TOPLINES), lazy=True)


def test_a_number_without_bounds_may_be_any():
    table = ResultTable(
        "any", (ResultColumn("a", "float64", "any"), ResultColumn("b", "Int64", "b"))
    )
    schema = build_schema(table)
    schema.validate(build_table({"a": [-1e300, 1e300], "b": [-7, 7]}, table), lazy=True)
    assert (table.columns[0].low, table.columns[0].high) == ANY_NUMBER


def test_a_table_has_its_columns_in_order_and_no_other():
    schema = build_schema(TOPLINES)
    table = build_table({"share": [0.5]}, TOPLINES)
    for wrong in (table.assign(more=1), table[list(TOPLINES.names[::-1])]):
        with pytest.raises(pandera.errors.SchemaErrors):
            schema.validate(wrong, lazy=True)
    assert schema.name == "toplines"
    assert schema.columns["share"].description.startswith("weighted share")


def test_a_flag_is_true_or_false_and_everything_else_may_be_unknown():
    nullable = {name: column.nullable for name, column in build_schema(EFFECTS).columns.items()}
    assert not nullable.pop("significant_5")
    assert not nullable.pop("significant_1")
    assert all(nullable.values())


def test_values_single_or_listed_fill_their_columns_and_the_rest_is_unknown():
    flags = {"significant_5": False, "significant_1": [True, False]}
    table = build_table({"term": ["a", "b"], "estimate": 0.5, "n": 7, **flags}, COEFFICIENTS)
    assert table["term"].tolist() == ["a", "b"]
    assert table["estimate"].tolist() == [0.5, 0.5]
    assert table["n"].tolist() == [7, 7]
    assert table["significant_1"].tolist() == [True, False]
    assert table[["wave", "level", "std_error", "df", "reason"]].isna().all(axis=None)
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == {
        column.name: column.dtype for column in COEFFICIENTS.columns
    }


def test_a_column_the_table_does_not_have_is_refused():
    with pytest.raises(KeyError, match=r"toplines has no column \['shares'\]"):
        build_table({"shares": [0.5]}, TOPLINES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_without_rows_is_recognised_by_its_columns(table: ResultTable):
    empty = make_empty(table)
    assert len(empty) == 0
    assert recognise_table(empty) is table
    build_schema(table).validate(empty, lazy=True)


def test_a_frame_that_is_no_result_table_is_not_recognised():
    with pytest.raises(ValueError, match="none of the result tables"):
        recognise_table(pd.DataFrame({"a": [1]}))


def test_labels_are_what_the_caller_knows_and_the_estimate_does_not():
    flags = dict.fromkeys(("significant_5", "significant_1"), False)
    effects = build_table({"term": ["a", "b"], **flags}, EFFECTS)
    labelled = label_results(effects, wave="2025", p_holm=[0.5, None], weight=None)
    assert labelled["wave"].tolist() == ["2025", "2025"]
    assert labelled["p_holm"].tolist()[0] == 0.5
    assert labelled[["model", "weight"]].isna().all(axis=None)
    assert list(labelled) == list(effects)
    with pytest.raises(KeyError, match=r"effects has no label \['estimate'\]"):
        label_results(effects, estimate=0.5)
    with pytest.raises(pandera.errors.SchemaErrors):
        label_results(effects, p_holm=1.5)


ORIGIN = {"weight", "missing_policy", "model_hash", "data_hash"}
LABELS = {
    "coefficients": {"wave", "model"} | ORIGIN,
    "effects": {"wave", "model", "p_holm", "p_bh"} | ORIGIN,
    "differences": {"comparison", "wave_a", "wave_b", "model_a", "model_b", "p_holm", "p_bh"}
    | ORIGIN,
    "toplines": {"wave", "fixed_by", "weight", "data_hash"},
    "subgroups": {"wave", "weight", "data_hash"},
    "independence": {"wave", "weight", "data_hash", "p_holm"},
}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_which_columns_are_labels(table: ResultTable):
    labels = {column.name for column in table.columns if column.label}
    assert labels == LABELS.get(table.name, labels & {"wave", "model"})


def test_an_interval_is_told_beside_its_test():
    for table in (COEFFICIENTS, EFFECTS, DIFFERENCES):
        test = ["df", "t", "p", "conf_low_95", "conf_high_95", "conf_low_99", "conf_high_99"]
        assert [name for name in table.names if name in test] == test
