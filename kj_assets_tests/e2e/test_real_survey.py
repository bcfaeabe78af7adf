"""A real Korean survey through the whole chain, with YAML alone, against R `survey`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from kj_assets.project import Project
from kj_assets_tests.e2e.building import SHIPPED, Built, build_project

pytestmark = pytest.mark.slow
DECLARED = Path(__file__).parent / "arn_korea"
REAL = SHIPPED.root.parent / "shared" / "real"
WAVE = "wave_2016"
MODELS = ("us_stronger", "china_stronger")
TERMS = {
    "korea_conflict": "kp_threat",
    "china_influence": "china_neg",
    "us_influence": "us_pos",
    "japanese_peaceful": "japan_peaceful",
    "gender": "female",
    "age_band": "ageg",
}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory, instance) -> Built:
    if not REAL.is_dir():
        pytest.skip("the survey's file has no licence, so it is only read beside this repository")
    data = tmp_path_factory.mktemp("real") / "data"
    wave = data / "waves" / "2016"
    wave.mkdir(parents=True)
    shutil.copy(DECLARED / "codebook.yaml", data)
    shutil.copy(DECLARED / "models.yaml", data)
    shutil.copy(DECLARED / "wave.yaml", wave)
    shutil.copy(REAL / "arn_korea_2016.csv", wave)
    return build_project(Project.at(data.parent), instance)


@pytest.fixture(scope="module")
def golden() -> dict:
    return json.loads((REAL / "arn_korea_2016.golden.json").read_text())


def test_every_asset_is_built(survey):
    assert survey.result.failed == {}
    assert set(survey.result.built) == {asset.key for asset in survey.assets}


def test_every_respondent_arrives(survey, golden):
    assert len(survey.table(WAVE, "validated")) == golden["n"] == 750
    assert len(survey.table(WAVE, "rejected")) == 0
    losses = survey.table(WAVE, "cells_relationships__losses").set_index("item")["n_missing"]
    items = ["us_stronger", "korea_conflict", "china_influence", "us_influence"]
    assert losses[[*items, "japanese_peaceful"]].to_list() == golden["n_item_missing"]


def test_the_share_and_both_intervals_are_those_of_r(survey, golden):
    share, error, low, high, *_ = golden["p_us"]
    toplines = survey.table(WAVE, "toplines").set_index(["item", "level"])
    found = toplines.loc[("us_relationship", "stronger_net")]
    assert found["share"] == pytest.approx(share, rel=1e-8)
    assert found["std_error"] == pytest.approx(error, rel=1e-7)
    assert found["conf_low_95"] == pytest.approx(low, rel=1e-7)
    assert found["conf_high_95"] == pytest.approx(high, rel=1e-7)


@pytest.mark.parametrize("model", MODELS)
def test_coefficients_are_those_of_r(survey, golden, model):
    found = survey.table(WAVE, f"model_{model}")
    expected = golden[model]["coef"]
    assert found["estimate"].to_list() == pytest.approx(expected["b"], rel=1e-8)
    assert found["std_error"].to_list() == pytest.approx(expected["se"], rel=1e-7)
    assert set(found["n"]) == {golden["n_complete"]}


@pytest.mark.parametrize("model", MODELS)
def test_effects_are_those_of_r(survey, golden, model):
    found = survey.table(WAVE, f"effects_{model}")
    expected = pd.DataFrame(golden[model]["ame"])
    assert found["term"].map(TERMS).to_list() == expected["term"].to_list()
    assert found["estimate"].to_list() == pytest.approx(expected["ame"].to_list(), rel=1e-8)
    for ours, theirs in (("std_error", "se_delta"), ("std_error_unconditional", "se_uncond")):
        assert found[ours].to_list() == pytest.approx(expected[theirs].to_list(), rel=1e-7)


def test_differences_between_the_two_outcomes_are_those_of_r(survey, golden):
    expected = pd.DataFrame(golden["ame_diff_us_minus_china"])
    found = survey.table(WAVE, "compare_us_vs_china").iloc[: len(expected)]
    assert found["term_a"].map(TERMS).to_list() == expected["term"].to_list()
    assert found["estimate"].to_list() == pytest.approx(expected["diff"].to_list(), rel=1e-8)
    errors = expected["se_delta"].to_list()
    assert found["std_error_delta"].to_list() == pytest.approx(errors, rel=1e-5)


def test_figures_and_page_are_written_and_say_microdata(survey):
    for name in ("us_distribution", "us_effects", "us_and_china"):
        for suffix in ("en.png", "ko.svg"):
            assert (survey.project.figures / "2016" / f"{name}.{suffix}").stat().st_size > 5_000
    page = (survey.project.site / "index.html").read_text(encoding="utf-8")
    assert "RECONSTRUCTED" not in page
    assert set(survey.table(WAVE, "figure_us_effects")["provenance"]) == {"microdata"}
