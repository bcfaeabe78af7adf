"""Taking out what is stored: asked first, told of, and never in silence."""

from __future__ import annotations

import json
import shutil

import pytest
import yaml

from kj_assets.dagster_kit.published import open_published
from kj_assets_tests.e2e.command import call_kj
from kj_assets_tests.e2e.scene import A_TREND, SITE, TREND, WORDS, Scene, briefings, of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_dagster")]


def kj(scene: Scene, *words: str, answer: str = "") -> str:
    """Call the command on the scene's project; what it printed."""
    return " ".join(call_kj(scene.project, *words, answer=answer).output.split())


def test_a_wave_taken_out_goes_with_its_tables_once_that_is_confirmed(scene):
    build = scene.project.build
    asked = kj(scene, "wave", "remove", "2030", answer="n\n")
    assert "23 assets" in asked and "Go on?" in asked
    assert scene.wave("2030").is_dir() and scene.runs() == set()
    kj(scene, "wave", "remove", "2030", answer="y\n")
    with open_published(build) as store:
        schemas = store.sql("SELECT DISTINCT schema_name FROM duckdb_tables()").fetchall()
        assert store.sql("SELECT DISTINCT wave FROM toplines").fetchall() == [("2031",)]
    assert ("wave_2030",) not in schemas and ("wave_2031",) in schemas
    assert (scene.project.removed / "2030" / "responses.csv").is_file()
    assert not (build / "wave_2030").exists() and (build / "wave_2031").is_dir()
    assert scene.runs() == TREND | SITE | WORDS | of("2031", A_TREND) | briefings("2031")


def test_a_folder_removed_by_hand_is_told_and_its_tables_stay_until_asked(scene):
    shutil.rmtree(scene.wave("2030"))
    assert scene.runs() == TREND | SITE | WORDS | of("2031", A_TREND) | briefings("2031")
    assert "23 of wave_2030" in kj(scene, "plan") and "23 of wave_2030" in kj(scene, "build")
    assert len(json.loads(kj(scene, "plan", "--json"))["orphans"]) == 24
    kj(scene, "wave", "remove", "2030", "--yes")
    assert "wave_2030" not in kj(scene, "plan")


def test_an_asset_no_longer_declared_is_told_and_pruned_when_asked(scene):
    declared = yaml.safe_load(scene.project.models.read_text())
    del declared["figures"]["answers"]
    scene.project.models.write_text(yaml.safe_dump(declared, sort_keys=False))
    gone = ["wave_2030/figure_answers", "wave_2031/figure_answers"]
    assert json.loads(kj(scene, "plan", "--json"))["orphans"] == gone
    assert all(name in kj(scene, "prune", answer="n\n") for name in gone)
    kj(scene, "prune", "--yes")
    assert "Nothing to take out" in kj(scene, "prune")


@pytest.mark.parametrize("name", ["2040", "..", ".", "../../elsewhere"])
def test_a_wave_that_is_none_is_refused(scene, name):
    (scene.project.root / "elsewhere").mkdir()
    done = call_kj(scene.project, "wave", "remove", name)
    assert "B004" in str(done.exception)
    assert (scene.project.root / "elsewhere").is_dir() and scene.wave("2031").is_dir()
