"""Each code of a refusal is met, with its sentence, place and counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate import maximise
from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError, warn_losses
from kj_assets.estimate.compare import compare_terms
from kj_assets.estimate.design import Design
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit, restore_fit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.losses import count_losses
from kj_assets.estimate.refused import refuse_differences, refuse_effects
from kj_assets.estimate.terms import Factor, Interaction, LogitSpec, Numeric
from kj_assets_tests.estimate.made_up import make_survey

TRUST = Factor("trust", ("none", "some", "much"), "none")
SEX = Factor("sex", ("man", "woman"), "man")
SPEC = LogitSpec("y", (TRUST, SEX))


def fit(rows: pd.DataFrame, spec: LogitSpec = SPEC, **design: str) -> LogitFit:
    cells = collapse_to_cells(
        rows, outcomes=[spec.outcome], terms=list(spec.items), weight="weight", **design
    )
    return fit_logit(cells, spec)


def only_where(rows: pd.DataFrame, column: str, value: object, new: object) -> pd.Series:
    """The column with `new` wherever it is `value`."""
    return rows[column].where(rows[column] != value, new)


CASES = [
    ("W001", "negative or infinite", {"weight": -1.0}, SPEC),
    ("W001", "negative or infinite", {"weight": np.nan}, SPEC),
    ("W001", "negative or infinite", {"weight": np.inf}, SPEC),
    ("W002", "all weights are zero", {"weight": 0.0}, SPEC),
    ("Y001", r"must be 0 or 1 but has \[2.0\]", {"y": 2.0}, SPEC),
    ("Y001", "holds text", {"y": "yes"}, SPEC),
    ("Y002", "constant", {"y": 1.0}, SPEC),
    ("X001", r"undeclared levels \['99'\]", {"trust": "99"}, SPEC),
    ("X001", "declared numeric", {}, LogitSpec("y", (Numeric("sex"),))),
    ("X001", "undeclared levels", {}, LogitSpec("y", (Factor("age", ("1", "2"), "1"),))),
    ("X002", "nobody answered trust", {"trust": None}, SPEC),
    ("X003", "'age' is not identified", {"age": 40.0}, LogitSpec("y", (TRUST, Numeric("age")))),
    ("X003", "nothing", {"age": 0.0}, LogitSpec("y", (TRUST, Numeric("age")))),
    ("X004", "declare another base", {"trust": "much"}, SPEC),
]


@pytest.mark.parametrize(("code", "says", "everywhere", "spec"), CASES)
def test_a_model_is_refused(small_survey, code, says, everywhere, spec):
    with pytest.raises(RefusalError, match=says) as refusal:
        fit(small_survey.assign(**everywhere), spec)
    assert refusal.value.code == code
    assert str(refusal.value).startswith(f"{code}: ")


def test_no_complete_case_is_refused(small_survey):
    half = np.arange(len(small_survey)) < 300
    rows = small_survey.assign(
        sex=small_survey["sex"].where(half), trust=small_survey["trust"].where(~half)
    )
    with pytest.raises(RefusalError, match="N001: no respondent answered all of y, trust, sex"):
        fit(rows)


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_refused(small_survey, value):
    rows = small_survey.assign(age=small_survey["age"].mask(small_survey["id"] < 3, value))
    with pytest.raises(RefusalError, match=r"X001: term 'age' .*\(respondents: 3\)") as refusal:
        fit(rows, LogitSpec("y", (TRUST, Numeric("age"))))
    assert (refusal.value.item, refusal.value.counts) == ("age", {"respondents": 3})


def test_columns_that_depend_on_each_other_are_named(small_survey):
    rows = small_survey.assign(copy=small_survey["sex"])
    with pytest.raises(RefusalError, match=r"X003.*copy\[woman\].*depends on \['sex\[woman\]'\]"):
        fit(rows, LogitSpec("y", (SEX, Factor("copy", ("man", "woman"), "man"))))


def test_a_stratum_with_one_unit_is_refused(small_survey):
    rows = small_survey.assign(region=np.where(small_survey["id"] < 1, "islet", "mainland"))
    with pytest.raises(RefusalError, match="D001: stratum islet has a single sampling unit"):
        fit(rows, stratum="region")
    with pytest.raises(RefusalError, match="D001: stratum islet"):
        fit(rows, stratum="region", unit="id")
    with pytest.raises(RefusalError, match="D001: stratum islet"):
        Design(rows["weight"].to_numpy(), strata=rows["region"].to_numpy())


def test_a_respondent_without_a_unit_is_refused(small_survey):
    rows = small_survey.assign(unit_id=small_survey["id"].where(small_survey["id"] > 3))
    with pytest.raises(RefusalError, match=r"D002: .*'unit_id'.*\(rows: 4\)"):
        fit(rows, unit="unit_id")


def test_a_level_without_a_case_is_dropped_and_its_effect_keeps_a_row(small_survey):
    spec = LogitSpec("y", (Factor("trust", ("none", "some", "much", "total"), "none"), SEX))
    found = fit(small_survey, spec)
    assert [column.name for column in found.dropped_levels] == ["trust[total]"]
    row = average_marginal_effects(found).set_index("level").loc["total"]
    assert (row.code, row.n_level, bool(row.significant_5)) == ("X004", 0, False)
    assert np.isnan([row.estimate, row.std_error, row.p, row.conf_low_95, row.p1]).all()
    np.testing.assert_allclose(
        found.coefficients[found.estimated], fit(small_survey).coefficients, rtol=1e-12
    )


def test_a_combination_without_a_case_is_no_basis_for_an_effect(small_survey):
    rows = small_survey[(small_survey["trust"] != "much") | (small_survey["sex"] == "man")]
    spec = LogitSpec("y", (TRUST, SEX, Interaction(("trust", "sex"))))
    effects = average_marginal_effects(fit(rows, spec))
    codes = dict(zip(effects["level"], effects["code"], strict=True))
    assert codes == {"some": "", "much": "X004", "woman": "X004"}


def test_a_separated_level_is_refused_and_the_others_are_those_of_the_limit(small_survey):
    rows = small_survey.assign(y=small_survey["y"].mask(small_survey["trust"] == "much", 1.0))
    found = fit(rows)
    assert [column.name for column in found.separated_levels] == ["trust[much]"]
    effects = average_marginal_effects(found).set_index("level")
    assert effects.loc["much", "code"] == "S001"
    much = int((rows["trust"] == "much").sum())
    counted = f" (much: {much}, much with the answer meant: {much}, none: 168, "
    assert effects.loc["much", "reason"].startswith(f"trust = much predicts without fail{counted}")
    assert effects.loc["much", "n_level"] == effects.loc["much", "n_level_1"] == much > 100
    assert np.isnan(effects.loc["much", ["estimate", "std_error", "p"]].astype(float)).all()
    difference = compare_terms(found, ("trust", "much"), ("sex", "woman")).iloc[0]
    assert (difference.code, difference.reason) == ("S001", effects.loc["much", "reason"])

    from statsmodels.api import GLM, families

    x = np.column_stack(
        [
            np.ones(len(rows)),
            rows["trust"] == "some",
            rows["trust"] == "much",
            rows["sex"] == "woman",
        ]
    ).astype(float)
    limit = GLM(rows["y"], x, families.Binomial(), var_weights=rows["weight"]).fit(maxiter=40)
    at = [x.copy(), x.copy()]
    at[0][:, 3], at[1][:, 3] = 0, 1
    change = limit.predict(at[1]) - limit.predict(at[0])
    expected = np.average(change, weights=rows["weight"])
    assert effects.loc["woman", "estimate"] == pytest.approx(expected, abs=1e-7)
    table = found.coefficient_table()
    assert table.set_index("level").loc["much", "code"] == "S001"
    again = restore_fit(found.cells, SPEC, table)
    pd.testing.assert_frame_equal(
        average_marginal_effects(again),
        effects.reset_index()[average_marginal_effects(again).columns],
    )


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("a base level", lambda rows: rows["y"].mask(rows["trust"] == "none", 0.0)),
        ("everything", lambda rows: (rows["sex"] == "man").astype(float)),
    ],
)
def test_separation_that_no_level_explains_refuses_the_model(small_survey, reason, change):
    with pytest.raises(RefusalError, match="S001.*without fail") as refusal:
        fit(small_survey.assign(y=change(small_survey)))
    effects = refuse_effects(SPEC, refusal.value)
    assert effects["code"].tolist() == ["S001"] * 3
    assert effects["estimate"].isna().all()


def test_stored_coefficients_of_other_data_are_refused(small_survey):
    stored = fit(small_survey).coefficient_table()
    other = fit(make_survey(300, seed=1)).cells
    with pytest.raises(RefusalError, match="C001"):
        restore_fit(other, SPEC, stored)


def test_a_model_that_does_not_converge_is_refused(small_survey, monkeypatch):
    monkeypatch.setattr(maximise, "MOST_ROUNDS", 1)
    with pytest.raises(
        RefusalError, match=r"C001: the model of 'y' did not converge in 1 rounds \(last step"
    ) as refusal:
        fit(small_survey)
    assert refusal.value.is_of_an_estimate
    effects = refuse_effects(SPEC, refusal.value)
    assert (effects["code"] == "C001").all()
    assert effects["estimate"].isna().all()


def test_warnings_travel_with_the_fit():
    found = fit(make_survey(28, seed=11))
    assert {warned.code for warned in found.warnings} >= {"X101", "S101", "D101"}
    assert all(str(warned).startswith(warned.code) for warned in found.warnings)
    assert fit(make_survey(3000, seed=4)).warnings == ()


def test_an_item_that_loses_over_ten_per_cent_is_warned_of(small_survey):
    rows = small_survey.assign(trust=small_survey["trust"].mask(small_survey["id"] < 90))
    losses = count_losses(rows, ["y"], ["trust", "sex"])
    assert losses["n_lost_only_here"].tolist() == [0, 90, 0]
    (warned,) = warn_losses(losses)
    assert (warned.code, warned.item, warned.counts["missing"]) == ("N101", "trust", 90)


def test_a_difference_of_two_refused_effects_tells_both(small_survey):
    rows = small_survey.assign(y=small_survey["y"].mask(small_survey["trust"] == "much", 1.0))
    found = fit(rows)
    whole = RefusalError("Y002", "all gave one answer", counts={"y=1": 600})
    own = average_marginal_effects(found)
    table = refuse_differences(own, refuse_effects(found.spec, whole, None), "outcomes")
    told = table.set_index("level_a")
    level = own.set_index("level").loc["much", "reason"]
    assert told.loc["much", "reason"] == f"{level}; {whole.reason}"
    assert tuple(told.loc["woman", ["code", "reason"]]) == ("Y002", whole.reason)
