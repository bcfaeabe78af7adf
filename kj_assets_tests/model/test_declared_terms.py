"""What models.yaml may say of terms: numbers, interactions, subgroups, two terms compared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import yaml

from kj_assets.catalogue import LONG_VIEWS
from kj_assets.errors import DeclarationError
from kj_assets.estimate.multiplicity import adjust_benjamini_hochberg
from kj_assets.figure.effects import tabulate_effects
from kj_assets.model.estimates import make_cells, make_comparison, make_effects, make_model
from kj_assets.model.families import gather_differences, list_key_terms
from kj_assets.model.loading import load_models
from kj_assets.model.registry import Models
from kj_assets.model.sensitivity import make_sensitivity
from kj_assets.model.within import make_effects_within, make_term_comparison
from kj_assets_tests.builders import levels_item, make_codebook, number_item, text
from kj_assets_tests.model.small_models import ANSWERS, make_respondents

QUESTIONS = make_codebook(
    help=levels_item(ANSWERS, midpoint="neutral"),
    other=levels_item(ANSWERS, midpoint="neutral"),
    threat=levels_item(("yes", "no")),
    liking=levels_item(("good", "fair", "bad")),
    sex=levels_item(("woman", "man")),
    age=number_item(minimum=18, maximum=110),
)
TERMS = [
    {"item": "threat", "base": "no"},
    {"item": "liking", "base": "fair"},
    {"item": "age", "step": 10},
]
DECLARED = {
    "label": text("Helping"),
    "status": "exploratory",
    "case_set": "both",
    "outcome": {"item": "help", "support": ["much", "some"]},
    "terms": TERMS,
    "controls": [{"item": "sex", "base": "man"}],
    "interactions": [["threat", "sex"], ["threat", "age"]],
    "within": ["sex"],
}
OTHER = DECLARED | {"outcome": {"item": "other", "support": ["much", "some"]}}
THREATS = {
    "label": text("threat against liking"),
    "model": "help",
    "terms": [{"item": "threat"}, {"item": "liking", "level": "good"}],
}


def declare(**more: Any) -> Models:
    told = {"models": {"help": DECLARED, "other": OTHER}, "term_comparisons": {"two": THREATS}}
    told["comparisons"] = {"both": {"label": text("both"), "models": ["help", "other"]}}
    return Models.model_validate(told | more)


MODELS = declare()
MODEL = MODELS.models["help"]


@pytest.fixture(scope="module")
def respondents():
    people, weights = make_respondents(900, 3)
    random = np.random.default_rng(4)
    age = random.integers(18, 80, len(people)).astype(float)
    moved = (people["threat"] == "yes") & (age > 50) & (random.random(len(people)) < 0.4)
    people = people.assign(age=age, age_missing=None, help=people["help"].mask(moved, "little"))
    return people, weights


@pytest.fixture(scope="module")
def cells(respondents):
    return make_cells(*respondents, dict(MODELS.models)).frame


@pytest.fixture(scope="module")
def coefficients(cells):
    return make_model(cells, "2030", "help", MODEL, QUESTIONS).frame


@pytest.fixture(scope="module")
def effects(cells, coefficients):
    return make_effects(cells, coefficients, "2030", "help", MODEL, QUESTIONS).frame


class ByHand:
    """The model on respondents, its matrix written out: threat, liking, age, woman, products."""

    def __init__(self, people: pd.DataFrame, weights: pd.DataFrame) -> None:
        kept = people["liking"].notna().to_numpy()
        self.rows, self.w = people[kept], weights["weight"].to_numpy()[kept]
        y = self.rows["help"].isin(["much", "some"]).to_numpy(float)
        family = sm.families.Binomial()
        self.fit = sm.GLM(y, self.matrix(), family, var_weights=self.w).fit(tol=1e-14, maxiter=99)

    def matrix(self, **fixed: Any) -> np.ndarray:
        rows = self.rows.assign(**fixed)
        threat, woman = ((rows["threat"] == "yes") * 1.0, (rows["sex"] == "woman") * 1.0)
        good, bad = ((rows["liking"] == name) * 1.0 for name in ("good", "bad"))
        x = [threat * 0 + 1, threat, good, bad, rows["age"], woman]
        return np.column_stack([*x, threat * woman, threat * rows["age"]])

    def mean(self, who: np.ndarray | None = None, **fixed: Any) -> float:
        w = self.w if who is None else self.w * who
        return float(w @ self.fit.predict(self.matrix(**fixed)) / w.sum())


@pytest.fixture(scope="module")
def by_hand(respondents):
    return ByHand(*respondents)


def test_declared_interactions_and_numbers_are_in_the_model(coefficients, by_hand):
    terms = ["threat", "liking", "liking", "age", "sex", "threat:sex", "threat:age"]
    assert coefficients["term"].tolist() == ["(intercept)", *terms]
    np.testing.assert_allclose(coefficients["estimate"], by_hand.fit.params, rtol=1e-7)


def test_effects_move_interactions_along_and_numbers_by_their_step(effects, by_hand):
    found = effects.set_index(["term", "level"])["estimate"]
    threat = by_hand.mean(threat="yes") - by_hand.mean(threat="no")
    assert found["threat", "yes"] == pytest.approx(threat, rel=1e-7)
    older = by_hand.mean(age=by_hand.rows["age"] + 10) - by_hand.mean()
    assert found["age", "+10"] == pytest.approx(older, rel=1e-7)


def test_they_are_named_in_the_figure(effects):
    shown = tabulate_effects(effects, "help", MODELS, QUESTIONS, "en").set_index("term")
    assert shown.loc["age", "contrast"] == "+10"
    assert shown["estimate"].notna().all() and set(shown.index) == {"threat", "liking", "age"}


def test_variants_without_a_term_are_without_its_interactions(respondents):
    table = make_sensitivity(*respondents, "2030", "help", MODELS.models, QUESTIONS).frame
    assert (table["code"] == "").all()
    bare = DECLARED | {"controls": [], "interactions": [["threat", "age"]], "case_set": None}
    bare |= {"within": []}
    model = declare(models={"help": bare}, comparisons={}).models["help"]
    people, weights = respondents
    cells = make_cells(people, weights, {"help": model}).frame
    fitted = make_model(cells, "2030", "help", model, QUESTIONS).frame
    expected = make_effects(cells, fitted, "2030", "help", model, QUESTIONS).frame
    block = table[table["variant"] == "without_controls"]
    np.testing.assert_allclose(block["estimate"], expected["estimate"], rtol=1e-9)


@pytest.fixture(scope="module")
def within(cells, coefficients):
    return make_effects_within(cells, coefficients, "2030", "help", MODEL, QUESTIONS)


def test_effects_within_a_subgroup_average_over_its_members(within, by_hand):
    found = within.frame.set_index(["subgroup", "term", "level"])["estimate"]
    women = (by_hand.rows["sex"] == "woman").to_numpy(float)
    for who, members in (("woman", women), ("man", 1 - women)):
        expected = by_hand.mean(members, threat="yes") - by_hand.mean(members, threat="no")
        assert found[f"sex={who}", "threat", "yes"] == pytest.approx(expected, rel=1e-7)
    assert set(within.frame["term"]) == {"threat", "liking", "age"}
    assert within.frame["p_holm"].notna().all()


def test_what_differs_between_subgroups_is_tested_as_a_difference(within):
    table = within.parts["differences"].set_index(["term_a", "level_a"])
    row = table.loc["threat", "yes"]
    own = within.frame.set_index(["subgroup", "term", "level"])
    women, men = (own.loc[f"sex={who}", "threat", "yes"] for who in ("woman", "man"))
    assert (row["kind"], row["subgroup_a"], row["subgroup_b"]) == (
        "subgroups",
        "sex=woman",
        "sex=man",
    )
    assert row["estimate"] == pytest.approx(women["estimate"] - men["estimate"], rel=1e-9)
    apart = np.hypot(women["std_error_unconditional"], men["std_error_unconditional"])
    assert row["std_error"] > 0 and row["std_error"] != pytest.approx(apart, rel=1e-3)
    assert (row["n_a"], row["n_b"]) == (women["n"], men["n"])
    assert row["n_a"] + row["n_b"] == women["n"] + men["n"]


def test_a_subgroup_without_anybody_keeps_its_rows_and_says_why(respondents):
    people, weights = respondents
    bare = DECLARED | {"interactions": [], "case_set": None, "within": ["liking"]}
    model = declare(models={"help": bare}, comparisons={}).models["help"]
    people = people.assign(liking=people["liking"].replace("bad", "fair"))
    cells = make_cells(people, weights, {"help": model}).frame
    fitted = make_model(cells, "2030", "help", model, QUESTIONS).frame
    made = make_effects_within(cells, fitted, "2030", "help", model, QUESTIONS)
    gone = made.frame[made.frame["subgroup"] == "liking=bad"]
    assert gone["estimate"].isna().all() and set(gone["code"]) == {"X004"}
    assert set(gone["term"]) == {"threat", "age"}
    differences = made.parts["differences"].set_index(["subgroup_a", "term_a"])
    assert set(differences.loc["liking=bad", "code"]) == {"X004"}
    # A difference that cannot be tested was registered all the same: four are adjusted for.
    p = differences["p"].min()
    assert differences["p_holm"].min() == pytest.approx(min(4 * p, 1.0))


def compare_two(cells, coefficients, terms=None):
    chosen = declare(
        term_comparisons={"two": THREATS | ({"terms": terms} if terms else {})}
    ).term_comparisons["two"]
    return make_term_comparison(
        cells, coefficients, "2030", "two", "help", MODEL, chosen.terms, QUESTIONS
    ).frame.iloc[0]


def test_two_terms_of_one_model_are_compared_as_declared(cells, coefficients, effects):
    row = compare_two(cells, coefficients)
    own = effects.set_index(["term", "level"])["estimate"]
    assert (row["term_a"], row["level_a"], row["level_b"]) == ("threat", "yes", "good")
    expected = own["threat", "yes"] - own["liking", "good"]
    assert row["estimate"] == pytest.approx(expected, rel=1e-9)
    assert (row["comparison"], row["model_a"], row["p_holm"]) == ("two", "help", row["p"])
    number = compare_two(cells, coefficients, [{"item": "age"}, {"item": "threat"}])
    assert number["level_a"] == "+10" and number["kind"] == "terms"


def test_all_comparisons_share_one_false_discovery_rate(cells, coefficients):
    other = make_model(cells, "2030", "other", MODELS.models["other"], QUESTIONS).frame
    whole = make_comparison(
        cells, coefficients, other, "2030", "both", dict(MODELS.models), QUESTIONS
    ).frame
    two = pd.DataFrame([compare_two(cells, coefficients)]).astype(whole.dtypes)
    table = gather_differences(
        list_key_terms(MODELS.models), compare_both=whole, compare_two=two
    ).frame
    key = table["p_holm"].notna()
    assert key.sum() == 5 and (~key).sum() == 1
    expected = adjust_benjamini_hochberg(table["p"], members=key)
    np.testing.assert_allclose(table["p_bh"], expected)


MISTAKES = [
    ("two different terms", {"interactions": [["threat", "other"]]}, {}),
    ("two different terms", {"interactions": [["threat", "threat"]]}, {}),
    ("more than once", {"interactions": [["threat", "sex"], ["sex", "threat"]]}, {}),
    ("within terms of the model", {"within": ["other"]}, {}),
    ("is a number", {"within": ["age"]}, {}),
    ("not among the model's terms", {}, {"terms": [{"item": "other"}, {"item": "sex"}]}),
    (r"level None; say one of \['good', 'bad'\]", {}, {"terms": [{"item": "liking"}, TERMS[2]]}),
    ("level 'fair'", {}, {"terms": [{"item": "liking", "level": "fair"}, {"item": "sex"}]}),
    ("has that name already", {}, {"key": "both"}),
]


@pytest.mark.parametrize(("says", "model", "comparison"), MISTAKES)
def test_a_mistake_is_refused_with_what_is_allowed(tmp_path, says, model, comparison):
    compared = THREATS | {k: v for k, v in comparison.items() if k != "key"}
    compared["terms"] = [{k: v for k, v in t.items() if k != "step"} for t in compared["terms"]]
    told = {
        "models": {"help": DECLARED | model, "other": OTHER | model},
        "comparisons": {"both": {"label": text("both"), "models": ["help", "other"]}},
        "term_comparisons": {comparison.get("key", "two"): compared},
    }
    path = tmp_path / "models.yaml"
    path.write_text(yaml.safe_dump(told), encoding="utf-8")
    with pytest.raises(DeclarationError, match=says):
        load_models(path, QUESTIONS)


def test_views_keep_effects_within_groups_apart_from_their_differences() -> None:
    tables = [("wave_2025", "within_help"), ("wave_2025", "within_help__differences")]
    held = {name: [t for t in tables if view.matches(t)] for name, view in LONG_VIEWS.items()}
    assert {name: found for name, found in held.items() if found} == {
        "effects_within": tables[:1],
        "differences_within": tables[1:],
    }
