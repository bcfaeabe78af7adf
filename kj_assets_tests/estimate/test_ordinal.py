"""The ordered logit: statsmodels, R and the binary logit as oracles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.miscmodels.tests.results as shipped
from statsmodels.miscmodels.ordinal_model import OrderedModel

from kj_assets.estimate import ordinal_likelihood
from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.ordinal import fit_ordered_logit
from kj_assets.estimate.ordinal_effects import ordered_marginal_effects, refuse_ordered_effects
from kj_assets.estimate.ordinal_likelihood import Splits
from kj_assets.estimate.results import COEFFICIENTS, EFFECTS
from kj_assets.estimate.tables import build_schema
from kj_assets.estimate.terms import Factor, Interaction, LogitSpec, Numeric
from kj_assets_tests.estimate.conftest import AGES, GOLDEN
from kj_assets_tests.estimate.moods import (
    SEX,
    SPEC,
    TERMS,
    TRUST,
    build_terms,
    fit_moods,
    make_moods,
)


@pytest.fixture(scope="module")
def moods() -> pd.DataFrame:
    return make_moods(700, seed=3)


def test_unweighted_it_is_statsmodels_ordered_model(moods):
    rows = moods.iloc[:300].assign(weight=1.0)
    found = fit_moods(rows)
    model = OrderedModel(rows["mood"].astype(int), build_terms(rows), distr="logit")
    oracle = model.fit(method="bfgs", disp=0, gtol=1e-7, maxiter=500)
    cuts = model.transform_threshold_params(oracle.params)[1:-1]
    table = found.coefficient_table()
    np.testing.assert_allclose(table["estimate"], [*cuts, *oracle.params[:4]], rtol=0, atol=1e-6)
    build_schema(COEFFICIENTS).validate(table)
    score, bread = model.score_obs(oracle.params), np.linalg.inv(model.hessian(oracle.params))
    sandwich = bread @ score.T @ score @ bread * 300 / 299
    np.testing.assert_allclose(
        table["std_error"].iloc[3:], np.sqrt(np.diag(sandwich))[:4], rtol=1e-5
    )


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    """R's numbers, made by `golden/ordered.R`."""
    return json.loads((GOLDEN / "ordered.json").read_text())


def test_with_strata_units_and_weights_it_is_r_svyolr(nhanes, golden):
    """R stops optimising at 1e-5, hence the tolerance."""
    rows = nhanes.assign(age=nhanes["agecat"].map({age: float(i) for i, age in enumerate(AGES)}))
    races = tuple(sorted(rows["race"].unique()))
    spec = LogitSpec("age", (Factor("sex", ("1", "2"), "1"), Factor("race", races, races[0])))
    cells = collapse_to_cells(
        rows,
        outcomes=["age"],
        terms=spec.items,
        weight="WTMEC2YR",
        stratum="SDMVSTRA",
        unit="SDMVPSU",
    )
    table = fit_ordered_logit(cells, spec, len(AGES)).coefficient_table()
    ordered = [*range(3, 7), *range(3)]
    assert table["estimate"].iloc[ordered].to_list() == pytest.approx(golden["estimate"], rel=2e-5)
    assert table["std_error"].iloc[ordered].to_list() == pytest.approx(
        golden["std_error"], rel=2e-5
    )


def test_the_graduate_school_example_is_r_polr(golden):
    rows = pd.read_csv(Path(shipped.__file__).parent / "ologit_ucla.csv").assign(weight=1.0)
    rows["applies"] = rows["apply"].map({"unlikely": 0, "somewhat likely": 1, "very likely": 2})
    rows = rows.astype({"pared": str, "public": str})
    pared, public = (Factor(item, ("0", "1"), "0") for item in ("pared", "public"))
    found = fit_moods(rows, LogitSpec("applies", (pared, public, Numeric("gpa"))), 3)
    expected = golden["ucla"]
    np.testing.assert_allclose(
        found.coefficient_table()["estimate"], expected["estimate"], rtol=1e-6
    )
    terms = rows[["pared", "public", "gpa"]].to_numpy(dtype=float)
    splits = Splits.of(terms, rows["applies"].to_numpy(), np.ones(400), 3)
    by_model = np.sqrt(np.diag(np.linalg.inv(splits.information(found.coefficients))))
    np.testing.assert_allclose(by_model, expected["std_error"], rtol=1e-6)
    likelihood = splits.log_likelihood(found.coefficients)
    assert likelihood == pytest.approx(expected["log_likelihood"], rel=1e-10)


def test_whole_weights_are_repeated_respondents(moods):
    times = np.random.default_rng(0).integers(1, 4, len(moods))
    weighted = fit_moods(moods.assign(weight=times.astype(float)))
    repeated = fit_moods(moods.loc[moods.index.repeat(times)].assign(weight=1.0))
    np.testing.assert_allclose(weighted.coefficients, repeated.coefficients, rtol=1e-9)


def test_the_scale_of_the_weights_changes_nothing(moods):
    scaled, found = (fit_moods(moods.assign(weight=by * moods["weight"])) for by in (1e5, 1.0))
    effects = [ordered_marginal_effects(one, [2, 3]) for one in (scaled, found)]
    pd.testing.assert_frame_equal(*effects, rtol=1e-9)


