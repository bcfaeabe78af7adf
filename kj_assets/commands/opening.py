"""What every command starts with: the console and the project folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kj_assets.project import PROJECT_VARIABLE, Project
from kj_assets.terminal import Terminal

console = Terminal()
ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", help="Project folder; default: $KJ_PROJECT or this folder."),
]


def open_project(folder: Path | None) -> Project:
    """The project, with the environment set so that Dagster finds it as well."""
    from kj_assets.dagster_kit.develop import prepare_home

    place = Project.at(folder)
    if not place.codebook.exists():
        console.tell(
            f"{place.root} is no project folder: it has no data/codebook.yaml. "
            "Go to one, or name it with --project."
        )
        raise typer.Exit(2)
    os.environ[PROJECT_VARIABLE] = str(place.root)
    prepare_home(place.dagster_home)
    return place
