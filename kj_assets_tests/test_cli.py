"""The `kj` command as people meet it: help, messages and exit codes, without a long build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

from kj_assets import planning
from kj_assets.cli import app
from kj_assets.dagster_kit import settled
from kj_assets.dagster_kit.settled import NOTE
from kj_assets.project import PROJECT_VARIABLE
from kj_assets_tests.e2e.building import SHIPPED, copy_declared
from kj_assets_tests.e2e.small_project import interview_people, write_small_project


@pytest.fixture
def run(monkeypatch):
    """Call the command; the environment it sets is taken back."""
    for name in (PROJECT_VARIABLE, "DAGSTER_HOME"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return lambda *words: CliRunner().invoke(app, list(words))


def run_alone(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The installed command in a process of its own, with its exit code and both streams."""
    wanted = {k: v for k, v in os.environ.items() if k not in (PROJECT_VARIABLE, "DAGSTER_HOME")}
    command = [sys.executable, "-c", "from kj_assets.cli import main; main()", *words]
    return subprocess.run(command, cwd=folder, env=wanted, text=True, capture_output=True)


@pytest.mark.parametrize("command", ["build", "plan", "dev", "open", "reconstruct", "schemas"])
def test_help_teaches_every_command(run, command):
    assert command in run("--help").output
    helped = run(command, "-h")
    assert helped.exit_code == 0
    assert "--project" in helped.output


def test_the_waves_are_listed_with_their_provenance(run, tmp_path):
    copy_declared(tmp_path)
    listed = run("wave", "list", "--project", str(tmp_path)).output
    assert "2025" in listed and "1,585" in listed and "reconstructed" in listed


@pytest.mark.slow
def test_adding_a_wave_tells_what_is_left_and_the_build_goes_on_without_it(run, tmp_path):
    project = write_small_project(tmp_path / "project")
    place = ("--project", str(project.root))
    file = tmp_path / "new.csv"
    interview_people().to_csv(file, index=False)
    added = run("wave", "add", str(file), "--wave", "2032", *place)
    assert added.exit_code == 0
    assert "support" in added.output and "TODO 2032/wave.yaml:" in added.output
    assert "to decide" in run("wave", "list", *place).output
    built = run("build", *place)
    assert built.exit_code == 1
    assert "F105 wave 2032 is not built" in built.output and "0 failed" in built.output
    assert "F105" in run("plan", *place).output


def test_the_plan_of_a_new_project_is_everything_and_why(run, tmp_path):
    copy_declared(tmp_path)
    planned = json.loads(run("plan", "--json", "--project", str(tmp_path)).output)
    assert planned["kept"] == []
    first = {"asset": "wave_2025/responses", "certain": True, "reasons": ["new wave"]}
    assert planned["steps"][0] == first


