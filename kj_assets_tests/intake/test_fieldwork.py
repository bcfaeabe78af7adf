"""Days of fieldwork: found where nothing speaks against them, asked for where anything does."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kj_assets.errors import DeclarationError
from kj_assets.graph import read_declarations
from kj_assets.intake.add import add_wave
from kj_assets.intake.arrival import ArrivedColumn, read_arrival
from kj_assets.intake.facts import Told
from kj_assets.intake.fieldwork import Season, find_day_columns, tell_days
from kj_assets.waves.registry import read_wave
from kj_assets_tests.e2e.small_project import interview_people, write_small_project

TODAY = date(2026, 11, 30)
SEASON = Season.of("2026", TODAY)
SEOUL = "Asia/Seoul"


def find(*columns: ArrivedColumn, season=SEASON, zone=SEOUL):
    return find_day_columns(columns, season, zone)


def column(name: str, *cells: str, question: str | None = None, **more) -> ArrivedColumn:
    return ArrivedColumn(name, question, counts=dict.fromkeys(cells, 2), **more)


ISO = ("2026-08-17", "2026-08-20")
BORN = column("BIRTH", "1942-04-28", "2007-11-06", question="생년월일")


@pytest.mark.parametrize(
    "cells",
    [
        ISO,
        ("2026-08-17T09:30:00", "2026-08-20 23:59"),
        ("2026/8/17 9:30", "2026/8/20 9:30"),
        ("2026. 8. 17 오후 3:15:22", "2026. 8. 20 오전 12:01:00"),
        ("2026. 8. 17.", "2026. 8. 20."),
        ("2026/08/17 3:15:22 오후 GMT+9", "2026/08/20 11:59:59 오후 GMT+9"),
        ("2026년 8월 17일", "2026년 8월 20일 15시 30분"),
        ("2026年8月17日", "2026年8月20日"),
        ("8/17/2026 14:02", "8/20/2026 14:02"),
        ("17.08.2026", "20.08.2026"),
        ("17-Aug-2026", "20-AUG-26"),
        ("August 17, 2026", "Aug 20, 2026"),
        ("20260817", "20260820"),
        ("2026-08-17T00:30:00.000+09:00", "2026-08-19T15:00:00Z"),
        ("2026-08-17 12:00:00 KST", "2026-08-20 12:00:00 +0900"),
    ],
)
def test_the_interview_date_is_found_however_it_is_written_and_birth_dates_are_not(cells):
    (found,) = find(BORN, column("INT_DATE", *cells))
    assert (found.first, found.last) == (date(2026, 8, 17), date(2026, 8, 20))
    assert not found.doubts


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ([column("v12", *ISO)], "its name does not say of what"),
        ([column("등록일", *ISO)], "its name is of another date"),
        ([column("일본 여행 종료일", *ISO)], "its name does not say of what"),
        ([column("첫 직장 시작일", *ISO)], "its name does not say of what"),
        ([column("contract_end_date", *ISO)], "its name does not say of what"),
        ([column("v12", *ISO, question="When did your contract start?")], "does not say of what"),
        ([column("REG_DATE", *ISO, question="Panel registration")], "another date"),
        ([column("start", *ISO), column("end", "2026-08-17", "2026-08-22")], "2026-08-22"),
        ([column("조사일", "2026-03-01", "2026-08-20")], "173 days"),
        ([column("조사일", "2026-11-20", "2026-12-02")], "not over yet"),
        ([column("조사일", "08/03/2026", "09/03/2026")], "month first"),
        ([column("조사일", "46251.4", "46254.9")], "as Excel counts; a bare number"),
        ([column("조사일", *(f"2026-08-{d}" for d in range(10, 30)), "테스트")], "2 cells are no"),
        ([column("조사일", *ISO, blank=3)], "3 cells are blank"),
    ],
)
def test_what_may_be_the_fieldwork_and_may_be_not_is_a_question_with_its_days(columns, says):
    found = find(*columns)
    assert found[0].doubts
    assert says in tell_days(found)


@pytest.mark.parametrize(
    "cells",
    [
        ("1942-04-28", "2007-11-06"),
        ("2019-01-01", "2019-02-01"),
        ("테스트", "2026-08-17"),
        ("46251", "46254"),
        ("12345678", "20260817"),
    ],
    ids=["birth", "other years", "half of it text", "any number", "numbers of people"],
)
def test_what_cannot_be_the_fieldwork_is_not_proposed(cells):
    assert find(column("v12", *cells)) == ()


@pytest.mark.parametrize(
    "name",
    ["start", "end", "today", "StartDate", "RecordedDate", "start_time", "END_DT", "INTDT"]
    + ["int_date", "SURVEYDT", "endtime", "Completion time", "Start Date (UTC)", "submitdate"]
    + ["_submission_time", "Date completed", "datestamp", "시작일시", "완료 시간", "종료시각"]
    + ["접수일", "조사 종료일", "응답완료일시", "終了日時", "開始時刻"],
)
def test_a_name_of_a_beginning_or_an_end_alone_is_that_of_the_interview(name):
    (found,) = find(column(name, *ISO))
    assert not found.doubts


def test_a_second_column_of_the_same_days_is_no_rival():
    found = find(column("v12", *ISO), column("completed_at", *ISO))
    assert found[0].name == "completed_at" and not found[0].doubts


def test_times_are_turned_into_the_waves_own_zone():
    moment = column("start", "2026-08-17T15:30:00Z", "2026-08-18T15:30:00Z")
    assert find(moment)[0].first == date(2026, 8, 18)
    (there,) = find(moment, zone="America/New_York")
    assert there.first == date(2026, 8, 17)
    (unknown,) = find(moment, zone=None)
    assert "time_zone" in tell_days([unknown])


def test_a_wave_that_is_named_after_no_year_is_of_the_last_two():
    season = Season.of("pilot", TODAY)
    assert find(column("조사일", *ISO), season=season)[0].last == date(2026, 8, 20)
    assert not find(column("조사일", "2021-08-17", "2021-08-18"), season=season)


ROWS = interview_people().assign(
    BIRTH=pd.date_range("1950-01-01", periods=120, freq="180D"),
    INT_DATE=pd.date_range("2026-08-17", periods=120, freq="30min"),
)


def write(rows: pd.DataFrame, path) -> None:
    if path.suffix == ".sav":
        import pyreadstat

        pyreadstat.write_sav(rows, str(path))
    elif path.suffix == ".xlsx":
        rows.to_excel(path, index=False)
    elif path.suffix == ".dta":
        rows.to_stata(path, write_index=False)
    elif path.suffix == ".parquet":
        rows.to_parquet(path)
    else:
        rows.to_csv(path, index=False)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".sav", ".dta", ".parquet"])
def test_dates_of_every_format_are_read(tmp_path, suffix):
    path = tmp_path / f"new{suffix}"
    write(ROWS, path)
    (found,) = find_day_columns(read_arrival(path).columns, SEASON, SEOUL)
    assert (found.name, found.first, found.last, found.doubts) == (
        *("INT_DATE", date(2026, 8, 17), date(2026, 8, 19)),
        (),
    )


def add(tmp_path, rows, told=None, wave="2026"):
    project = write_small_project(tmp_path / "project")
    path = tmp_path / "new.csv"
    rows.to_csv(path, index=False)
    declared = read_declarations(project)
    added = add_wave(
        *([path], wave, declared.waves[0], declared.codebook, project.waves),
        *(told, None, TODAY),
    )
    return read_wave(added.folder / "wave.yaml"), {mark.place for mark in added.undecided}


def test_mixed_offsets_are_days_of_the_wave_and_its_zone_is_written_down(tmp_path):
    offsets = ["2026-08-17T09:00:12.000+09:00", "2026-08-19T15:30:00.000Z"]
    wave, asked = add(tmp_path, interview_people().assign(start=offsets * 60))
    fieldwork = wave.declaration.fieldwork
    assert (fieldwork.start, fieldwork.end) == (date(2026, 8, 17), date(2026, 8, 20))
    assert wave.declaration.time_zone == "Asia/Seoul" and "fieldwork.start" not in asked


def test_a_population_of_several_zones_asks_for_its_own(tmp_path):
    rows = interview_people().assign(start="2026-08-17T01:00:00Z")
    _, asked = add(tmp_path, rows, Told(population="united_states"))
    assert "fieldwork.start" in asked
    told = Told(population="united_states", time_zone="America/Chicago")
    wave, asked = add(tmp_path / "told", rows, told)
    assert wave.declaration.fieldwork.start == date(2026, 8, 16)
    assert "fieldwork.start" not in asked


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Told(start=date(2026, 8, 20), end=date(2026, 8, 17)), "--end 2026-08-17 is before"),
        (Told(time_zone="Korea"), "--time-zone 'Korea'"),
        (Told(time_zone="../etc"), "--time-zone"),
    ],
)
def test_what_is_told_must_be_possible(tmp_path, told, says):
    with pytest.raises(DeclarationError, match=f"F106.*{says}"):
        add(tmp_path, interview_people(), told)
