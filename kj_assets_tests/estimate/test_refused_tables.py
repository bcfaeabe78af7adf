"""A model refused whole keeps its rows: named, counted, empty, each with the code and reason."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.refused import (
    read_refusal,
    refuse_coefficients,
    refuse_differences,
    refuse_effects,
)
from kj_assets.estimate.terms import Factor, Interaction, LogitSpec, Numeric
from kj_assets_tests.estimate.made_up import make_survey

TRUST = Factor("trust", ("none", "some", "much"), "some")
SPEC = LogitSpec("y", (TRUST, Numeric("age", step=10.0)))
REFUSAL = RefusalError("Y002", "all gave one answer", counts={"y=1": 600})
TESTED = ["estimate", "std_error", "df", "t", "p", "conf_low_95", "conf_high_99"]


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    rows = make_survey(300, 7)
    rows = rows.assign(trust=rows["trust"].mask(rows["id"] < 20))
    return collapse_to_cells(rows, outcomes=["y"], terms=["trust", "age"], weight="weight")


def test_coefficients_keep_a_row_for_every_column():
    spec = LogitSpec("y", (*SPEC.terms, Interaction(("trust", "age"))))
    table = refuse_coefficients(spec, REFUSAL)
    assert table["term"].tolist() == ["(intercept)", "trust", "trust", "age", *["trust:age"] * 2]
    assert table["level"].tolist() == ["", "none", "much", "", "none:age", "much:age"]
    assert set(table["outcome"]) == {"y"}
    assert set(table["code"]) == {"Y002"}
    assert set(table["reason"]) == {"all gave one answer (y=1: 600)"}
    assert table[TESTED].isna().all(axis=None)
    assert not table[["significant_5", "significant_1"]].any(axis=None)


def test_a_refusal_is_read_back_from_the_coefficients_and_from_no_other():
    found = read_refusal(refuse_coefficients(SPEC, REFUSAL))
    assert found is not None
    assert (found.code, found.reason) == (REFUSAL.code, REFUSAL.reason)
    table = refuse_coefficients(SPEC, REFUSAL)
    table.loc[table["term"] == "(intercept)", "code"] = ""
    assert read_refusal(table) is None


def test_effects_keep_what_is_compared_and_how_many_there_were(cells):
    table = refuse_effects(SPEC, REFUSAL, cells)
    fitted = average_marginal_effects(fit_logit(cells, SPEC))
    named = ["outcome", "subgroup", "term", "level", "base", "estimand"]
    counted = ["n", "n_level", "n_level_1", "n_base", "n_base_1"]
    pd.testing.assert_frame_equal(table[[*named, *counted]], fitted[[*named, *counted]])
    assert table["n"].tolist() == [280] * 3
    assert table[TESTED].isna().all(axis=None)
    assert set(table["code"]) == {"Y002"}


def test_without_cells_nobody_is_counted_and_the_estimand_is_as_said():
    table = refuse_effects(SPEC, REFUSAL, estimand="another")
    assert set(table["estimand"]) == {"another"}
    assert table[["n", "n_level", "n_base_1"]].isna().all(axis=None)


def test_a_difference_keeps_the_side_that_is_known(cells):
    own = average_marginal_effects(fit_logit(cells, SPEC))
    refused = refuse_effects(SPEC, REFUSAL, cells)
    for first, second, known, empty in ((own, refused, "a", "b"), (refused, own, "b", "a")):
        table = refuse_differences(first, second, "samples")
        assert set(table["kind"]) == {"samples"}
        assert table[f"estimate_{known}"].tolist() == own["estimate"].tolist()
        assert table[f"estimate_{empty}"].isna().all()
        for side in "ab":
            assert table[f"term_{side}"].tolist() == own["term"].tolist()
            assert table[f"level_{side}"].tolist() == own["level"].tolist()
            assert table[f"n_{side}"].tolist() == [280] * 3
            assert set(table[f"outcome_{side}"]) == {"y"}
        assert set(table["code"]) == {"Y002"}
        assert set(table["reason"]) == {REFUSAL.reason}
        assert table[TESTED].isna().all(axis=None)


def test_the_first_of_two_codes_is_told_and_both_reasons(cells):
    other = RefusalError("C001", "no maximum")
    table = refuse_differences(
        refuse_effects(SPEC, REFUSAL, cells), refuse_effects(SPEC, other, cells), "outcomes"
    )
    assert set(table["code"]) == {"Y002"}
    assert set(table["reason"]) == {f"{REFUSAL.reason}; no maximum"}
    same = refuse_differences(refuse_effects(SPEC, other), refuse_effects(SPEC, other), "outcomes")
    assert set(same["reason"]) == {"no maximum"}
