"""Everything the earlier wave declared is carried on, or listed as left out with the reason."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
import yaml
from pydantic import BaseModel

from kj_assets.graph import read_declarations
from kj_assets.intake.add import add_wave
from kj_assets.intake.carried import OWN, RULES
from kj_assets.intake.facts import Told
from kj_assets.plain_yaml import PlainLoader
from kj_assets.waves.registry import read_wave
from kj_assets.waves.wave_declaration import (
    Fieldwork,
    Gate,
    ItemCrosswalk,
    Panel,
    Raking,
    SampleDesign,
    WaveDeclaration,
    Weighting,
)
from kj_assets_tests.builders import text
from kj_assets_tests.intake.made_up_check import declare, declare_file, interview, write_two_waves

# Every key of a declaration, with something in it that is no default.
RAKE = {"population": "2031-06", "margins": ["sex"], "trim": 4.0, "unanswered": "keep_share"}
FIELDWORK = {
    "start": date(2031, 8, 1),
    "end": date(2031, 8, 5),
    "mode": "face-to-face",
    "sampling": "probability",
    "agency": "Field One",
    "population": text("adults of the mainland"),
}
DESIGN = {"stratum": "STRATUM", "unit": "UNIT", "lone_units": "average"}
PANEL = {"shares_with": ["2030"], "id": "CARD", "ids": "by_value"}
CORRECTION = {"respondent": "1001", "column": "AGE", "expected": "x", "value": "y", "reason": "z"}
DECLARED = {
    **{key: declare()[key] for key in ("title", "status", "n", "respondent_id", "crosswalk")},
    "population": "japan",
    "provenance": "microdata",
    "fieldwork": FIELDWORK,
    "time_zone": "Asia/Vladivostok",
    "weight": {"column": "W", "meets": ["security"]},
    "design": DESIGN,
    "panel": PANEL,
    "corrections": [CORRECTION],
    "gate": {"rejected_rows_allowed": 7},
    "licence": "CC-BY-4.0",
    "assumed": [text("how it was drawn")],
}
# The file that comes is another one.
OF_THE_FILE = {"file", "files"}
NESTED: dict[type[BaseModel], set[str]] = {
    SampleDesign: set(DESIGN),
    Panel: set(PANEL),
    Gate: {"rejected_rows_allowed"},
    Fieldwork: set(FIELDWORK),
    Raking: set(RAKE),
    Weighting: {"column", "meets", "rake"},
    ItemCrosswalk: {"column", "not_asked", "codes", "missing", "blank", "unused"}
    | {"not_offered", "joined", "note"},
}


def test_no_key_of_a_declaration_is_forgotten_here():
    """A key more, and this file has to say what becomes of it."""
    assert set(DECLARED) | OF_THE_FILE == set(WaveDeclaration.model_fields)
    assert OWN | set(RULES) == set(WaveDeclaration.model_fields)
    for model, keys in NESTED.items():
        assert keys == set(model.model_fields), model


@pytest.fixture
def project(tmp_path):
    project = write_two_waves(tmp_path)
    (project.waves / "2030").mkdir()
    for wave, declared in (("2030", {}), ("2031", DECLARED)):
        rows = interview(1, 1001).assign(STRATUM=1, UNIT=range(400), CARD=range(400))
        file = project.waves / wave / "responses.csv"
        rows.to_csv(file, index=False)
        own = {"population": "japan", "design": DESIGN}
        declare_file(file, declared or declare(**own))
    return project


def draft(project, tmp_path, columns=("STRATUM", "UNIT", "CARD"), planned="", told=None):
    rows = interview(2, 5001).assign(STRATUM=1, UNIT=range(400), CARD=range(400))
    lacking = [name for name in ("STRATUM", "UNIT", "CARD") if name not in columns]
    tmp_path.mkdir(exist_ok=True)
    path = tmp_path / "new.csv"
    rows.drop(columns=lacking).to_csv(path, index=False)
    declared = read_declarations(project)
    like = next(wave for wave in declared.waves if wave.id == "2031")
    folder = project.waves / "2033"
    if planned:
        folder.mkdir()
        (folder / "wave.yaml").write_text(planned, "utf-8")
    added = add_wave([path], "2033", like, declared.codebook, project.waves, told)
    return (folder / "wave.yaml").read_text("utf-8"), added


def test_what_has_its_column_is_carried_and_the_rest_is_listed(project, tmp_path):
    written, added = draft(project, tmp_path)
    drafted = yaml.load(written, Loader=PlainLoader)
    assert drafted["design"] == DESIGN
    assert drafted["panel"] == {"id": "CARD", "ids": "by_value"}
    assert drafted["gate"] == {"rejected_rows_allowed": 7}
    assert drafted["time_zone"] == "Asia/Vladivostok" and drafted["population"] == "japan"
    assert drafted["weight"] == DECLARED["weight"]
    for key in ("mode", "sampling", "population", "agency"):
        assert drafted["fieldwork"][key] == FIELDWORK[key]
    left = {one.place for one in added.carried.left_out}
    assert left == {"panel.shares_with", "corrections", "licence", "assumed"}
    # Every key stands in the draft, or in the list.
    for key in set(WaveDeclaration.model_fields) - {"files"}:
        assert key in drafted or any(place.startswith(key) for place in left), key
    for place in left:
        assert f"{place}: " in written
    assert "CC-BY-4.0; it is of those respondents" in written
    read_wave(project.waves / "2033" / "wave.yaml")


def test_a_design_whose_columns_are_gone_is_a_question_and_not_dropped(project, tmp_path):
    written, added = draft(project, tmp_path, columns=("STRATUM",))
    assert yaml.load(written, Loader=PlainLoader)["design"] == {
        key: DESIGN[key] for key in ("stratum", "lone_units")
    }
    asked = " ".join(mark.question for mark in added.undecided)
    assert "design.unit: UNIT is no column of this file" in asked
    assert "panel.id: CARD is no column" in asked
    assert "panel" not in yaml.load(written, Loader=PlainLoader)
    assert "panel.ids: by_value; it goes with what is left out above" in written


def test_what_was_planned_is_carried_as_planned(project, tmp_path):
    plan = (
        "title: {en: P, ko: 계획}\nstatus: planned\npopulation: japan\nlicence: CC0-1.0\n"
        "panel: {shares_with: [2031], id: CARD}\ndesign: {stratum: STRATUM, unit: UNIT}\n"
        "fieldwork: {mode: web, sampling: probability, agency: B, population: {en: a, ko: 가}}\n"
    )
    written, _ = draft(project, tmp_path, planned=plan)
    drafted = yaml.load(written, Loader=PlainLoader)
    assert drafted["licence"] == "CC0-1.0"
    assert drafted["panel"] == {"shares_with": ["2031"], "id": "CARD"}
    assert "design:  # as planned" in written


def test_a_raking_that_a_delivered_weight_replaces_is_listed(project, tmp_path):
    file = project.waves / "2031" / "responses.csv"
    (project.population).mkdir()
    census = "sex,count\nmale,1\nfemale,1\n"
    (project.population / "2031-06.csv").write_text(census, "utf-8")
    declare_file(file, DECLARED | {"weight": {"rake": RAKE}})
    bare, added = draft(project, tmp_path / "bare")
    assert yaml.load(bare, Loader=PlainLoader)["weight"] == {"rake": RAKE}
    assert "weight.rake" not in {one.place for one in added.carried.left_out}
    shutil.rmtree(added.folder)
    written, added = draft(project, tmp_path, told=Told(weight="W"))
    assert "weight.rake: to sex of 2031-06; this file brings a weight" in written


def test_an_items_note_is_carried_where_the_item_is_as_before(project, tmp_path):
    file = project.waves / "2031" / "responses.csv"
    told = {"en": "From very good down.", "ko": "좋은 쪽부터."}
    crosswalk = DECLARED["crosswalk"] | {
        "security": DECLARED["crosswalk"]["security"] | {"note": told},
    }
    declare_file(file, DECLARED | {"crosswalk": crosswalk})
    written, _ = draft(project, tmp_path)
    assert yaml.load(written, Loader=PlainLoader)["crosswalk"]["security"]["note"] == told


def test_what_a_weight_meets_is_asked_of_another_column_and_listed_without_one(project, tmp_path):
    other = DECLARED | {"weight": {"column": "OLD", "meets": ["security"]}}
    declare_file(project.waves / "2031" / "responses.csv", other)
    written, added = draft(project, tmp_path / "one", told=Told(weight="W"))
    assert yaml.load(written, Loader=PlainLoader)["weight"] == {
        "column": "W",
        "meets": ["security"],
    }
    assert any(mark.place == "weight.meets" for mark in added.undecided)
    shutil.rmtree(added.folder)
    written, _ = draft(project, tmp_path, columns=("STRATUM",))
    assert "weight.meets: security; this file brings no such weight" in written


def test_another_population_is_not_raked_to_the_margins_of_the_one_before(project, tmp_path):
    """The census of one country weights no answers of another, whoever says yes to a question."""
    (project.population).mkdir()
    census = "sex,count\nmale,1\nfemale,1\n"
    (project.population / "2031-06.csv").write_text(census, "utf-8")
    declare_file(project.waves / "2031" / "responses.csv", DECLARED | {"weight": {"rake": RAKE}})
    written, added = draft(project, tmp_path, told=Told(population="united_states"))
    assert yaml.load(written, Loader=PlainLoader)["weight"] == {"column": None}
    assert "weight.rake: to sex of 2031-06; that is of japan" in written
    asked = {mark.place: mark.question for mark in added.undecided}
    assert "2031 was raked to japan" in asked["weight.column"]
    assert "2031 asked japan" in asked["fieldwork.population"]
