"""Workbooks: nothing is blank in silence, and times are as long as they are."""

from __future__ import annotations

import zipfile
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kj_assets_tests.waves.reading import read, refused


def write_xlsx(path: Path, rows: list[list[Any]], **formats: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "data"
    for row in rows:
        sheet.append(row)
    for column, form in formats.items():
        for cell in sheet[column][1:]:
            cell.number_format = form
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["id", "q"], *([i, '=IF(A2>1,"yes","no")'] for i in range(400))], "column B (400 cells)"),
        ([["id", "weight"], [1, 0.5], [2, "=B2*2"]], "column B (1 cells)"),
        ([["id", '="q" & 1'], [1, 0.5]], "column B (1 cells)"),
    ],
)
def test_formulas_without_a_stored_value_are_refused(
    tmp_path: Path, rows: list[list[Any]], told: str
) -> None:
    problem = refused(write_xlsx(tmp_path / "r.xlsx", rows))
    assert problem.code == "F009"
    assert told in problem.message and "'data'" in problem.message and "save it" in problem.message


def store(path: Path, kind: str, value: str) -> None:
    """Store a value beside the first formula, as a spreadsheet program does."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    before, formula, after = content[sheet].partition("<f>")
    start, place, _ = before.rpartition("<c ")
    formula += after.partition("</f>")[0] + "</f>"
    rest = after.partition("</c>")[2]
    content[sheet] = f'{start}{place}r="B2" t="{kind}">{formula}{value}</c>{rest}'
    with zipfile.ZipFile(path, "w") as archive:
        for name, one in content.items():
            archive.writestr(name, one)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [("n", "<v>0.5</v>", "0.5"), ("str", "<v></v>", None), ("str", "<v>x</v>", "x")],
)
def test_a_formula_with_its_value_is_read(
    tmp_path: Path, kind: str, value: str, expected: str | None
) -> None:
    # An empty text is a value as well: =IF(A2>1,"x","").
    path = write_xlsx(tmp_path / "r.xlsx", [["id", "q"], [1, "=A2/2"], [2, "no"]])
    store(path, kind, value)
    cells = read(path).frame["q"]
    assert cells.isna().tolist() == [expected is None, False]
    assert expected is None or cells.tolist()[0] == expected


def test_a_zero_beside_every_formula_was_not_computed(tmp_path: Path) -> None:
    # XlsxWriter stores it, and asks for the formulas to be computed when the workbook is opened.
    path = write_xlsx(tmp_path / "r.xlsx", [["id", "q"], [1, "=A2/2"], [2, 1]])
    store(path, "n", "<v>0</v>")
    assert "column B (1 cells)" in refused(path).message


def test_times_over_a_day_are_as_long_as_they_are(tmp_path: Path) -> None:
    rows = [["id", "b", "c"], [1, 1.25, 1.25], [2, 0.5, 0.5], [3, -0.25, -0.25], [4, None, None]]
    frame = read(write_xlsx(tmp_path / "r.xlsx", rows, B="h:mm", C="[h]:mm:ss")).frame
    for column in ("b", "c"):
        assert frame[column].tolist()[:3] == ["30:00:00", "12:00:00", "-06:00:00"]
        assert frame[column].isna().tolist() == [False, False, False, True]


def test_times_of_day_and_durations_that_python_wrote(tmp_path: Path) -> None:
    rows = [["a", "b"], [time(6, 5), timedelta(hours=30)]]
    assert read(write_xlsx(tmp_path / "r.xlsx", rows)).frame.loc[0].tolist() == [
        "06:05:00",
        "30:00:00",
    ]


def test_a_number_that_is_no_date_is_told_with_its_cell(tmp_path: Path) -> None:
    rows = [["id", "d"], [1, 46_251], [2, 99_999_999]]
    delivered = read(write_xlsx(tmp_path / "r.xlsx", rows, B="yyyy-mm-dd"))
    assert delivered.frame["d"].tolist() == ["2026-08-17T00:00:00", "#VALUE!"]
    assert "Cell B3" in delivered.remarks[0] and "99999999" in delivered.remarks[0]
