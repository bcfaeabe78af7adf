"""Pages of waves that differ: each is told of by itself, in what it is and how it was asked."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from kj_assets.dagster_kit.published import open_published
from kj_assets.project import Project
from kj_assets_tests.e2e.building import build_project
from kj_assets_tests.e2e.small_project import declare_wave, deliver, interview_people, read_wave
from kj_assets_tests.e2e.waves_project import redeclare, write_waves_project
from kj_assets_tests.publish.made_up import face, read_html

INTERVIEWED = {
    "provenance": "microdata",
    "fieldwork": {
        "mode": "face-to-face",
        "sampling": "probability",
        "agency": "A",
        "population": {"en": "adults", "ko": "성인"},
    },
    "design": {"stratum": "STRATUM", "unit": "PSU"},
}


def interview_by_design(project: Project, **more: object) -> None:
    """The later wave: people drawn by chance within strata and sampling units."""
    rows = interview_people()
    rows["STRATUM"] = pd.Series(range(len(rows))) % 4
    rows["PSU"] = rows["STRATUM"] * 10 + pd.Series(range(len(rows))) // 4 % 5
    declare_wave(project, read_wave(project) | INTERVIEWED | more)
    deliver(project, rows)


def read_page(path: Path, language: str) -> str:
    told = face(read_html(path.read_text(encoding="utf-8")), language).text
    return re.sub(r"\s+", " ", told.replace("\u2060", ""))


# Two or three whole builds a module.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, instance) -> Project:
    """A reconstructed web panel of 2030, and people of 2031."""
    project = write_waves_project(tmp_path_factory.mktemp("mixed"))
    interview_by_design(project)
    changes = {"kind": "changes", "shares": {"support": "yes", "threat": "yes"}}
    over = {"kind": "trend", "item": "support", "levels": ["yes"]}
    redeclare(project.models, figures={"moved": changes, "over_waves": over})
    assert build_project(project, instance).result.failed == {}
    return project


@pytest.mark.parametrize(
    ("language", "made", "asked", "drawn"),
    [
        ("en", "The respondents of 2030 were drawn by a program", "Those of 2031 answered a survey",
         "The sample is a probability sample."),
        ("ko", "2030년 응답자료는 실제로 조사한 것이 아니라", "2031년 응답자료는 실제 조사에서",
         "확률표본이다."),
    ],
)  # fmt: skip
def test_banner_and_method_of_a_real_wave_speak_of_it_and_of_the_other(
    mixed, language, made, asked, drawn
):
    page = read_page(mixed.site / "2031" / "index.html", language)
    assert made in page and asked in page and drawn in page
    assert not re.search(
        "in the panel|패널에 속한|drawn to meet|calibrated|맞춰 자료를|not a probability", page
    )
    assert "STRATUM" in page and "PSU" in page
    assert "2030: " in page or "2030년" in page
    older = read_page(mixed.site / "2030" / "index.html", language)
    assert asked not in older and "2031" not in older
    assert "STRATUM" not in older and "PSU" not in older


def test_nothing_is_tested_between_people_and_reconstructed_respondents(mixed):
    with open_published(mixed.build) as store:
        for table in ("changes", "effect_changes"):
            rows = store.sql(f"FROM trend.{table}").df()
            assert len(rows) and rows["p"].isna().all() and rows["p_holm"].isna().all()
            assert set(rows["code"]) == {"V003"}
            assert rows["reason"].str.contains("respondents of a survey").all()
        verdicts = store.sql("SELECT verdict FROM trend.question_course").df()["verdict"]
        footers = store.sql("SELECT footer FROM wave_2031.figure_moved").df()["footer"]
    assert set(verdicts) == {"not_comparable"}
    assert footers.str.contains("RECONSTRUCTED respondents in 2030|2030년: 재구성한").all()


def test_the_pages_over_all_waves_name_those_that_are_reconstructed(mixed):
    for path in ("method.html", "downloads/index.html", "explore/index.html", "provenance.html"):
        page = read_page(mixed.site / path, "en")
        assert "RECONSTRUCTED respondents in 2030 – not survey evidence" in page
        assert "Those of 2031 answered a survey." in page


def test_a_project_of_another_population_alone_has_all_pages(tmp_path, instance):
    project = write_waves_project(tmp_path)
    for wave in ("2030", "2031"):
        redeclare(project.waves / wave / "wave.yaml", population="united_states")
    interview_by_design(project, population="united_states")
    assert build_project(project, instance).result.failed == {}
    for path in ("index.html", "2030/index.html", "explore/item-support.html"):
        for language in ("en", "ko"):
            assert "Korea" not in read_page(project.site / path, language)
    chart = read_page(project.site / "explore/item-support.html", "en")
    assert "Shares by wave" in chart


def test_a_wave_that_no_model_fits_has_a_briefing_that_tells_of_no_gap(tmp_path, instance):
    project = write_waves_project(tmp_path)
    redeclare(project.waves / "2031" / "wave.yaml", "crosswalk", threat={"not_asked": True})
    assert build_project(project, instance).result.failed == {}
    page = read_page(project.site / "2031" / "index.html", "en")
    assert "Shares say how many answered so, not why." in page
    assert "logistic" not in page and "Both answers behind a gap" not in page
