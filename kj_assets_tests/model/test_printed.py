"""Damage to a table of numbers in print is told with file and line, or it harms nothing."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kj_assets.errors import DeclarationError
from kj_assets.graph import read_declarations
from kj_assets.model.printed_known import check_published
from kj_assets.project import Project
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import read_declaration
from kj_assets.waves.registry import load_waves

SHIPPED = Project.at(Path(__file__).parents[2])
CODEBOOK = read_declaration(SHIPPED.codebook, Codebook)
WAVES = [wave.id for wave in load_waves(SHIPPED.waves, CODEBOOK)]
NAMES = ("toplines", "effects", "waves")


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(SHIPPED.published, tmp_path / "published"))


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def damage(path: Path, line: int, **cells: str) -> None:
    rows = read(path)
    for column, cell in cells.items():
        rows[line - 1][rows[0].index(column)] = cell
    write(path, rows)


def refusal(folder: Path) -> str:
    with pytest.raises(DeclarationError) as refused:
        check_published(folder, CODEBOOK, WAVES)
    return str(refused.value)


def test_what_ships_is_sound(folder):
    check_published(folder, CODEBOOK, WAVES)


@pytest.mark.parametrize(
    ("name", "line", "cells", "says"),
    [
        ("toplines", 12, {"percent": "766"}, "percent: .*less than or equal to 100; found '766'"),
        ("toplines", 2, {"percent": "0.544"}, "percent: under 1.*proportion.*found '0.544'"),
        ("toplines", 2, {"percent": "5.44"}, "add up to 51.0 per cent"),
        ("toplines", 2, {"percent": "84.4"}, "add up to 130.0 per cent"),
        ("toplines", 6, {"percent": "85.5"}, "positive is 85.5, its .* 75.5"),
        ("toplines", 2, {"percent": "54,4"}, "percent: no number.*found '54,4'"),
        ("toplines", 2, {"percent": "1e1"}, "percent: no number"),
        ("toplines", 2, {"percent": "-54.4"}, "greater than or equal to 0"),
        ("toplines", 2, {"percent": ""}, "percent: no number, and the relation is equal"),
        ("toplines", 12, {"wave": "2031"}, "wave: no such wave.*found '2031'"),
        ("toplines", 12, {"wave": ""}, "wave: Field required"),
        ("toplines", 12, {"item": "japan"}, "item: no item of the codebook; found 'japan'"),
        ("toplines", 12, {"level": "worse"}, "level: none of .*good.*found 'worse'"),
        ("toplines", 12, {"level": "good"}, "stands in line 12 already"),
        ("toplines", 9, {"reference": ""}, "reference: an item"),
        ("toplines", 9, {"reference": "japan"}, "reference: no item of the codebook"),
        ("toplines", 12, {"relation": "is"}, "relation: .*'equal', 'above' or 'below'"),
        ("toplines", 12, {"base": "all"}, "base: "),
        ("toplines", 12, {"tolerance": "0"}, "tolerance: "),
        ("toplines", 12, {"source": "unknown"}, "source: no source.*found 'unknown'"),
        ("toplines", 12, {"source": "https://"}, "source: no source"),
        ("effects", 2, {"value": "1640"}, "value: .*100; found '1640'"),
        ("effects", 2, {"value": "0.164"}, "value: under 1.*proportion"),
        ("effects", 2, {"term": "trust"}, "term: no item of the codebook; found 'trust'"),
        ("effects", 2, {"outcome": "x"}, "outcome: no item"),
        ("effects", 4, {"value": "3"}, "value: a number, where the relation is equal"),
        ("effects", 7, {"value": "5"}, "value: a p lies between 0 and 0.5; found '5'"),
        ("effects", 2, {"unit": "p value"}, "unit: .*percentage points"),
        ("effects", 7, {"term": "military_threat_china"}, "stands in line 7 already"),
        ("waves", 2, {"n": "-1004"}, "n: .*50; found '-1004'"),
        ("waves", 2, {"n": "100.4"}, "n: .*found '100.4'"),
        ("waves", 2, {"n": "10041004"}, "n: .*1000000"),
        ("waves", 2, {"age_min": "190"}, "age_min: "),
        ("waves", 2, {"fieldwork_end": "2013-03-15"}, "fieldwork_end: before the start"),
        ("waves", 2, {"fieldwork_end": ""}, "fieldwork_end: the other day"),
        ("waves", 2, {"fieldwork_end": "2013-04-31"}, "fieldwork_end: "),
        ("waves", 2, {"fieldwork_start": "20130325"}, "fieldwork_start: no day"),
        ("waves", 2, {"fieldwork_start": "1913-03-25"}, "fieldwork_start: 100 years from"),
        ("waves", 2, {"mode": "phone"}, "mode: .*'telephone'"),
        ("waves", 2, {"source": ""}, "source: no source"),
        ("waves", 2, {"wave": "2014"}, "years from|stands in line 2 already"),
    ],
)
def test_what_cannot_be_is_refused_with_file_and_line(folder, name, line, cells, says):
    damage(folder / f"{name}.csv", line, **cells)
    told = refusal(folder)
    assert re.search(rf"P006: .*{name}\.csv:\d+: .*({says})", told, re.DOTALL), told
    if "add up" not in says and "its" not in says and "already" not in says:
        assert f"{name}.csv:{line}: " in told


@pytest.mark.parametrize("name", NAMES)
def test_a_row_that_says_otherwise_what_another_says_is_refused(folder, name):
    rows = read(folder / f"{name}.csv")
    write(folder / f"{name}.csv", [*rows, rows[1]])
    assert f"{name}.csv:{len(rows) + 1}: " in refusal(folder)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "nothing stands in it"),
        ("wave,item\nÀ".encode("latin-1"), "not a csv in UTF-8"),
        (b"wave,wave\n1,2\n", "one twice"),
        (b'wave,item\n"1,2\n', "not a csv"),
        (b"wave,item\n1,2,3\n", "toplines.csv:2: 3 cells under 2 columns"),
        (b"wave,item\n2025,q\n", "are missing"),
    ],
)
def test_what_is_no_table_is_refused(folder, content, says):
    (folder / "toplines.csv").write_bytes(content)
    told = refusal(folder)
    assert told.startswith("P003") and says in told


def test_a_column_that_nobody_reads_is_refused(folder):
    rows = read(folder / "waves.csv")
    rows[0][-1] = "populaton"
    write(folder / "waves.csv", rows)
    assert "'populaton'" in refusal(folder)


def test_a_share_that_is_so_small_says_so_by_its_tolerance(folder):
    damage(folder / "toplines.csv", 13, percent="0.5")
    assert "under 1" in refusal(folder)
    damage(folder / "toplines.csv", 13, percent="0.5", tolerance="0.05")
    check_published(folder, CODEBOOK, WAVES)


def test_points_above_another_item_are_no_proportion_either(folder):
    damage(folder / "toplines.csv", 9, percent="0.1")
    assert "toplines.csv:9: percent: under 1" in refusal(folder)


def test_nothing_is_planned_or_built_over_an_impossible_number(tmp_path):
    shutil.copytree(SHIPPED.data, tmp_path / "data", ignore=shutil.ignore_patterns("build"))
    project = Project.at(tmp_path)
    damage(project.published / "toplines.csv", 12, percent="766")
    with pytest.raises(DeclarationError, match=r"P006: .*toplines\.csv:12: percent"):
        read_declarations(project)


# Columns that say in words where a number is from; another word there changes no number.
WORDS = {"note", "source", "status", "unit", "base", "tolerance"}
KINDS = {
    "no point": lambda cell: cell.replace(".", ""),
    "a proportion": lambda cell: f"{float(cell) / 100:g}",
    "a minus": lambda cell: f"-{cell}",
    "thousandfold": lambda cell: f"{float(cell) * 1000:.0f}",
    "letters": lambda cell: f"{cell}x",
    "full-width": lambda cell: "".join(chr(ord(c) + 0xFEE0) for c in cell),
    "blank": lambda cell: "",
    "a mark": lambda cell: f"{cell}%",
    "not a number": lambda cell: "nan",
}
SLIPS = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SLIPS
@given(st.data())
def test_a_slip_in_any_number_of_any_table_is_told(tmp_path, data):
    folder = tmp_path / "published"
    shutil.copytree(SHIPPED.published, folder, dirs_exist_ok=True)
    name = data.draw(st.sampled_from(NAMES))
    header, *rows = read(folder / f"{name}.csv")
    numbers = [
        (line, column)
        for line, row in enumerate(rows, start=2)
        for column, cell in zip(header, row, strict=True)
        if column in ("percent", "value", "n", "age_min") and cell
    ]
    line, column = data.draw(st.sampled_from(numbers))
    cell = rows[line - 2][header.index(column)]
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    slipped = KINDS[kind](cell)
    # A blank n is one that is not known, and a statement without a number is of the sign.
    unsaid = not slipped and (column in ("n", "age_min") or name == "toplines")
    # Of 5.2 and 52 points nobody can say which is wrong but the comparison with the respondents.
    another = name == "effects" and kind in ("a proportion", "a minus", "no point")
    if slipped != cell and not unsaid and not another:
        damage(folder / f"{name}.csv", line, **{column: slipped})
        assert f"{name}.csv:" in refusal(folder)


@SLIPS
@given(st.data(), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12))
def test_any_word_in_place_of_a_name_is_told(tmp_path, data, word):
    folder = tmp_path / "published"
    shutil.copytree(SHIPPED.published, folder, dirs_exist_ok=True)
    name = data.draw(st.sampled_from(NAMES))
    header, *rows = read(folder / f"{name}.csv")
    names = [c for c in header if c not in WORDS and c not in ("percent", "value", "n", "age_min")]
    column = data.draw(st.sampled_from(names))
    line = data.draw(st.integers(2, len(rows) + 1))
    cell = rows[line - 2][header.index(column)]
    # A wave in print may have any name, and what is not known of it is blank.
    unsaid = name == "waves" and (column == "wave" or not word or not cell)
    if word != cell and not unsaid:
        damage(folder / f"{name}.csv", line, **{column: word})
        assert f"{name}.csv:" in refusal(folder)
