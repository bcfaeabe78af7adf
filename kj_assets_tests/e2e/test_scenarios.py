"""What changes in a year's work, and exactly the assets that run for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from kj_assets.dagster_kit import meaning, versions
from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.recall import recall_package
from kj_assets.dagster_kit.syntax import read_module
from kj_assets_tests.builders import levels_item
from kj_assets_tests.dagster_kit.caches import clear_caches
from kj_assets_tests.e2e.building import SHIPPED
from kj_assets_tests.e2e.scene import (
    A_TREND,
    A_WAVE,
    CLEAN,
    GATE,
    PICTURES,
    RESPONSES,
    SITE,
    SUPPORT,
    TREND,
    WORDS,
    answer_first,
    briefings,
    of,
)
from kj_assets_tests.e2e.waves_project import WAVES, add_wave, redeclare

A_EFFECT_TREND = {"trend_effects", "trend_effect_changes", "question_course"}
LISTS_CODES = {f"publication/{name}" for name in ("data_dictionary", "dictionary", "release")}
EFFECTS_OVER_WAVES = {f"trend/{n}" for n in ("effects", "effect_changes", "question_course")} | {
    name for wave in WAVES for name in of(wave, A_EFFECT_TREND)
}
ALL_BRIEFINGS = briefings(*WAVES)
installed = versions.library_version


@pytest.fixture
def edit(monkeypatch) -> Iterator[Callable[[str, str, str], None]]:
    """Change the source of a module as versions read it; what runs is what was loaded."""

    def change(module: str, before: str, after: str) -> None:
        folder = SHIPPED.root / "kj_assets"
        text = folder.parent.joinpath(*module.split(".")).with_suffix(".py").read_text("utf-8")
        assert text.count(before) == 1
        edited = recall_package(folder) | {module: read_module(module, text.replace(before, after))}
        clear_caches()
        monkeypatch.setattr(meaning, "recall_package", lambda _: edited)

    yield change
    clear_caches()


def test_a_new_wave_runs_itself_and_what_spans_waves(scene):
    add_wave(scene.project, "2032")
    own = of("2032", A_WAVE | A_TREND) | briefings("2032")
    assert scene.runs() == own | TREND | SITE | WORDS


def test_the_same_file_again_runs_nothing(scene):
    file = scene.wave("2031") / "responses.csv"
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data)
    os.utime(file, (0, 0))
    assert scene.runs() == set()


def test_one_corrected_answer_runs_its_wave_and_what_spans_waves(scene):
    scene.correct("2030", answer_first("2"))
    over = of("2030", A_TREND) | of("2031", A_TREND)
    assert scene.runs() == of("2030", A_WAVE) | over | TREND | ALL_BRIEFINGS | SITE


@pytest.mark.slow
def test_a_column_nobody_asked_for_stops_at_the_clean_table(scene):
    scene.correct("2031", lambda rows: rows.insert(0, "DEVICE", "phone"))
    pages = briefings("2031") | {"publication/front_page"}
    assert scene.runs() == of("2031", RESPONSES | CLEAN) | pages


@pytest.mark.slow
def test_a_code_that_never_occurs_stops_at_the_gate(scene):
    codes = {"1": "yes", "2": "no", "7": "no"}
    declared = scene.wave("2030") / "wave.yaml"
    redeclare(declared, "crosswalk", "threat", codes=codes, unused=["7"])
    assert scene.runs() == of("2030", CLEAN | GATE) | LISTS_CODES


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"""One weight a respondent,', '"""A weight for each respondent,'),
        ("plan = wave.declaration.weight\n", "plan = wave.declaration.weight  # why\n"),
    ],
    ids=["a docstring", "a comment"],
)
def test_words_about_code_run_nothing(scene, edit, before, after):
    edit("kj_assets.weight.weigh", before, after)
    assert scene.runs() == set()


@pytest.mark.slow
def test_a_changed_helper_runs_what_calls_it(scene, edit):
    edit("kj_assets.weight.weigh", "def _numbers(", "def _numbers(unused=None, *,")
    assert scene.runs() == of("2030", {"weights"}) | of("2031", {"weights"})


@pytest.mark.slow
def test_changed_controls_run_one_model(scene):
    control = {"item": "age_band", "base": "young"}
    redeclare(scene.project.models, "models", "support", controls=[control])
    both = {name for wave in WAVES for name in of(wave, SUPPORT | {"effects", "figure_effects"})}
    pages = {"publication/method"} | ALL_BRIEFINGS | SITE
    assert scene.runs() == both | EFFECTS_OVER_WAVES | pages


@pytest.mark.slow
def test_a_translated_label_runs_pictures_and_pages_and_no_estimate(scene):
    label = {"en": "item", "ko": "지지"}
    redeclare(scene.project.codebook, "items", "support", label=label)
    both = {name for wave in WAVES for name in of(wave, PICTURES | {"figure_over_waves"})}
    assert scene.runs() == both | ALL_BRIEFINGS | SITE | WORDS


@pytest.mark.slow
def test_an_item_no_model_uses_runs_what_lists_items(scene):
    redeclare(scene.project.codebook, "items", liking=levels_item(["yes", "no"]))
    over = {name for wave in WAVES for name in of(wave, {"trend_toplines"})}
    pages = ALL_BRIEFINGS | SITE | WORDS
    assert scene.runs() == {"trend/respondents", "trend/toplines"} | over | pages


@pytest.mark.slow
def test_a_declared_panel_runs_what_changed_between_its_waves_and_nothing_of_them(scene):
    redeclare(scene.wave("2031") / "wave.yaml", panel={"shares_with": ["2030"]})
    panel = of("2031", {"panel", "panel_shares", "panel_effects"})
    changes = {"trend/changes", "trend/effect_changes", "trend/question_course"}
    # The figure over waves tells of changes as they were tested.
    over = {"trend_changes", "trend_effect_changes", "question_course", "figure_over_waves"}
    changes |= of("2031", over)
    pages = {f"publication/{name}" for name in ("explore", "release", "front_page", "method")}
    pages |= briefings("2031")
    assert scene.runs() == panel | changes | pages
    with open_published(scene.project.build) as store:
        told = store.sql("SELECT DISTINCT samples, n_matched FROM trend.changes").fetchall()
        assert all(samples == "matched" and n > 100 for samples, n in told)
    redeclare(scene.wave("2031") / "wave.yaml", panel={})
    assert scene.runs() == changes | pages


@pytest.mark.slow
def test_another_pandas_runs_whatever_uses_it_and_nothing_further(scene, monkeypatch):
    monkeypatch.setattr(
        versions, "library_version", lambda name: "99" if name == "pandas" else installed(name)
    )
    waves = {name for wave in WAVES for name in of(wave, A_WAVE | A_TREND)}
    assert scene.runs() == waves | TREND | ALL_BRIEFINGS | SITE | WORDS


@pytest.mark.slow
def test_another_drawing_library_runs_pictures_and_what_shows_them(scene, monkeypatch):
    monkeypatch.setattr(
        versions, "library_version", lambda name: "99" if name == "vl_convert" else installed(name)
    )
    both = {name for wave in WAVES for name in of(wave, PICTURES | {"figure_over_waves"})}
    shown = ALL_BRIEFINGS | {"publication/front_page", "publication/release"}
    assert scene.runs() == both | shown


@pytest.mark.slow
def test_a_failing_wave_in_the_middle_stops_only_what_reads_it_and_recovers(scene):
    add_wave(scene.project, "2032")
    good = scene.wave("2030") / "responses.csv"
    kept = good.read_bytes()
    scene.correct("2030", answer_first("8"))
    failed = scene.build()
    assert {"/".join(key) for key in failed.failed} == {"wave_2030/clean"}
    assert {"/".join(key) for key in failed.built} == (
        of("2030", RESPONSES) | of("2032", A_WAVE) | {"publication/data_dictionary"}
        | {"publication/dictionary", "publication/method"}
    )  # fmt: skip
    assert list(scene.build().failed) == [("wave_2030", "clean")]
    good.write_bytes(kept)
    scene.accept("2030")
    # Those with 2032 were never built; the others stand, as what was delivered is back.
    over = of("2032", A_TREND) | briefings("2032")
    assert scene.runs() == of("2030", RESPONSES) | over | TREND | SITE
