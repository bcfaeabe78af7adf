"""Raking: published weights hit, margins met, impossible margins refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.checks import RefusalError
from kj_assets.weight.diagnostics import describe_weights
from kj_assets.weight.rake import rake_to_margins

TESTS = Path(__file__).parents[1]
SEX = {"man": 0.5, "woman": 0.5}
REGION = {"north": 0.3, "south": 0.7}


@pytest.fixture
def sample() -> pd.DataFrame:
    random = np.random.default_rng(3)
    sex = random.choice(["man", "woman"], 400, p=[0.6, 0.4])
    region = random.choice(["north", "south"], 400, p=[0.5, 0.5])
    return pd.DataFrame({"sex": sex, "region": region})


def test_raked_weights_are_those_kolenikov_printed():
    path = TESTS.parents[1] / "shared" / "golden" / "nhanes2.csv"
    if not path.is_file():
        pytest.skip("../shared/golden/nhanes2.csv may not be committed and is not beside this repo")
    golden = json.loads((TESTS / "golden" / "raking_published.json").read_text())["ipfraking"]
    rows = pd.read_csv(path)
    rows["age3"] = pd.cut(rows["age"], [0, 39, 59, 120], labels=False)
    keys = [(sex, age) for sex in (1, 2) for age in (0, 1, 2)]
    targets = golden["targets"]
    margins = {
        ("sex", "age3"): dict(zip(keys, targets["sex_age"], strict=True)),
        "region": dict(zip((1, 2, 3, 4), targets["region"], strict=True)),
        "race": dict(zip((1, 2, 3), targets["race"], strict=True)),
    }
    raked = rake_to_margins(
        rows, margins, start=rows["finalwgt"], total=golden["sum"], tolerance=1e-13
    )
    np.testing.assert_allclose(raked.weights[:10], golden["first10"], rtol=1e-8)
    found = [
        raked.weights.mean(),
        raked.weights.std(ddof=1),
        raked.weights.min(),
        raked.weights.max(),
    ]
    np.testing.assert_allclose(found, golden["raked"][:4], rtol=1e-8)
    printed = golden["published"]
    assert [round(value) for value in found] == printed["raked"][:4]
    assert round(found[1] / found[0], 4) == printed["raked"][4]
    assert describe_weights(raked.weights).kish_deff == pytest.approx(golden["kish"], rel=1e-8)
    change = raked.weights / rows["finalwgt"]
    np.testing.assert_allclose([change.min(), change.max()], golden["ratio"], rtol=1e-8)
    adjusted = [change.mean(), change.min(), change.max()]
    assert np.round(adjusted, 4).tolist() == printed["adjust"]


def test_margins_are_met_and_weights_sum_to_n(sample):
    raked = rake_to_margins(sample, {"sex": SEX, "region": REGION})
    table = raked.margins_before_after
    np.testing.assert_allclose(table["after"], table["target"], rtol=1e-11)
    assert raked.weights.sum() == pytest.approx(len(sample), rel=1e-12)
    assert table["n"].sum() == 2 * len(sample)


def test_totals_give_the_same_weights_as_shares(sample):
    people = {"man": 21_000_000, "woman": 21_000_000}
    by_total = rake_to_margins(sample, {"sex": people})
    np.testing.assert_allclose(by_total.weights, rake_to_margins(sample, {"sex": SEX}).weights)


def test_a_cap_holds_and_the_margins_are_met_all_the_same(sample):
    skewed = {"man": 0.2, "woman": 0.8}
    margins = {"sex": skewed, "region": REGION}
    free = rake_to_margins(sample, margins)
    cap = 0.97 * free.weights.max()
    raked = rake_to_margins(sample, margins, trim=cap)
    table = raked.margins_before_after
    assert raked.weights.max() <= cap * (1 + 1e-12)
    assert raked.n_trimmed > 0
    np.testing.assert_allclose(table["after"], table["target"], rtol=1e-11)


def test_a_level_of_nobody_whose_target_is_zero_is_no_obstacle(sample):
    raked = rake_to_margins(sample, {"sex": {**SEX, "other": 0.0}})
    assert raked.weights.sum() == pytest.approx(len(sample))


@pytest.mark.parametrize(
    ("margins", "code", "says"),
    [
        ({"sex": {**SEX, "other": 0.1}}, "R001", "no respondent"),
        ({"sex": {"man": 1.0}}, "R001", "no target"),
        ({"sex": SEX, "region": {"north": 0.5, "south": 0.6}}, "R002", "totals disagree"),
    ],
)
def test_impossible_margins_are_refused(sample, margins, code, says):
    with pytest.raises(RefusalError, match=says) as refusal:
        rake_to_margins(sample, margins)
    assert refusal.value.code == code


def test_margins_that_contradict_each_other_do_not_converge():
    sample = pd.DataFrame({"a": ["x", "y", "y"], "b": ["u", "v", "v"]})
    with pytest.raises(RefusalError, match="R003: raking did not converge in 50 rounds"):
        rake_to_margins(
            sample, {"a": {"x": 0.5, "y": 0.5}, "b": {"u": 0.4, "v": 0.6}}, max_rounds=50
        )


def test_start_weights_must_be_weights(sample):
    with pytest.raises(RefusalError, match="W001"):
        rake_to_margins(sample, {"sex": SEX}, start=np.full(len(sample), -1.0))


@pytest.mark.parametrize("trim", [None, 1.7])
def test_people_alike_in_one_row_get_the_weight_each_of_them_would(sample, trim):
    margins = {"sex": SEX, "region": REGION}
    each = rake_to_margins(sample, margins, trim=trim)
    alike = sample.groupby(["sex", "region"], as_index=False).size()
    raked = rake_to_margins(alike[["sex", "region"]], margins, trim=trim, counts=alike["size"])
    joined = sample.merge(alike.assign(weight=raked.weights), how="left")
    np.testing.assert_allclose(joined["weight"], each.weights, rtol=1e-10)
    assert (raked.rounds, raked.n_trimmed) == (each.rounds, each.n_trimmed)
    pd.testing.assert_frame_equal(raked.margins_before_after, each.margins_before_after)