def list_imported(names: tuple[str, ...], *words: str) -> list[str]:
    """Which of some libraries a process of its own has imported once the command is done."""
    code = (
        "import sys\nfrom kj_assets.cli import app\n"
        f"app({list(words)}, standalone_mode=False)\n"
        f"print(*[name for name in {names} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    return done.stderr.splitlines()[-1].split()


def test_help_is_told_without_the_libraries_that_work():
    assert list_imported(("pandas", "duckdb", "dagster"), "build", "--help") == []


@pytest.mark.slow
def test_a_plan_is_made_without_the_libraries_that_only_building_needs(tmp_path):
    heavy = ("dagster", "sqlalchemy", "statsmodels", "scipy", "altair")
    project = write_small_project(tmp_path)
    assert list_imported(heavy, "plan", "--json", "--project", str(project.root)) == []


@pytest.mark.slow
def test_nothing_to_do_is_told_from_the_note_as_by_a_plan_and_whatever_else_is_planned(
    run, tmp_path, monkeypatch
):
    monkeypatch.setattr(settled, "STARTING_NANOSECONDS", 0)
    project = write_small_project(tmp_path)
    place = ("--project", str(project.root))
    assert run("build", *place).exit_code == 0
    told = {}
    for word in ("build", "plan"):
        told[word] = run(word, *place).output
        (project.build / NOTE).unlink()
        assert run(word, *place).output == told[word]
    assert "Nothing to build: all" in told["build"] and "0 assets would run" in told["plan"]
    with monkeypatch.context() as patched:
        patched.setattr(planning, "plan_project", Mock(side_effect=KeyError("planned")))
        assert [run(word, *place).output for word in told] == list(told.values())
        for words in (
            *(("plan", "--json"), ("plan", "wave_2031/clean"), ("plan", "--wave", "2031")),
            *(("build", "--dry-run"), ("build", "--force"), ("build", "--from-scratch")),
        ):
            assert isinstance(run(*words, *place).exception, KeyError), words
        # By now the store was set aside.
        assert isinstance(run("plan", *place).exception, KeyError)


def test_planning_writes_no_store(run, tmp_path):
    project = copy_declared(tmp_path)
    assert run("plan", "--project", str(tmp_path)).exit_code == 0
    assert not project.build.exists()


def test_a_folder_that_is_no_project_is_said_to_be_none(run, tmp_path):
    answer = run("build", "--project", str(tmp_path))
    assert answer.exit_code == 2
    assert "no data/codebook.yaml" in " ".join(answer.output.split())
    assert list(tmp_path.iterdir()) == []


def test_the_embedded_store_is_shown_and_has_nothing_to_clean(run, tmp_path):
    place = ("--project", str(write_small_project(tmp_path).root))
    assert "embedded: work.duckdb and kj.duckdb in" in run("store", "show", *place).output
    assert "0 snapshots" in run("store", "clean", "--dry-run", *place).output


def test_opening_before_building_says_what_to_do(run, tmp_path):
    answer = run("open", "--project", str(tmp_path))
    assert answer.exit_code == 1
    assert "kj build" in answer.output


def test_a_mistake_in_a_declaration_is_a_message_and_no_traceback(tmp_path):
    project = copy_declared(tmp_path)
    text = project.codebook.read_text(encoding="utf-8")
    project.codebook.write_text(text.replace("levels:", "levles:", 1), encoding="utf-8")
    answer = run_alone("plan", folder=tmp_path)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert "F102" in answer.stderr
    assert "levles" in answer.stderr
    assert f"codebook.yaml:{text[: text.index('levels:')].count(chr(10)) + 1}" in answer.stderr


def test_schemas_in_git_are_those_of_the_code(run, tmp_path):
    assert run("schemas", "--project", str(tmp_path)).exit_code == 0
    written = sorted((tmp_path / "docs" / "schemas").iterdir())
    assert [path.name.partition(".")[0] for path in written] == [
        "alerts",
        "codebook",
        "models",
        "reconstruction",
        "release",
        "store",
        "wave",
    ]
    for path in written:
        assert path.read_bytes() == (SHIPPED.root / "docs/schemas" / path.name).read_bytes()


@pytest.mark.parametrize("name", ["a:100:b", "[bold]a[/]", "a[/b", ":smile: [x]"])
def test_a_path_is_shown_as_it_is_written(run, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir(parents=True)
    for words in (("open",), ("plan",)):
        assert f"{folder}" in run(*words, "--project", str(folder)).output
    assert name in run_alone("wave", "list", "--project", name, folder=tmp_path).stdout


def test_a_refusal_shows_a_name_in_data_as_it_is_written(tmp_path: Path) -> None:
    write_small_project(tmp_path)
    said = run_alone("wave", "check", ":100:[b]", folder=tmp_path)
    assert "no wave ':100:[b]'" in said.stderr


@pytest.mark.parametrize("words", [("build",), ("plan",), ("wave", "list")])
def test_a_project_whose_path_is_no_address_is_left_as_it_is(tmp_path: Path, words) -> None:
    project = tmp_path / "a?b"
    write_small_project(project)
    before = sorted(tmp_path.rglob("*"))
    said = run_alone(*words, "--project", "a?b", folder=tmp_path)
    assert said.returncode == 2 and "M004" in said.stderr and "Rename" in said.stderr
    assert sorted(tmp_path.rglob("*")) == before
