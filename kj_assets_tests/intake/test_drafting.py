"""The draft: golden on a small file, valid YAML whatever a file says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.intake.arrival import ArrivedColumn, read_arrival
from kj_assets.intake.carried import carry_on
from kj_assets.intake.drafting import draft_wave
from kj_assets.intake.facts import Told, find_facts
from kj_assets.intake.fieldwork import Season
from kj_assets.intake.memory import remember_items
from kj_assets.intake.news import understand
from kj_assets.intake.yaml_text import comment, scalar
from kj_assets.plain_yaml import PlainLoader
from kj_assets.waves.declarations import Text
from kj_assets.waves.offered import find_level_problem, find_undeclared_change
from kj_assets.waves.undecided import find_undecided
from kj_assets.waves.wave_declaration import WaveDeclaration
from kj_assets_tests.intake.made_up import (
    SECURITY,
    TRUST,
    arrive,
    known_items,
    labelled,
    last_wave,
    small_codebook,
    write_new_sav,
)

quickly = settings(max_examples=40)

GOLDEN = Path(__file__).parent / "golden_draft.yaml"
AGENCY = Text(en="A: one", ko="가")


def draft(arrival, told=None, last=None):
    last = last or last_wave()
    intake = understand(arrival, remember_items(small_codebook(), last), "w1")
    season = Season.of("2026", date(2026, 11, 30))
    facts = find_facts(intake, last, told or Told(), season)
    return draft_wave("2026", intake, facts, last, carry_on(intake, facts, last))


def test_the_draft_of_a_small_file_is_golden(tmp_path):
    text = draft(read_arrival(write_new_sav(tmp_path)))
    sha256 = next(line.split()[1] for line in text.splitlines() if "sha256" in line)
    assert text.replace(sha256, "0" * 64) == GOLDEN.read_text(encoding="utf-8")


def test_one_code_for_several_levels_is_drafted_as_joined_and_fits_the_codebook():
    labels = {"1": "긍정 합계", "3": "중립", "4": "대체로 부정적", "5": "매우 부정적"}
    text = draft(arrive(labelled("A1", SECURITY["ko"], labels)))
    declared = WaveDeclaration.model_validate(yaml.load(text, Loader=PlainLoader))
    entry = declared.crosswalk["security"]
    assert entry.joined["positive_net_joined"].levels == ("very_positive", "positive")
    assert find_level_problem(small_codebook().items["security"], entry) is None
    assert find_undeclared_change(small_codebook().items["security"], entry) is None


def test_levels_that_some_code_may_be_are_asked_for_and_not_drafted_as_not_offered():
    labels = {"1": "수도권", "2": "매우 부정적"}
    text = draft(arrive(labelled("Q1", SECURITY["ko"], labels)))
    declared = WaveDeclaration.model_validate(yaml.load(text, Loader=PlainLoader))
    assert declared.crosswalk["security"].not_offered == ()
    (asked,) = [mark for mark in find_undecided(text) if "answers to place" in mark.question]
    assert "very_positive (매우 긍정적), positive" in asked.question and "joined" in asked.question


def test_codes_without_labels_are_asked_for_once_where_other_codes_differ():
    bare = ArrivedColumn("Q1", counts=dict.fromkeys([*"12345", "98"], 2))
    asked = [mark.question for mark in find_undecided(draft(arrive(bare)))]
    assert any("have no label: 1, 2, 3, 4, 5." in question for question in asked)


def test_a_blank_that_was_an_answer_is_one_again_and_no_level_is_gone():
    last = last_wave(crosswalk={"trust": {"column": "A2", "codes": {"1": "yes"}, "blank": "no"}})
    arrival = arrive(labelled("A2", TRUST["ko"], {"1": "그렇다"}, blank=6))
    text = draft(arrival, last=last)
    entry = yaml.load(text, Loader=PlainLoader)["crosswalk"]["trust"]
    assert entry == {"column": "A2", "codes": {1: "yes"}, "blank": "no"}
    assert not [mark for mark in find_undecided(text) if mark.place == "crosswalk.trust"]


def test_an_item_that_is_gone_names_the_likest_column_left():
    asked = find_undecided(draft(arrive(labelled("Q1", "전혀 다른 질문", {"1": "가", "2": "나"}))))
    (gone,) = [mark.question for mark in asked if mark.place == "crosswalk.security"]
    assert "the likest free one is Q1" in gone


def test_a_draft_is_a_valid_declaration_with_decisions_left(tmp_path):
    text = draft(read_arrival(write_new_sav(tmp_path)))
    declared = WaveDeclaration.model_validate(yaml.load(text, Loader=PlainLoader))
    assert declared.crosswalk["security"].missing == {"98": "dont_know", "99": "refused"}
    assert declared.crosswalk["security"].unused == ("99",)
    assert declared.crosswalk["trust"].not_asked
    places = {mark.place for mark in find_undecided(text)}
    assert {"fieldwork.start", "n", "provenance", "crosswalk.trust"} <= places
    assert {"crosswalk.security", "weight.column"} <= places


def test_what_is_told_is_no_question_any_more(tmp_path):
    told = Told(date(2026, 8, 1), date(2026, 8, 3), 20, "web", AGENCY, "microdata", "A2", "RID")
    text = draft(read_arrival(write_new_sav(tmp_path)), told)
    places = {mark.place for mark in find_undecided(text)}
    assert not places & {"fieldwork.start", "n", "provenance", "weight.column", "respondent_id"}
    fieldwork = yaml.load(text, Loader=PlainLoader)["fieldwork"]
    assert Text.model_validate(fieldwork["agency"]) == AGENCY


hostile = st.text(min_size=1, max_size=25)


@quickly
@given(hostile)
def test_a_scalar_says_what_it_was_given(text):
    document = f"key: {scalar(text)}\n{scalar(text)}: value\nlist: [{scalar('1')}, 2]\n"
    if all(c.isprintable() for c in text):
        read = yaml.load(document, Loader=PlainLoader)
        assert str(read["key"]) == text
        assert len(document.splitlines()) == 3


@quickly
@given(hostile)
def test_a_comment_stays_on_its_line_and_marks_nothing(text):
    line = f"key: 1  # {comment(text)}"
    assert line.splitlines() == [line]
    assert yaml.load(line, Loader=PlainLoader) == {"key": 1}
    assert not find_undecided(line)


codes_of = st.text("0123ab, ]#:'", min_size=1, max_size=4)


@quickly
@given(hostile, st.dictionaries(codes_of, hostile, max_size=4))
def test_no_file_can_write_declarations_of_its_own(text, labels):
    codes = {code.strip() or "1": label for code, label in labels.items()}
    column = labelled("A1", f"{SECURITY['ko']}\n  hacked: true {text}", codes)
    drafted = yaml.load(draft(arrive(column)), Loader=PlainLoader)
    assert set(drafted["crosswalk"]) <= {*known_items()}
    WaveDeclaration.model_validate(drafted)
