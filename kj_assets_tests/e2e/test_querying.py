"""The examples of docs/querying.md, run as they stand."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from kj_assets_tests.e2e.building import SHIPPED

# They look at a build of the whole shipped project.
pytestmark = pytest.mark.slow

PAGE = (SHIPPED.root / "docs" / "querying.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def examples_in(language: str) -> list[str]:
    return [code for written_in, code in EXAMPLES if written_in == language]


@pytest.fixture
def folder(project: Path, tmp_path: Path) -> Path:
    """A folder that looks like the project's and may be written to."""
    (tmp_path / "data").symlink_to(project / "data")
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_has_examples_in_all_three_languages():
    assert {language for language, _ in EXAMPLES} == {"sql", "python", "r"}
    assert all(len(examples_in(language)) > 1 for language in ("sql", "python", "r"))


@pytest.mark.parametrize("query", examples_in("sql"))
def test_sql_examples_find_rows(project, query):
    with duckdb.connect(project / "data/build/kj.duckdb", read_only=True) as store:
        assert len(store.sql(query).fetchall()) > 0


@pytest.mark.parametrize("code", examples_in("python"))
def test_python_examples_print_a_table_or_write_a_picture(folder, code):
    printed = run([sys.executable, "-c", code], folder)
    pictures = [path.read_text(encoding="utf-8") for path in folder.glob("*.svg")]
    assert len(printed.splitlines()) > 3 or "<svg" in pictures[0]


@pytest.mark.parametrize("code", examples_in("r"))
def test_r_examples_print_a_table(folder, code):
    if not shutil.which("Rscript"):
        pytest.skip("there is no Rscript on the PATH")
    for package in re.findall(r"library\((\w+)\)", code):
        asked = ["Rscript", "-e", f"quit(status = !requireNamespace('{package}', quietly = TRUE))"]
        if subprocess.run(asked, capture_output=True, check=False).returncode:
            pytest.skip(f"R has no package {package}")
    assert len(run(["Rscript", "-e", code], folder).splitlines()) > 3


def test_a_figure_drawn_again_has_the_words_of_the_stored_one(folder):
    (code,) = [code for code in examples_in("python") if "vl_convert" in code]
    run([sys.executable, "-c", code], folder)
    drawn = (folder / "security_effects.svg").read_text(encoding="utf-8")
    assert "Trusts the United States" in drawn


def test_the_weighted_share_of_respondents_is_the_topline(project):
    """What the page lets one compute by hand is what the tracker computed."""
    with duckdb.connect(project / "data/build/kj.duckdb", read_only=True) as store:
        (by_hand,) = store.sql("""
            SELECT sum(weight) FILTER (japan_impression IN ('good_impression', 'mostly_good'))
                   / sum(weight)
            FROM kj.respondents WHERE japan_impression IS NOT NULL
        """).fetchall()[0]
        (computed,) = store.sql("""
            SELECT share FROM kj.toplines WHERE item = 'japan_impression' AND level = 'good'
        """).fetchall()[0]
    assert by_hand == pytest.approx(computed)
