"""Respondents of all waves in one table."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.trend.respondents import pool_respondents
from kj_assets_tests.builders import levels_item, make_codebook, number_item, whole
from kj_assets_tests.trend.made_up import origin

CODEBOOK = make_codebook(
    q=levels_item(("yes", "no")), r=levels_item(("yes", "no")), age=number_item()
)


def interview(ids: list[str], **items: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"respondent_id": ids, "weight_given": 1.0} | items)


def pooled(**changed: pd.DataFrame) -> pd.DataFrame:
    first = interview(
        ["a", "b"], q=["yes", None], q_missing=[None, "refused"], age=[30.0, 40.0],
        age_missing=[None, None],
    )  # fmt: skip
    second = interview(
        ["a"], q=["no"], q_missing=[None], r=["yes"], r_missing=[None], age=[50.0],
        age_missing=[None], stratum=["north"],
    )  # fmt: skip
    weights = {
        "wave_2030_weights": pd.DataFrame({"respondent_id": ["a", "b"], "weight": [1.5, 0.5]}),
        "wave_2031_weights": pd.DataFrame(
            {"respondent_id": ["a"], "stratum": ["north"], "unit": ["u1"], "weight": [1.0]}
        ),
    }
    origins = (origin("2030"), origin("2031", provenance="reconstructed"))
    tables = {"wave_2030": first, "wave_2031": second} | weights | changed
    return whole(pool_respondents(origins, CODEBOOK, **tables))


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


@pytest.mark.parametrize("ids", [["b", "a"], ["a"], ["a", "b", "c"]])
def test_weights_of_other_respondents_are_refused(ids):
    weights = pd.DataFrame({"respondent_id": ids, "weight": 1.0})
    with pytest.raises(ValueError, match=r"held_1 (and|has)|held_0 and .*held_1"):
        pooled(wave_2030_weights=weights)


def test_waves_are_pooled_the_same_in_whatever_chunks(monkeypatch):
    at_once = pooled()
    monkeypatch.setattr("kj_assets.dagster_kit.rows.CHUNK", 1)
    pd.testing.assert_frame_equal(pooled(), at_once)
