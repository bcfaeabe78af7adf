"""Respondents of all waves in one table."""

from __future__ import annotations

import pandas as pd

from kj_assets.trend.respondents import pool_respondents
from kj_assets_tests.builders import levels_item, make_codebook, number_item
from kj_assets_tests.trend.made_up import origin

CODEBOOK = make_codebook(
    q=levels_item(("yes", "no")), r=levels_item(("yes", "no")), age=number_item()
)


def interview(ids: list[str], **items: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"respondent_id": ids, "weight_given": 1.0} | items)


def pooled() -> pd.DataFrame:
    first = interview(
        ["a", "b"], q=["yes", None], q_missing=[None, "refused"], age=[30.0, 40.0],
        age_missing=[None, None],
    )  # fmt: skip
    second = interview(
        ["a"], q=["no"], q_missing=[None], r=["yes"], r_missing=[None], age=[50.0],
        age_missing=[None], stratum=["north"],
    )  # fmt: skip
    weights = {
        "wave_2030_weights": pd.DataFrame({"respondent_id": ["b", "a"], "weight": [0.5, 1.5]}),
        "wave_2031_weights": pd.DataFrame(
            {"respondent_id": ["a"], "stratum": ["north"], "unit": ["u1"], "weight": [1.0]}
        ),
    }
    origins = (origin("2030"), origin("2031", provenance="reconstructed"))
    return pool_respondents(origins, CODEBOOK, wave_2030=first, wave_2031=second, **weights).frame


def test_respondents_have_weights_and_design_and_no_identifier():
    table = pooled()
    assert not {"respondent_id", "weight_given"} & set(table.columns)
    assert list(table["weight"]) == [1.5, 0.5, 1.0]
    assert list(table["unit"].fillna("none")) == ["none", "none", "u1"]
    assert list(table["provenance"]) == ["microdata", "microdata", "reconstructed"]


def test_not_asked_is_told_apart_from_refused():
    table = pooled()
    assert list(table["r_missing"].fillna("answered")) == ["not_asked", "not_asked", "answered"]
    assert list(table["q_missing"].fillna("answered")) == ["answered", "refused", "answered"]
    assert list(table["age"]) == [30.0, 40.0, 50.0]
