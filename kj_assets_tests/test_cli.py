"""The `kj` command as people meet it: help, messages and exit codes, without a long build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kj_assets.cli import app
from kj_assets.project import PROJECT_VARIABLE
from kj_assets_tests.e2e.building import SHIPPED, copy_declared


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


def test_the_plan_of_a_new_project_is_everything_and_why(run, tmp_path):
    copy_declared(tmp_path)
    planned = json.loads(run("plan", "--json", "--project", str(tmp_path)).output)
    assert planned["kept"] == []
    assert {"asset": "wave_2025/responses", "reasons": ["new"]} in planned["steps"]


def test_planning_writes_no_store(run, tmp_path):
    project = copy_declared(tmp_path)
    assert run("plan", "--project", str(tmp_path)).exit_code == 0
    assert not project.build.exists()


def test_a_folder_that_is_no_project_is_said_to_be_none(run, tmp_path):
    answer = run("build", "--project", str(tmp_path))
    assert answer.exit_code == 2
    assert "no data/codebook.yaml" in " ".join(answer.output.split())
    assert list(tmp_path.iterdir()) == []


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
        "codebook",
        "models",
        "reconstruction",
        "wave",
    ]
    for path in written:
        assert path.read_bytes() == (SHIPPED.root / "docs/schemas" / path.name).read_bytes()
