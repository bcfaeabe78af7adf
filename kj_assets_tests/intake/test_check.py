"""Each kind of finding, produced by a file that has it; a sound wave has none."""

from __future__ import annotations

import numpy as np
import pytest

from kj_assets.errors import TrackerError
from kj_assets.figure.wording import LANGUAGES
from kj_assets.intake.words import say
from kj_assets_tests.builders import text
from kj_assets_tests.intake.made_up_check import (
    ATTITUDES,
    CODES,
    PEOPLE,
    check,
    declare,
    declare_file,
    findings,
    interview,
    status,
    write_two_waves,
)


@pytest.fixture
def rows():
    return interview(2, 5001)


def test_a_sound_wave_has_nothing_to_look_at(tmp_path):
    checked = check(write_two_waves(tmp_path))
    assert {s.key: s.status for s in checked.sections} == dict.fromkeys(
        [
            "decisions",
            "number",
            "days",
            "crosswalk",
            "gate",
            "doubles",
            "straight",
            "weights",
            "missing",
            "moved",
        ],
        "fine",
    )
    assert checked.like == "2031"
    assert not checked.blocks


def test_decisions_left_block(tmp_path):
    project = write_two_waves(tmp_path)
    declaration = project.waves / "2032" / "wave.yaml"
    declaration.write_text(declaration.read_text("utf-8") + "# TODO the mode\n", "utf-8")
    checked = check(project)
    assert checked.blocks
    assert "the mode" in findings(checked, "decisions")["decisions_left"].lines[0]


@pytest.mark.parametrize(
    ("start", "end", "finding", "line"),
    [
        ("2032-08-17", "2032-08-20", "days_differ", "INTERVIEW_AT has 2032-08-17 to 2032-08-19"),
        ("2032-08-17", "2033-02-01", "days_to_come", ""),
    ],
)
def test_days_that_are_not_those_of_the_file_want_a_look(tmp_path, rows, start, end, finding, line):
    asked = rows.assign(INTERVIEW_AT="2032-08-17")
    asked.loc[5:, "INTERVIEW_AT"] = "2032-08-18T16:00:00Z"
    days = {"start": start, "end": end}
    fieldwork = declare()["fieldwork"] | days
    project = write_two_waves(tmp_path, asked, fieldwork=fieldwork)
    found = findings(check(project), "days")
    assert not found[finding].blocks
    assert line in "".join(found[finding].lines)


def test_an_unmapped_code_blocks_and_is_named_with_its_count(tmp_path, rows):
    rows.loc[:6, "ECONOMY"] = 7
    checked = check(write_two_waves(tmp_path, rows))
    (line,) = findings(checked, "crosswalk")["refused"].lines
    assert line.startswith("K002 item economy") and "'7' × 7" in line


def test_a_mapping_no_row_uses_blocks(tmp_path):
    spoiled = {"column": "ECONOMY", "codes": CODES | {"5": "bad"}, "missing": {"9": "dont_know"}}
    checked = check(write_two_waves(tmp_path, economy=spoiled))
    (line,) = findings(checked, "crosswalk")["refused"].lines
    assert line.startswith("K003") and "'5'" in line


def test_all_refusals_are_told_at_once_and_the_rest_is_still_looked_at(tmp_path, rows):
    rows.loc[:6, "ECONOMY"] = 7
    rows["AGE"] = rows["AGE"].astype(str)
    rows.loc[3, "AGE"] = "forty"
    rows = rows.drop(columns="TRADE")
    checked = check(write_two_waves(tmp_path, rows))
    codes = {line.split()[0] for line in findings(checked, "crosswalk")["refused"].lines}
    assert codes == {"K001", "K002", "K006"}
    assert status(checked, "moved") == "fine"
    assert status(checked, "weights") == "fine"


def test_a_changed_file_blocks(tmp_path, rows):
    project = write_two_waves(tmp_path)
    rows.to_csv(project.waves / "2032" / "responses.csv", index=False, sep=";")
    checked = check(project)
    assert "F002" in findings(checked, "crosswalk")["refused"].lines[0]
    assert status(checked, "gate") == status(checked, "moved") == "unseen"


