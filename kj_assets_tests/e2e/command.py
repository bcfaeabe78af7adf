"""Calling the `kj` command in this process."""

from __future__ import annotations

from click.testing import Result
from typer.testing import CliRunner

from kj_assets.cli import app
from kj_assets.project import Project


def call_kj(project: Project, *words: str, answer: str = "") -> Result:
    """Call the command on a project, which keeps its own Dagster home (see `own_dagster`)."""
    return CliRunner().invoke(app, [*words, "--project", str(project.root)], input=answer)
