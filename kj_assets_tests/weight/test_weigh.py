"""Weights of a wave: given, raked to the census, or equal; always summing to respondents."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kj_assets.dagster_kit.asset import Product
from kj_assets.errors import DeclarationError
from kj_assets.estimate.checks import RefusalError
from kj_assets.waves.outside import OutsideFile
from kj_assets.weight.weigh import USABLE, weigh_wave
from kj_assets_tests.builders import make_wave, whole

LEVELS = {
    "sex": ("man", "woman"),
    "age_band": ("18-39", "40-59", "60+"),
    "region": ("north", "east", "south"),
}


@pytest.fixture
def respondents() -> pd.DataFrame:
    """300 people; too many men, too few of the old."""
    random = np.random.default_rng(5)
    chances = {"sex": (0.6, 0.4), "age_band": (0.5, 0.35, 0.15), "region": (0.3, 0.3, 0.4)}
    answers = {item: random.choice(LEVELS[item], 300, p=p) for item, p in chances.items()}
    given = random.uniform(0.5, 2, 300)
    ids = [f"r{i}" for i in range(300)]
    return pd.DataFrame({"respondent_id": ids, **answers, "weight_given": given})


@pytest.fixture
def population(tmp_path: Path) -> pd.DataFrame:
    cells = pd.DataFrame(list(product(*LEVELS.values())), columns=list(LEVELS))
    return cells.assign(count=np.random.default_rng(6).integers(900, 2000, len(cells)))


def rake(respondents: pd.DataFrame, population: pd.DataFrame, folder: Path, **more: Any) -> Product:
    path = folder / "census.csv"
    population.to_csv(path, index=False)
    plan = {"population": "census", "margins": list(LEVELS)} | more
    wave = make_wave(weight={"rake": plan})
    return weigh_wave(respondents, wave, OutsideFile("census", path))


def test_given_weights_keep_their_proportions(respondents):
    made = weigh_wave(respondents, make_wave(weight={"column": "W"}), None)
    weights = whole(made)["weight"]
    assert weights.sum() == pytest.approx(300, rel=1e-12)
    ratio = weights / respondents["weight_given"]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-12)
    assert whole(made)["respondent_id"].equals(respondents["respondent_id"])


def test_without_a_declaration_everybody_counts_the_same(respondents):
    made = weigh_wave(respondents, make_wave(), None)
    assert set(whole(made)["weight"]) == {1.0}
    assert made.numbers["kish_deff"] == 1.0


def test_raked_weights_meet_every_margin_of_the_population(respondents, population, tmp_path):
    made = rake(respondents, population, tmp_path)
    weighted = respondents.assign(weight=whole(made)["weight"])
    for item in LEVELS:
        found = weighted.groupby(item)["weight"].sum() / 300
        wanted = population.groupby(item)["count"].sum() / population["count"].sum()
        np.testing.assert_allclose(found, wanted[found.index], rtol=0, atol=1e-10)
    assert whole(made)["weight"].sum() == pytest.approx(300, rel=1e-12)
    assert whole(made)["weight"].min() > 0


def test_raking_tells_each_margin_before_and_after(respondents, population, tmp_path):
    margins = rake(respondents, population, tmp_path).parts["margins"]
    assert margins.groupby("margin", sort=False).size().to_dict() == {
        item: len(levels) for item, levels in LEVELS.items()
    }
    np.testing.assert_allclose(margins["after"], margins["target"], rtol=0, atol=1e-10)
    assert (margins["before"] - margins["target"]).abs().max() > 0.05
    assert margins["n"].sum() == 3 * 300


def test_crossed_margins_are_met_cell_by_cell(respondents, population, tmp_path):
    made = rake(respondents, population, tmp_path, margins=["sex * age_band", "region"])
    weighted = respondents.assign(weight=whole(made)["weight"])
    found = weighted.groupby(["sex", "age_band"])["weight"].sum() / 300
    wanted = population.groupby(["sex", "age_band"])["count"].sum() / population["count"].sum()
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-10)


def test_trimmed_weights_stay_below_their_cap(respondents, population, tmp_path):
    free = whole(rake(respondents, population, tmp_path))["weight"]
    cap = round(0.95 * free.max(), 3)
    made = rake(respondents, population, tmp_path, trim=cap)
    assert whole(made)["weight"].max() <= cap + 1e-9
    assert made.numbers["trimmed"] > 0
    assert "trimmed" not in rake(respondents, population, tmp_path).numbers


def test_a_target_without_respondents_is_refused(respondents, population, tmp_path):
    nobody_old = respondents[respondents["age_band"] != "60+"].reset_index(drop=True)
    with pytest.raises(RefusalError, match="target '60\\+' of 'age_band' has no resp") as refusal:
        rake(nobody_old, population, tmp_path)
    assert refusal.value.code == "R001"


def test_a_respondent_without_a_target_is_refused(respondents, population, tmp_path):
    respondents.loc[:4, "region"] = "west"
    with pytest.raises(RefusalError, match=r"of 'region' that has no target.*respondents: 5"):
        rake(respondents, population, tmp_path)


def test_who_gave_no_answer_to_a_margin_is_refused_with_a_way_out(
    respondents, population, tmp_path
):
    respondents.loc[:4, "region"] = None
    told = r"no answer to 'region'.*weight.rake.unanswered: keep_share.*respondents: 5"
    with pytest.raises(RefusalError, match=told) as refusal:
        rake(respondents, population, tmp_path)
    assert refusal.value.code == "R001"


@pytest.mark.parametrize("margins", [list(LEVELS), ["sex * region", "age_band"]])
def test_who_gave_no_answer_to_a_margin_may_keep_their_share(
    respondents, population, tmp_path, margins
):
    respondents.loc[:29, "region"] = None
    made = rake(respondents, population, tmp_path, unanswered="keep_share", margins=margins)
    weight, table = whole(made)["weight"], whole(made).merge(respondents, on="respondent_id")
    unknown = respondents["region"].isna()
    assert weight[unknown].sum() == pytest.approx(30)
    known = table[~unknown.to_numpy()].groupby("region")["weight"].sum()
    census = population.groupby("region")["count"].sum()
    assert (known / known.sum()).to_list() == pytest.approx((census / census.sum()).to_list())
    young = table.groupby("age_band")["weight"].sum() / 300
    ages = population.groupby("age_band")["count"].sum()
    assert young.to_list() == pytest.approx((ages / ages.sum()).to_list())


@pytest.mark.parametrize(
    ("weight", "code", "why"),
    [(0.0, "W002", "all zero"), (np.nan, "W001", "missing"), (-1.0, "W001", "negative")],
)
def test_weights_that_carry_nobody_are_refused(respondents, weight, code, why):
    with pytest.raises(RefusalError) as refusal:
        weigh_wave(respondents.assign(weight_given=weight), make_wave(weight={"column": "W"}), None)
    assert refusal.value.code == code


def test_raking_without_a_population_is_refused(respondents):
    wave = make_wave(weight={"rake": {"population": "census", "margins": ["sex"]}})
    with pytest.raises(DeclarationError, match="P001: wave w1: raking needs a population table"):
        weigh_wave(respondents, wave, None)


def test_strata_and_units_go_along_with_the_weights(respondents):
    made = weigh_wave(respondents.assign(stratum="s", unit="u"), make_wave(), None)
    assert list(whole(made).columns) == ["respondent_id", "stratum", "unit", "weight"]


@pytest.mark.parametrize("chunk", [1, 7, 300])
def test_weights_are_the_same_in_whatever_chunks_they_are_written(
    respondents, population, tmp_path, monkeypatch, chunk
):
    at_once = rake(respondents, population, tmp_path)
    monkeypatch.setattr("kj_assets.dagster_kit.rows.CHUNK", chunk)
    in_chunks = rake(respondents, population, tmp_path)
    assert len(list(in_chunks.draw())) == -(-300 // chunk)
    pd.testing.assert_frame_equal(whole(in_chunks), whole(at_once))
    pd.testing.assert_frame_equal(in_chunks.parts["margins"], at_once.parts["margins"])


def test_one_heavy_respondent_fails_the_check_and_stops_nothing(respondents):
    respondents.loc[0, "weight_given"] = 60.0
    (check,) = weigh_wave(respondents, make_wave(weight={"column": "W"}), None).checks
    assert (check.name, check.passed, check.blocking) == (USABLE, False, False)
    assert "one respondent carries" in check.description