def test_a_correction_that_does_not_fit_blocks(tmp_path):
    wrong = {"respondent": 1, "column": "SEX", "expected": 1, "value": 2, "reason": "typo"}
    checked = check(write_two_waves(tmp_path, corrections=[wrong]))
    assert "K004" in findings(checked, "crosswalk")["refused"].lines[0]


@pytest.mark.parametrize(
    ("reported", "key", "blocks"), [(500, "n_differs", True), (None, "n_unreported", False)]
)
def test_n_is_held_against_the_fieldwork_report(tmp_path, reported, key, blocks):
    checked = check(write_two_waves(tmp_path, n=reported))
    assert findings(checked, "number")[key].blocks == blocks
    assert checked.blocks == blocks


def test_a_rule_of_the_gate_that_does_not_hold_blocks(tmp_path, rows):
    rows.loc[0, "AGE"] = 7
    checked = check(write_two_waves(tmp_path, rows))
    lines = [
        finding.lines[0]
        for finding in next(
            section for section in checked.sections if section.key == "gate"
        ).findings
    ]
    assert any(line.startswith("G002") for line in lines)
    assert any(line.startswith("G006") for line in lines)
    assert checked.blocks


def test_missing_answers_beyond_chance_are_told_and_do_not_block(tmp_path, rows):
    rows.loc[:99, "CULTURE"] = 9
    checked = check(write_two_waves(tmp_path, rows))
    assert findings(checked, "missing")["missing_moved"].values["item"].en == "Culture"
    assert not checked.blocks


def test_an_item_that_was_not_asked_is_never_missing(tmp_path):
    checked = check(write_two_waves(tmp_path, culture={"not_asked": True}))
    assert status(checked, "missing") == "fine"
    items = [row[0].en for s in checked.sections if s.key == "missing" for row in s.table.rows]
    assert "Culture" not in items and "Trade" in items


def test_a_distribution_beyond_chance_is_told_with_the_level_that_moved_most(tmp_path, rows):
    rows.loc[20:, "TRADE"] = rows["TRADE"].replace({1: 4})
    checked = check(write_two_waves(tmp_path, rows))
    told = findings(checked, "moved")["distribution_moved"]
    assert told.values["item"].en == "Trade"
    assert not told.blocks


def test_two_draws_of_one_opinion_seldom_differ_beyond_chance():
    """Holm holds the family-wise error: of 40 pairs of waves at most a few raise an alarm."""
    from kj_assets.estimate.design import Design
    from kj_assets.estimate.multiplicity import adjust_holm
    from kj_assets.estimate.shares import estimate_shares
    from kj_assets.intake.against import difference_p

    random, alarms = np.random.default_rng(5), 0
    for _ in range(40):
        p = []
        for _ in range(10):
            sides = []
            for _ in range(2):
                design = Design(random.uniform(0.5, 1.5, 300))
                shares = estimate_shares(random.random((300, 1)) < 0.3, np.ones(300, bool), design)
                sides.append((shares.share[0], shares.std_error[0], shares.df))
            p.append(difference_p(*sides))
        alarms += bool((adjust_holm(p) < 0.05).any())
    assert alarms <= 6


def test_another_scale_is_told_and_not_compared(tmp_path, rows):
    rows["TRADE"] = rows["TRADE"].replace({4: 3})
    scale = {
        "column": "TRADE",
        "codes": {"1": "very_good", "2": "good", "3": "bad"},
        "missing": {"9": "dont_know"},
        "not_offered": ["very_bad"],
        "note": text("three answers this year"),
    }
    checked = check(write_two_waves(tmp_path, rows, trade=scale))
    assert findings(checked, "moved")["scale_differs"].values["item"].en == "Trade"


def test_an_id_that_stands_twice_blocks(tmp_path, rows):
    rows.loc[1, "ID"] = rows.loc[0, "ID"]
    checked = check(write_two_waves(tmp_path, rows))
    told = findings(checked, "doubles")["ids_repeated"]
    assert told.blocks and told.lines == ("5001",)


def test_a_row_copied_under_another_id_is_found(tmp_path, rows):
    rows.loc[9, rows.columns.drop("ID")] = rows.loc[4, rows.columns.drop("ID")]
    checked = check(write_two_waves(tmp_path, rows))
    assert findings(checked, "doubles")["rows_copied"].lines == ("5005, 5010",)


