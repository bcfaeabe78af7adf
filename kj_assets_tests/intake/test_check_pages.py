"""The check as people meet it: terminal and HTML, both languages, nothing written."""

from __future__ import annotations

import hashlib
import io
import re
from string import Formatter

import pytest
from rich.console import Console
from typer.testing import CliRunner

from kj_assets.cli import app
from kj_assets.intake.check_page import build_check_page
from kj_assets.intake.check_terminal import show_check
from kj_assets.intake.words import PHRASES
from kj_assets.project import PROJECT_VARIABLE
from kj_assets_tests.intake.made_up_check import check, interview, write_two_waves


@pytest.fixture
def project(tmp_path):
    rows = interview(2, 5001)
    rows.loc[20:, "TRADE"] = rows["TRADE"].replace({1: 4})
    rows.loc[:6, "ECONOMY"] = 7
    return write_two_waves(tmp_path, rows, title={"en": "<b>Wave</b> & co", "ko": "[bold]조사"})


@pytest.fixture
def run(monkeypatch):
    for name in (PROJECT_VARIABLE, "DAGSTER_HOME"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return lambda *words: CliRunner().invoke(app, list(words))


def hashes(folder):
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_check_writes_nothing(project, run):
    before = hashes(project.data)
    assert run("wave", "check", "2032", "--project", str(project.root)).exit_code == 1
    assert hashes(project.data) == before


def test_the_exit_code_is_0_where_nothing_blocks(tmp_path, run):
    sound = write_two_waves(tmp_path)
    answer = run("wave", "check", "2032", "--project", str(sound.root))
    assert answer.exit_code == 0
    assert "kj build" in answer.output


def test_the_page_is_written_where_it_is_asked_for(project, run, tmp_path):
    page = tmp_path / "check.html"
    run("wave", "check", "2032", "--project", str(project.root), "--html", str(page))
    assert page.read_text(encoding="utf-8") == build_check_page(check(project))


def test_every_phrase_is_in_both_languages_with_the_same_values():
    def values(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for key, said in PHRASES.items():
        assert set(said) == {"en", "ko"}, key
        assert values(said["en"]) == values(said["ko"]), key


@pytest.mark.parametrize(("language", "words"), [("en", "cannot be built"), ("ko", "막고 있는")])
def test_the_terminal_speaks_both_languages_and_takes_no_markup(project, language, words):
    console = Console(record=True, width=100, file=io.StringIO())
    show_check(check(project), language, console)
    told = console.export_text()
    assert words in told
    assert ("[bold]조사" in told) == (language == "ko")


def test_the_page_is_self_contained_and_escapes_what_it_is_told(project):
    page = build_check_page(check(project))
    assert "<b>Wave</b>" not in page and "&lt;b&gt;Wave&lt;/b&gt; &amp; co" in page
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert 'lang="ko"' in page and "응답 분포" in page and "Distributions" in page
    assert "K002 item economy" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
