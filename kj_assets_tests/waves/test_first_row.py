"""The first row of a table: names by another delimiter, or a title above the names."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kj_assets_tests.waves.reading import read, refused

NAMES = ["RID", "SEX", "Q1"]
PEOPLE = pd.DataFrame([[f"{number}", "1", "2,5"] for number in range(10)], columns=NAMES)
TITLE = "2026 한일 국민인식조사"


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("quoting", [0, 1])
def test_another_delimiter_is_named_and_no_name_of_one_column(
    tmp_path: Path, delimiter: str, quoting: int
) -> None:
    path = tmp_path / "r.csv"
    PEOPLE.to_csv(path, index=False, sep=delimiter, quoting=quoting)
    problem = refused(path)
    assert problem.code == "F003" and f"--delimiter {delimiter!r}" in problem.message
    assert list(read(path, delimiter=delimiter).frame) == NAMES
    assert list(read(path, delimiter=delimiter.replace("\t", r"\t")).frame) == NAMES


def test_a_column_alone_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("Yes; no | so\n1\n2\n")
    assert list(read(path).frame) == ["Yes; no | so"]


@pytest.mark.parametrize("cells", [0, 2])
def test_a_title_above_the_names_of_a_text_file_is_to_be_deleted(
    tmp_path: Path, cells: int
) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"{TITLE}{',' * cells}\n{PEOPLE.to_csv(index=False)}", encoding="utf-8")
    assert "If it is a title, delete it" in refused(path).message


def test_a_title_above_the_names_of_a_sheet_is_to_be_deleted(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    rows = [[TITLE, None, None], NAMES, *PEOPLE.to_numpy().tolist()]
    pd.DataFrame(rows).to_excel(path, index=False, header=False)
    assert "If it is a title, delete it" in refused(path).message


def test_a_name_that_is_missing_is_no_title(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("RID,,Q1\n1,2,3\n")
    assert "title" not in refused(path).message


def test_the_sheet_is_named_by_an_option_where_nothing_is_declared_yet(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with pd.ExcelWriter(path) as book:
        for sheet in ("data", "codes"):
            PEOPLE.to_excel(book, sheet_name=sheet, index=False)
    assert "--sheet" in refused(path).message
