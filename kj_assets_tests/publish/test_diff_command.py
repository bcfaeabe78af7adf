"""`kj diff` in a terminal of any width, and for programs: no name is cut."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from kj_assets.cli import app
from kj_assets.commands import release
from kj_assets.project import PROJECT_VARIABLE
from kj_assets_tests.e2e.small_project import write_small_project

LONG = [
    "bilateral_security_cooperation_with_japan_and_others",
    "trilateral_security_cooperation",
    "trust_in_the_[united]_states",
]
LEVEL = "should_be_strengthened_considerably"


def keep(folder: Path, shares: list[float]) -> Path:
    """A folder that holds a release of one table."""
    folder.mkdir()
    rows = pd.DataFrame({"wave": "2031", "item": LONG, "level": LEVEL, "share": shares, "n": 120})
    data = rows.to_csv(index=False).encode()
    (folder / "toplines.csv").write_bytes(data)
    fields = [{"name": name, "type": "string"} for name in ("wave", "item", "level")]
    resource = {
        "name": "toplines",
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {"fields": fields},
    }
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    """What the command says of two releases."""
    for name in (PROJECT_VARIABLE, "DAGSTER_HOME"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    project = write_small_project(tmp_path / "project")
    releases = [keep(tmp_path / "a", [0.5, 0.25, 0.1]), keep(tmp_path / "b", [0.5625, 0.25, 0.2])]

    def call(*words: str) -> str:
        place = ["--project", str(project.root)]
        done = CliRunner().invoke(app, ["diff", *map(str, releases), *words, *place])
        assert done.exit_code == 0, done.output
        return done.output

    return call


@pytest.mark.parametrize("width", [20, 40, 80, 132, 300])
def test_no_name_and_no_number_is_cut_whatever_the_width(run, monkeypatch, width):
    monkeypatch.setattr(release.console, "width", width)
    said = "".join(run().split())
    for whole in (LONG[0], LONG[2], LEVEL, "0.5625", "0.2", "2estimate"):
        assert whole in said, width
    assert LONG[1] not in said and "…" not in said
    assert all(len(line) <= width for line in run().splitlines())


def test_what_is_not_printed_is_counted_and_can_be_asked_for(run, monkeypatch):
    monkeypatch.setattr(release.console, "width", 200)
    said = run("--most", "1")
    assert "2 estimate" in said and "The first 1 of 2" in said and "--json" in said


def test_programs_get_every_change_with_all_digits(run):
    told = json.loads(run("--json", "--most", "1"))
    assert told["counts"] == {"estimate": 2}
    assert [(row["subject"], row["before"], row["after"]) for row in told["changes"]] == [
        (LONG[0], 0.5, 0.5625),
        (LONG[2], 0.1, 0.2),
    ]
    assert set(told["changes"][0]) == {
        *("table", "wave", "subject", "term", "level", "change", "before", "after")
    }
