"""Rows of headers below the column names are no respondents."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kj_assets_tests.waves.reading import read, refused

NAMES = ["RID", "SEX", "Q1", "Q2", "OPEN"]
TEXTS = ["Respondent", "Sex", "Cooperation?", "Trust?", "Why?"]
MARKS = [f'{{"ImportId":"QID{place}"}}' for place in range(5)]
PEOPLE = [[str(number), "1", "2", "3", "so"] for number in range(10)]


def write(path: Path, rows: list[list[str]]) -> Path:
    pd.DataFrame(rows, columns=NAMES).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ([TEXTS, MARKS], "the first 2 rows"),
        ([MARKS], "the first 1 row below"),
        ([TEXTS], "words in 4 columns"),
        ([TEXTS, ["Open", "Choice", "Choice", "Choice", "Open"]], "the first 2 rows"),
    ],
)
def test_more_rows_of_headers_than_one_are_refused(
    tmp_path: Path, headers: list[list[str]], told: str
) -> None:
    problem = refused(write(tmp_path / "r.csv", headers + PEOPLE))
    assert problem.code == "F010" and told in problem.message


@pytest.mark.parametrize(
    "first",
    [["0", "1", "모름", "3", "so"], ["x", "y", "2", "3", "so"], ["", "", "", "", ""], PEOPLE[0]],
)
def test_a_respondent_who_gave_other_answers_is_one(tmp_path: Path, first: list[str]) -> None:
    path = write(tmp_path / "r.csv", [first, *PEOPLE])
    assert len(read(path).frame) == 11


def test_a_table_of_words_has_one_header(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", [["a", "yes", "no", "no", "so"]] * 10)
    assert len(read(path).frame) == 10
