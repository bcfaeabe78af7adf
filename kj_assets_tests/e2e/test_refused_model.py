"""A model that must be refused whole does not stop a build: its rows stay, with the reason."""

from __future__ import annotations

import re
from typing import Any

import dagster as dg
import numpy as np
import pytest
import yaml

from kj_assets_tests.builders import text
from kj_assets_tests.e2e.building import Built, build_project
from kj_assets_tests.e2e.small_project import (
    deliver,
    interview_people,
    wave_folder,
    write_small_project,
)
from kj_assets_tests.e2e.waves_project import add_wave, redeclare

pytestmark = pytest.mark.slow


def _model(outcome: str, **more: Any) -> dict[str, Any]:
    return {
        "label": text(outcome),
        "status": "exploratory",
        "case_set": "both",
        "outcome": {"item": outcome, "support": ["yes"]},
        "terms": [{"item": "age_band", "base": "young"}, {"item": "age", "step": 10}],
    } | more


TERMS = [{"item": "age_band"}, {"item": "age"}]
MODELS = {
    "models": {"support": _model("support", within=["age_band"]), "threat": _model("threat")},
    "comparisons": {"both": {"label": text("both"), "models": ["support", "threat"]}},
    "term_comparisons": {"ages": {"label": text("ages"), "model": "support", "terms": TERMS}},
    "questions": {"course": {"label": text("more?"), "term": "age", "models": ["support"]}},
    "figures": {
        "effects": {"kind": "effects", "model": "support"},
    },
}
REFUSED, GOOD = "wave_2031", "wave_2030"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, instance: dg.DagsterInstance) -> Built:
    """Two waves with the same people; in the later everybody says yes to the first question."""
    project = write_small_project(tmp_path_factory.mktemp("refused"))
    project.models.write_text(yaml.safe_dump(MODELS), encoding="utf-8")
    add_wave(project, "2030")
    redeclare(wave_folder(project) / "wave.yaml", "crosswalk", "support", unused=["2"])
    rows = interview_people()
    deliver(project, rows.assign(Q1=rows["Q1"].replace(2, 1)))
    return build_project(project, instance)


def test_every_asset_is_built(built):
    assert built.result.failed == {}
    assert set(built.result.built) == {asset.key for asset in built.assets}


@pytest.mark.parametrize(
    "name",
    ["model_support", "effects_support", "within_support", "within_support__differences"]
    + ["compare_both", "compare_ages"],
)
def test_its_rows_stay_with_the_code_and_the_reason(built, name):
    good, refused = built.table(GOOD, name), built.table(REFUSED, name)
    assert len(refused) == len(good) > 0
    assert refused["estimate"].isna().all() and good["estimate"].notna().all()
    assert set(refused["code"]) == {"Y002"}
    assert all("support=0: 0, support=1: 117" in reason for reason in refused["reason"])
    assert not refused[["significant_5", "significant_1"]].any(axis=None)


def test_its_tables_of_the_fit_are_empty_and_its_warning_is_kept(built):
    for part in ("fit", "collinearity", "calibration"):
        assert built.table(REFUSED, f"model_support__{part}").empty
    warnings = built.table(REFUSED, "model_support__warnings")
    assert warnings["code"].to_list() == ["Y002"]


def test_the_other_model_has_the_numbers_it_has_beside_a_good_one(built):
    numbers = ["estimate", "std_error", "p", "p_holm", "conf_low_95", "p0", "p1", "n"]
    good, beside = (built.table(wave, "effects_threat")[numbers] for wave in (GOOD, REFUSED))
    np.testing.assert_allclose(beside, good, rtol=1e-12)


def test_a_refused_model_is_no_member_of_a_family_of_tests(built):
    table = built.table(REFUSED, "effects")
    refused = table["model"] == "support"
    assert table.loc[refused, "p_bh"].isna().all() and table.loc[~refused, "p_bh"].notna().all()
    changes = built.table("trend", "effect_changes").set_index("model")
    assert set(changes.loc["support", "code"]) == {"Y002"}
    assert changes.loc["threat", "p"].notna().all()


def test_the_figures_say_so_in_both_languages(built):
    told = {
        "en": "Not estimated (Y002): everybody answered the outcome alike",
        "ko": "추정하지 않음(Y002): 결과 문항의 응답이 모두 같음",
    }
    for language, words in told.items():
        picture = built.project.build / "figures" / "2031" / f"effects.{language}.svg"
        written = re.sub(r"<[^>]*>", " ", picture.read_text(encoding="utf-8"))
        assert words in " ".join(written.split())


def test_dagster_shows_a_warning_and_no_failure(built):
    key = dg.AssetCheckKey(dg.AssetKey([REFUSED, "model_support"]), "estimated")
    (check,) = built.instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
    found = check.event.dagster_event.asset_check_evaluation_data
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert "Y002" in found.description