@pytest.mark.parametrize(
    ("terms", "design"),
    [
        (TERMS, {}),
        ((TRUST, SEX, Interaction(("trust", "sex"))), {}),
        (TERMS, {"stratum": "region", "unit": "village"}),
        ((Factor("trust", ("none", "some", "much", "total"), "none"), SEX), {}),
    ],
    ids=["three terms", "interaction", "strata and units", "a level without a case"],
)
def test_with_two_levels_it_is_the_binary_logit(small_survey, terms, design):
    rows = small_survey.assign(
        region=np.where(small_survey["id"] < 300, "n", "s"), village=small_survey["id"] // 20
    )
    assert_is_binary_logit(rows, LogitSpec("y", terms), design)


def test_with_two_levels_separation_is_that_of_the_binary_logit(small_survey):
    rows = small_survey.assign(y=small_survey["y"].mask(small_survey["trust"] == "much", 1.0))
    assert_is_binary_logit(rows, LogitSpec("y", (TRUST, SEX)), {})


def assert_is_binary_logit(rows: pd.DataFrame, spec: LogitSpec, design: dict[str, str]) -> None:
    ordered = fit_moods(rows, spec, 2, **design)
    binary = fit_logit(ordered.data.cells, spec)
    np.testing.assert_allclose(ordered.coefficients, binary.coefficients, rtol=1e-9)
    np.testing.assert_allclose(ordered.covariance, binary.covariance, rtol=1e-9, atol=1e-14)
    found, expected = ordered_marginal_effects(ordered, [1]), average_marginal_effects(binary)
    rest = [name for name in expected if name not in ("estimand", "reason")]
    pd.testing.assert_frame_equal(found[rest], expected[rest], rtol=1e-9, atol=1e-13)
    assert [w.code for w in ordered.warnings] == [w.code for w in binary.warnings]


def test_scores_and_information_are_the_derivatives_of_the_likelihood(moods):
    splits = Splits.of(build_terms(moods), moods["mood"].to_numpy(), moods["weight"].to_numpy(), 4)
    at = np.array([1.0, 0.2, -1.1, 0.3, -0.2, 0.4, 0.01])
    assert not np.isfinite(splits.log_likelihood(at[::-1]))  # cuts out of order
    moves = 1e-5 * np.eye(7)
    rises = [splits.log_likelihood(at + m) - splits.log_likelihood(at - m) for m in moves]
    np.testing.assert_allclose(splits.score(at), np.array(rises) / 2e-5, rtol=1e-5)
    bends = [splits.score(at - m) - splits.score(at + m) for m in moves]
    np.testing.assert_allclose(splits.information(at), np.array(bends) / 2e-5, rtol=1e-5)
    summed = moods["weight"].to_numpy() @ splits.score_cells(at)
    np.testing.assert_allclose(summed, splits.score(at), rtol=1e-10)


@pytest.mark.parametrize(
    ("code", "says", "mood"),
    [
        ("Y001", r"must be 0 to 3 but has \[9.0\]", lambda m: m.mask(m == 3, 9.0)),
        ("Y001", r"must be 0 to 3 but has \[1.5\]", lambda m: m.mask(m == 1, 1.5)),
        ("Y002", "constant", lambda m: m * 0),
        ("X004", "no complete case at level 2 of outcome 'mood'", lambda m: m.mask(m == 2, 1.0)),
        ("N001", "no respondent answered all", lambda m: m.mask(m.index % 2 == 0)),
    ],
)
def test_an_outcome_is_refused(moods, code, says, mood):
    rows = moods.assign(mood=mood(moods["mood"]))
    if code == "N001":
        rows["sex"] = rows["sex"].where(rows.index % 2 == 0)
    with pytest.raises(RefusalError, match=says) as refusal:
        fit_moods(rows)
    assert refusal.value.code == code
    table = refuse_ordered_effects(SPEC, refusal.value)
    build_schema(EFFECTS).validate(table)
    assert table["estimand"].unique().tolist() == ["average marginal effect, ordered logit"]


def test_a_level_that_always_answers_the_top_is_refused_and_the_rest_is_the_limit(moods):
    much = moods["trust"] == "much"
    rows = moods.assign(mood=moods["mood"].mask(much, 3.0))
    found = fit_moods(rows)
    assert found.coefficient_table().set_index("level").loc["much", "code"] == "S001"
    table = ordered_marginal_effects(found, [2, 3]).set_index("level")
    assert np.isnan(table.loc["much", "estimate"])
    assert table.loc["much", "n_level_1"] == table.loc["much", "n_level"] == much.sum()
    rest = fit_moods(rows[~much])
    used = found.estimated
    np.testing.assert_allclose(found.coefficients[used], rest.coefficients[used], rtol=1e-9)
    share = np.average(~much, weights=rows["weight"])
    expected = share * ordered_marginal_effects(rest, [2, 3]).set_index("level")["estimate"]
    assert table.loc["woman", "estimate"] == pytest.approx(expected["woman"], rel=1e-9)


def test_a_cut_predicted_without_fail_refuses_the_model(moods):
    rows = moods.assign(mood=moods["mood"].where(moods["trust"] == "much", 0.0))
    rows["mood"] = rows["mood"].mask((rows["trust"] == "much") & (rows["mood"] == 0), 1.0)
    with pytest.raises(RefusalError, match="S001.*without fail"):
        fit_moods(rows)


def test_a_model_that_does_not_converge_is_refused(moods, monkeypatch):
    monkeypatch.setattr(ordinal_likelihood, "MOST_ROUNDS", 2)
    with pytest.raises(RefusalError, match="C001: the model of 'mood' did not converge"):
        fit_moods(moods)