def test_last_waves_file_again_blocks(tmp_path):
    checked = check(write_two_waves(tmp_path, interview(1, 1001)))
    assert findings(checked, "doubles")["same_file"].blocks


def test_respondents_of_last_wave_under_other_ids_are_found(tmp_path, rows):
    old = interview(1, 1001)
    columns = rows.columns.drop(["ID", "SECONDS"])
    rows.loc[:79, columns] = old.loc[:79, columns]
    checked = check(write_two_waves(tmp_path, rows))
    assert int(findings(checked, "doubles")["doubles_across"].values["n"]) >= 80
    assert "rows_copied" not in findings(checked, "doubles")


def test_ids_of_last_wave_are_told_with_how_to_declare_a_panel(tmp_path):
    checked = check(write_two_waves(tmp_path, interview(2, 1001 + PEOPLE - 25)))
    shared = findings(checked, "doubles")["ids_shared"]
    assert shared.values["n"] == "25"
    for language in LANGUAGES:
        assert "shares_with" in say("ids_shared", language, shared.values)


def test_a_declared_panel_is_told_with_how_many_are_matched(tmp_path):
    rows = interview(2, 1001 + PEOPLE - 25)
    checked = check(write_two_waves(tmp_path, rows, panel={"shares_with": [2031]}))
    assert "ids_shared" not in findings(checked, "doubles")
    assert findings(checked, "doubles")["panel_matched"].values["n"] == "25"
    assert not checked.blocks


def test_a_declared_panel_that_nobody_is_in_blocks(tmp_path):
    checked = check(write_two_waves(tmp_path, panel={"shares_with": [2031]}))
    (line,) = findings(checked, "doubles")["refused"].lines
    assert checked.blocks and line.startswith("K008")


def test_more_straight_lines_than_last_wave_are_told(tmp_path, rows):
    for key in ATTITUDES:
        rows.loc[:79, key.upper()] = 2
    checked = check(write_two_waves(tmp_path, rows))
    assert "straighter" in findings(checked, "straight")


def test_too_few_items_of_a_scale_are_said_to_be_too_few(tmp_path):
    dropped = {key: {"not_asked": True} for key in ATTITUDES[:2]}
    assert status(check(write_two_waves(tmp_path, **dropped)), "straight") == "unseen"


def test_heavy_weights_are_told_and_unusable_ones_block(tmp_path, rows):
    rows.loc[0, "W"] = 90.0
    checked = check(write_two_waves(tmp_path, rows))
    assert "W101" in findings(checked, "weights")["weights_heavy"].lines[0]
    rows.loc[0, "W"] = -1.0
    assert check(write_two_waves(tmp_path, rows)).blocks


def test_a_margin_that_cannot_be_raked_to_blocks(tmp_path):
    rake = {"rake": {"population": "none", "margins": ["sex"]}}
    checked = check(write_two_waves(tmp_path, weight=rake))
    assert "P001" in findings(checked, "crosswalk")["refused"].lines[0]
    assert status(checked, "weights") == "unseen"


def test_labels_that_say_something_else_than_the_crosswalk_are_told(tmp_path, rows):
    import pyreadstat

    project = write_two_waves(tmp_path, rows)
    place = project.waves / "2032"
    labels = {1: "very_bad", 2: "bad", 3: "good", 4: "very_good"}
    pyreadstat.write_sav(rows, str(place / "r.sav"), variable_value_labels={"TRADE": labels})
    declare_file(place / "r.sav", declare())
    lines = findings(check(project), "crosswalk")["labels_contradict"].lines
    assert len(lines) == 4
    assert "code 1 is very_good, its label “very_bad” says very_bad" in lines[0]


def test_a_label_of_no_answer_that_counts_as_a_number_is_told(tmp_path, rows):
    import pyreadstat

    rows.loc[:29, "AGE"] = 99
    project = write_two_waves(tmp_path, rows)
    place = project.waves / "2032"
    pyreadstat.write_sav(rows, str(place / "r.sav"), variable_value_labels={"AGE": {99: "무응답"}})
    declare_file(place / "r.sav", declare())
    (line,) = findings(check(project), "crosswalk")["labels_contradict"].lines
    assert "code 99 counts as a number of 30 respondents, its label “무응답” says no_answer" in line
    declare_file(place / "r.sav", declare(age={"column": "AGE", "missing": {"99": "no_answer"}}))
    assert "labels_contradict" not in findings(check(project), "crosswalk")


