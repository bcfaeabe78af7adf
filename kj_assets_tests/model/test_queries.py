"""What is asked of DuckDB for a long wave is what is done to the frame of a short one."""

from __future__ import annotations

import pandas as pd

from kj_assets.dagster_kit.rows import hold_tables
from kj_assets.model.estimates import collapse_rows
from kj_assets.model.groups import group_answers
from kj_assets.model.queries import code_models, select_rows
from kj_assets.model.specs import make_rows
from kj_assets_tests.model.small_models import make_models, make_respondents


def test_a_query_codes_outcomes_and_groups_levels_as_a_frame_is():
    validated, weights = make_respondents()
    models = dict(make_models().models)
    asked = select_rows(*hold_tables(validated, weights.iloc[::-1]), code_models(models))
    frame = make_rows(validated, weights, models)
    assert asked.columns == list(frame)
    pd.testing.assert_frame_equal(collapse_rows(asked, models), collapse_rows(frame, models))


def test_each_grouping_has_every_respondent_once():
    validated, weights = make_respondents()
    held = hold_tables(validated, weights)
    groupings = [("liking", "liking_missing"), ("help", "sex"), ("sex",)]
    found = group_answers(*held, groupings)
    for own, groups in zip(groupings, found, strict=True):
        assert list(groups)[: len(own)] == list(own)
        assert groups["n"].sum() == len(validated)
        expected = validated.groupby(list(own), dropna=False).size()
        assert sorted(groups["n"]) == sorted(expected)
    assert found[0]["liking"].isna().any() and found[1]["sex"].notna().all()
