"""An attack on a release from its files alone: what is closed can be counted again nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from kj_assets_tests.builders import banded_item
from kj_assets_tests.e2e.building import build_project
from kj_assets_tests.e2e.waves_project import redeclare, write_waves_project

CLOSED = ("D900", "D901")
OF = ("wave", "wave_a", "wave_b")
# Respondents of the one are published, of the other not; in both few are of one group.
OPEN, KEPT = "2030", "2031"
GROUPS = {"items": ["support"], "by": ["threat", "age_band"]}
FIGURES = {
    "answers": {"kind": "distribution", "item": "support"},
    "groups": {"kind": "subgroups", "crosstab": "groups", "item": "support", "level": "yes"},
}

# Two or three whole builds a module.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, instance) -> Path:
    project = write_waves_project(tmp_path_factory.mktemp("attack"))
    bands = banded_item("age", few=(None, 19), many=(20, None))
    redeclare(project.codebook, "items", age_band=bands)
    redeclare(project.models, crosstabs={"groups": GROUPS}, figures=FIGURES, questions={})
    redeclare(project.waves / OPEN / "wave.yaml", licence="CC0-1.0")
    assert build_project(project, instance).result.failed == {}
    return project.site / "downloads"


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {path.stem: pd.read_csv(path, dtype={"wave": str}) for path in folder.glob("*.csv")}


def closed_rows(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["code"].isin(CLOSED)] if "code" in table else table.iloc[:0]


def test_no_closed_number_is_of_respondents_whose_rows_are_released(released):
    tables = read_tables(released)
    assert f"wave_{OPEN}_respondents" in tables and f"wave_{KEPT}_respondents" not in tables
    closed = {name: rows for name, table in tables.items() if len(rows := closed_rows(table))}
    assert {f"wave_{KEPT}_toplines", f"wave_{KEPT}_crosstabs", "toplines", "changes"} <= set(closed)
    for rows in closed.values():
        named = rows[[column for column in OF if column in rows]].astype(str)
        assert (named == KEPT).any(axis=1).all()


def test_every_cell_of_published_respondents_is_what_their_rows_count(released):
    tables = read_tables(released)
    rows, cells = (tables[f"wave_{OPEN}_{name}"] for name in ("respondents", "crosstabs"))
    shown = cells[cells["kind"] == "level"]
    assert shown["share"].notna().all() and (shown["n"] < 5).any()
    for cell in shown.to_dict(orient="records"):
        group = rows[(rows[cell["by"]] == cell["group"]) & rows[cell["item"]].isin(["yes", "no"])]
        chose = group[cell["item"]] == cell["level"]
        assert chose.sum() == cell["n"]
        share = group.loc[chose, "weight"].sum() / group["weight"].sum()
        assert share == pytest.approx(cell["share"])


def test_the_release_says_of_which_waves_numbers_are_left_out(released):
    told = json.loads((released / "datapackage.json").read_text("utf-8"))["description"]
    assert "Of 2031, a number that rests on fewer than 5 respondents is left empty" in told
    assert "The respondents of 2030 are among the tables" in told
    page = (released / "index.html").read_text("utf-8")
    assert "2031년 조사에서는 응답자가 5명 미만인 수치를 비워 두었고" in page


def test_figures_and_pages_show_what_the_rows_would_tell_anyway(released):
    for wave, is_open in ((OPEN, True), (KEPT, False)):
        page = (released.parent / wave / "index.html").read_text("utf-8")
        assert ("too few respondents" in page) is not is_open