def test_the_first_wave_has_nothing_to_be_held_against(tmp_path):
    checked = check(write_two_waves(tmp_path), "2031")
    assert checked.like == ""
    assert status(checked, "moved") == status(checked, "missing") == "unseen"


def test_a_wave_that_is_not_there_or_only_planned_is_refused(tmp_path):
    project = write_two_waves(tmp_path)
    with pytest.raises(TrackerError, match="F103: no wave '1999'"):
        check(project, "1999")
    declaration = project.waves / "2032" / "wave.yaml"
    told = declaration.read_text("utf-8").replace("status: fielded", "status: planned")
    declaration.write_text(told[: told.index("file:")], "utf-8")
    with pytest.raises(TrackerError, match="names no file yet"):
        check(project, "2032")


def test_joined_answers_pass_and_are_told_as_another_scale(tmp_path, rows):
    rows["TRADE"] = rows["TRADE"].replace({4: 3})
    scale = {
        "column": "TRADE",
        "codes": {"1": "very_good", "2": "good", "3": "any_bad"},
        "missing": {"9": "dont_know"},
        "joined": {"any_bad": {"label": text("bad"), "levels": ["bad", "very_bad"]}},
    }
    checked = check(write_two_waves(tmp_path, rows, trade=scale))
    assert not checked.blocks and "scale_differs" in findings(checked, "moved")


def test_a_wave_of_another_population_is_not_held_against_the_last_of_this_one(tmp_path, rows):
    checked = check(write_two_waves(tmp_path, rows, population="japan"))
    assert checked.like == "" and not checked.blocks


def test_ids_that_lost_their_form_are_counted_in_both(tmp_path, rows):
    shifted = rows.assign(ID=[f"{i:05}" for i in range(1001, 1001 + PEOPLE)])
    project = write_two_waves(tmp_path, shifted)
    told = findings(check(project), "doubles")["ids_shared_by_form"].values
    assert (told["as_written"], told["by_value"], told["of"]) == ("0", "400", "400")
    panel = write_two_waves(tmp_path, shifted, panel={"shares_with": ["2031"]})
    refused = findings(check(panel), "doubles")["refused"]
    assert refused.blocks and "K009" in refused.lines[0]
    decided = {"shares_with": ["2031"], "ids": "by_value"}
    checked = check(write_two_waves(tmp_path, shifted, panel=decided))
    assert findings(checked, "doubles")["panel_matched"].values["n"] == "400"


def test_ids_of_one_file_that_differ_by_form_only_want_a_look(tmp_path, rows):
    ids = [f"{i:05}" for i in range(1, PEOPLE)]
    found = findings(check(write_two_waves(tmp_path, rows.assign(ID=[*ids, "7"]))), "doubles")
    assert found["ids_alike"].lines == ("00007, 7",) and not found["ids_alike"].blocks


NOT_ASKED = {key: {"not_asked": True} for key in (*ATTITUDES, "sex", "age")}


def test_a_wave_in_which_no_item_is_left_is_told_what_was_refused(tmp_path, rows):
    only = NOT_ASKED | {"sex": {"column": "SEX", "codes": {"1": "male", "3": "female"}}}
    checked = check(write_two_waves(tmp_path, rows, **only))
    (refused,) = (s for s in checked.sections if s.key == "crosswalk")
    assert any(line.startswith("K002") for line in refused.findings[0].lines)
    assert {s.status for s in checked.sections if s.key in ("gate", "weights")} == {"unseen"}


def test_a_wave_that_asks_nothing_is_refused_and_a_draft_of_one_is_told(tmp_path, rows):
    project = write_two_waves(tmp_path, rows, **NOT_ASKED)
    with pytest.raises(TrackerError, match="F103.*crosswalk: every item is not_asked"):
        check(project)
    declaration = project.waves / "2032" / "wave.yaml"
    declaration.write_text(declaration.read_text("utf-8") + "# TODO which columns?\n", "utf-8")
    assert "nothing to build" in findings(check(project), "crosswalk")["refused"].lines[0]
