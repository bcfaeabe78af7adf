"""What a fit says beside its coefficients: codes by column, warnings with place and counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.grouped import GroupedDesign
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.ordinal import fit_ordered_logit
from kj_assets.estimate.terms import Factor, LogitSpec, Numeric
from kj_assets_tests.estimate.made_up import make_survey

TRUST = Factor("trust", ("none", "some", "much", "total"), "none")
SPEC = LogitSpec("y", (TRUST, Numeric("age")))
N = 400


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Nobody trusts totally, whoever trusts much says yes, and few say yes at all."""
    made = make_survey(N, seed=9)
    rare = (np.arange(N) % 16 == 0).astype(float)
    return made.assign(y=np.where(made["trust"] == "much", 1.0, rare))


def collapse(rows: pd.DataFrame) -> pd.DataFrame:
    return collapse_to_cells(rows, outcomes=["y"], terms=["trust", "age"], weight="weight")


@pytest.fixture(scope="module")
def fit(rows):
    return fit_logit(collapse(rows), SPEC)


def test_each_column_has_its_code(fit):
    table = fit.coefficient_table()
    codes = dict(zip(zip(table["term"], table["level"], strict=True), table["code"], strict=True))
    assert codes == {
        ("(intercept)", ""): "",
        ("trust", "some"): "",
        ("trust", "much"): "S001",
        ("trust", "total"): "X004",
        ("age", ""): "",
    }
    estimated = table["code"] == ""
    for name in ("estimate", "std_error", "t", "p", "conf_low_95"):
        assert (table[name].notna() == estimated).all()
    assert set(table["n"]) == {N}
    assert set(table["df"]) == {N - 1}
    assert set(table["outcome"]) == {"y"}
    assert table["n_eff"].iloc[0] == fit.n_eff < N


def test_warnings_name_the_term_and_the_level(fit):
    told = {warned.code: warned for warned in fit.warnings}
    assert {(code, w.item, w.level) for code, w in told.items() if w.level} == {
        ("X004", "trust", "total"),
        ("S001", "trust", "much"),
    }
    assert "'trust[total]'" in told["X004"].message
    assert "'trust[much]'" in told["S001"].message


def test_events_are_the_answers_meant_and_parameters_those_estimated(rows):
    few = rows.assign(
        y=rows["y"].where(rows["trust"] != "much", rows["id"] % 32 == 0).astype(float)
    )
    found = fit_logit(collapse(few), LogitSpec("y", (Factor("trust", ("none", "some", "much"),
                                                            "none"),)))  # fmt: skip
    (warned,) = [one for one in found.warnings if one.code == "S101"]
    events = int(few["y"].sum())
    assert warned.counts == {"events": events, "non-events": N - events, "parameters": 3}
    assert found.residual_df == N - 1 + 1 - 3


def test_an_ordered_fit_says_the_same_of_its_columns(rows):
    random = np.random.default_rng(3)
    mood = random.integers(0, 3, N) + 0.0
    mood = np.where(rows["trust"] == "much", 2.0, mood)
    fit = fit_ordered_logit(collapse(rows.assign(y=mood)), SPEC, 3)
    table = fit.coefficient_table()
    assert table["term"].tolist() == ["(cut)", "(cut)", "trust", "trust", "trust", "age"]
    assert table["level"].tolist() == ["0|1", "1|2", "some", "much", "total", ""]
    assert table["code"].tolist() == ["", "", "", "S001", "X004", ""]
    assert table["estimate"].iloc[0] < table["estimate"].iloc[1]
    assert {(w.code, w.item, w.level) for w in fit.warnings if w.level} == {
        ("X004", "trust", "total"),
        ("S001", "trust", "much"),
    }
    assert set(table["n"]) == {N}
    assert set(table["df"]) == {N - 1}


def test_few_events_of_an_ordered_fit_are_counted_at_its_most_even_cut(rows):
    mood = np.where(np.arange(N) < 15, 2.0, np.where(np.arange(N) < 35, 1.0, 0.0))
    mood = np.random.default_rng(1).permutation(mood)
    fit = fit_ordered_logit(collapse(rows.assign(y=mood)), LogitSpec("y", (Numeric("age"),)), 3)
    assert [one.code for one in fit.warnings] == []
    most = np.where(np.arange(N) < 20, 0.0, np.where(np.arange(N) < 45, 1.0, 2.0))
    most = np.random.default_rng(1).permutation(most)
    three = LogitSpec("y", (Factor("trust", ("none", "some", "much"), "none"), Numeric("age")))
    (warned,) = fit_ordered_logit(collapse(rows.assign(y=mood)), three, 3).warnings
    assert (warned.code, warned.counts) == (
        "S101",
        {"events": 35, "non-events": N - 35, "parameters": 5},
    )
    (warned,) = fit_ordered_logit(collapse(rows.assign(y=most)), three, 3).warnings
    assert warned.counts == {"events": N - 45, "non-events": 45, "parameters": 5}


@pytest.mark.parametrize(
    ("weights", "code"), [([1.0, -1.0], "W001"), ([1.0, np.nan], "W001"), ([0.0, 0.0], "W002")]
)
def test_bad_weights_of_groups_are_refused_as_those_of_people(weights, code):
    groups = pd.DataFrame({"n": [3, 4], "sum_weight": weights, "sum_weight_squared": 1.0})
    with pytest.raises(RefusalError, match=code):
        GroupedDesign.of(groups)


def test_a_group_of_little_weight_counts_as_much():
    groups = pd.DataFrame(
        {"n": [3, 4, 2], "sum_weight": [0.3, 0.4, 0.0], "sum_weight_squared": [0.03, 0.04, 0.0]}
    )
    design = GroupedDesign.of(groups)
    assert (design.n, design.df) == (7, 6)
    expected = 9 / 8 * (0.03 * 4 + 0.04 - (0.3 * 2 - 0.4) ** 2 / 9)
    found = design.covariance_of_total(groups["sum_weight"].to_numpy() * [2.0, -1.0, 5.0])
    assert found[0, 0] == pytest.approx(expected)


def test_one_person_is_no_sample_however_grouped():
    one = pd.DataFrame({"n": [1], "sum_weight": [1.0], "sum_weight_squared": 1.0})
    with pytest.raises(RefusalError, match="D001"):
        GroupedDesign.of(one)
    GroupedDesign.of(one.assign(n=2, sum_weight=2.0, sum_weight_squared=2.0))
