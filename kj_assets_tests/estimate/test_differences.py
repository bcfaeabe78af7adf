"""Differences of effects: what is compared with what, on how many, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.compare import (
    compare_outcomes,
    compare_samples,
    compare_subgroups,
    compare_terms,
)
from kj_assets.estimate.contrasts import Subgroup
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.terms import Factor, LogitSpec, Numeric
from kj_assets_tests.estimate.made_up import make_survey

TRUST = Factor("trust", ("none", "some", "much"), "none")
SEX = Factor("sex", ("man", "woman"), "man")
SPEC = LogitSpec("y", (TRUST, SEX, Numeric("age", step=10.0)))


def fit(rows: pd.DataFrame, spec: LogitSpec = SPEC, **design: str) -> LogitFit:
    cells = collapse_to_cells(
        rows, outcomes=["y", "z"], terms=list(SPEC.items), weight="weight", **design
    )
    return fit_logit(cells, spec)


def clustered(seed: int) -> pd.DataFrame:
    rows = make_survey(500, seed)
    random = np.random.default_rng(seed)
    region = random.choice(["n", "s"], len(rows))
    return rows.assign(
        region=region, place=region + random.integers(12, size=len(rows)).astype(str)
    )


def test_a_difference_names_both_sides_and_is_the_first_minus_the_second():
    rows = make_survey(500, 3)
    one = fit(rows)
    other = fit_logit(one.cells, LogitSpec("z", SPEC.terms))
    table = compare_outcomes(one, other, one.cells)
    first, second = (average_marginal_effects(f) for f in (one, other))
    assert set(table["kind"]) == {"outcomes"}
    assert (set(table["outcome_a"]), set(table["outcome_b"])) == ({"y"}, {"z"})
    for side, effects in (("a", first), ("b", second)):
        assert table[f"term_{side}"].tolist() == effects["term"].tolist()
        assert table[f"level_{side}"].tolist() == effects["level"].tolist()
        np.testing.assert_allclose(table[f"estimate_{side}"], effects["estimate"], rtol=1e-12)
        assert table[f"n_{side}"].tolist() == [500] * 4
        assert table[f"subgroup_{side}"].tolist() == [""] * 4
    np.testing.assert_allclose(table["estimate"], first["estimate"] - second["estimate"])
    assert set(table["df"]) == {499}
    assert set(table["reason"]) == {""}


def test_effects_that_only_one_model_has_are_not_compared():
    rows = make_survey(500, 3)
    whole, part = fit(rows), fit(rows, LogitSpec("z", (SEX, Factor("trust", TRUST.levels, "some"))))
    table = compare_outcomes(whole, part, whole.cells)
    assert table["term_a"].tolist() == ["sex"]
    alone = fit(rows, LogitSpec("z", (Numeric("age", step=5.0),)))
    with pytest.raises(ValueError, match="share no term"):
        compare_outcomes(whole, alone, whole.cells)


def test_cells_that_say_the_same_are_the_same_cells():
    one, again = fit(make_survey(300, 2)), fit(make_survey(300, 2))
    assert len(compare_outcomes(one, again, one.cells)) == 4
    for cells in (again.cells, fit(make_survey(300, 4)).cells):
        other = fit_logit(cells, SPEC)
        if cells is not again.cells:
            with pytest.raises(ValueError, match="same cells frame"):
                compare_outcomes(one, other, one.cells)


def test_samples_matched_by_units_need_units_in_both():
    rows = make_survey(300, 8)
    with_units, without = fit(rows, unit="id"), fit(rows)
    for pair in ((with_units, without), (without, with_units)):
        with pytest.raises(RefusalError, match="D002"):
            compare_samples(*pair, matched=True)
    matched = compare_samples(with_units, with_units, matched=True)
    assert set(matched["kind"]) == {"matched samples"}
    assert set(compare_samples(without, with_units)["kind"]) == {"samples"}


def test_given_the_covariates_independent_samples_add_their_delta_variances():
    one, two = fit(make_survey(400, 5)), fit(make_survey(500, 6))
    table = compare_samples(one, two)
    a, b = (average_marginal_effects(f)["std_error"] for f in (one, two))
    np.testing.assert_allclose(table["std_error_delta"], np.hypot(a, b), rtol=1e-9)


def test_matched_samples_take_one_from_the_other_on_the_units_of_both():
    rows = make_survey(400, 9)
    one, two = fit(rows[:300], unit="id"), fit(rows[100:], unit="id")
    table = compare_samples(one, two, matched=True)
    independent = compare_samples(one, two)
    assert set(table["df"]) == {399}
    np.testing.assert_allclose(table["estimate"], independent["estimate"], rtol=1e-12)
    # 200 of 300 are in both and answer alike: what they share cancels.
    assert (table["std_error"] < 0.7 * independent["std_error"]).all()


def test_two_terms_within_a_subgroup_are_those_of_its_members():
    found = fit(make_survey(500, 3))
    women = Subgroup("sex", "woman")
    row = compare_terms(found, ("trust", "much"), ("age", "+10"), women).iloc[0]
    own = average_marginal_effects(found, women).set_index("level")["estimate"]
    assert row["estimate"] == pytest.approx(own["much"] - own["+10"], rel=1e-12)
    assert (row["kind"], row["term_a"], row["term_b"]) == ("terms", "trust", "age")
    assert (row["level_a"], row["level_b"]) == ("much", "+10")
    with pytest.raises(KeyError):
        compare_terms(found, ("trust", "none"), ("age", "+10"))


def test_subgroups_are_compared_on_the_units_that_have_a_member():
    rows = clustered(4)
    found = fit(rows, stratum="region", unit="place")
    women, men = Subgroup("sex", "woman"), Subgroup("sex", "man")
    table = compare_subgroups(found, women, men)
    first, second = (average_marginal_effects(found, group) for group in (women, men))
    np.testing.assert_allclose(table["estimate"], first["estimate"] - second["estimate"])
    assert set(table["kind"]) == {"subgroups"}
    assert set(table["subgroup_a"]) == {"sex=woman"}
    assert set(table["subgroup_b"]) == {"sex=man"}
    assert set(table["df"]) == {24 - 2}
    few = rows.assign(trust=rows["trust"].where(rows["place"] != "n3", "none"))
    some, much = Subgroup("trust", "some"), Subgroup("trust", "much")
    assert set(compare_subgroups(fit(few, stratum="region", unit="place"), some, much)["df"]) == {
        21
    }


def test_a_model_of_one_term_has_one_difference_of_subgroups():
    found = fit(make_survey(300, 2), LogitSpec("y", (SEX,)))
    table = compare_subgroups(found, Subgroup("trust", "some"), Subgroup("trust", "none"))
    assert table["level_a"].tolist() == ["woman"]


def test_members_of_two_subgroups_are_not_independent():
    """Both effects come of one fit: reversed, the difference is the same with the other sign."""
    found = fit(clustered(5), stratum="region", unit="place")
    women, men = Subgroup("sex", "woman"), Subgroup("sex", "man")
    one, other = compare_subgroups(found, women, men), compare_subgroups(found, men, women)
    np.testing.assert_allclose(one["estimate"], -other["estimate"], rtol=1e-12)
    np.testing.assert_allclose(one["std_error"], other["std_error"], rtol=1e-9)
    np.testing.assert_allclose(one["std_error_delta"], other["std_error_delta"], rtol=1e-9)
    a, b = (average_marginal_effects(found, group) for group in (women, men))
    assert (one["std_error_delta"] < np.hypot(a["std_error"], b["std_error"])).all()


def test_a_difference_with_a_refused_effect_is_refused_with_its_reason():
    rows = make_survey(500, 3)
    rows = rows.assign(z=rows["z"].mask(rows["trust"] == "much", 1.0))
    one = fit(rows)
    other = fit_logit(one.cells, LogitSpec("z", SPEC.terms))
    for pair in ((one, other), (other, one)):
        table = compare_outcomes(*pair, one.cells).set_index("level_a")
        assert table["code"].to_dict() == {"some": "", "much": "S001", "woman": "", "+10": ""}
        refused = table.loc["much"]
        assert refused["reason"].startswith("trust = much predicts without fail")
        assert pd.isna(refused[["std_error", "std_error_delta", "t", "p"]]).all()
        assert not refused["significant_5"]
