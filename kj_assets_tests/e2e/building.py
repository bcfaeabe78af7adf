"""Building a whole project folder in process, as `kj build` does."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pandas as pd

from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.run import BuildResult, Progress, build_until_fresh
from kj_assets.definitions import assemble_project
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project

SHIPPED = Project.at(Path(__file__).parents[2])


@dataclass(frozen=True)
class Built:
    """A project that was built, with the instance that saw it."""

    project: Project
    instance: dg.DagsterInstance
    assets: list[Asset]
    result: BuildResult

    def table(self, schema: str, name: str) -> pd.DataFrame:
        """A stored table, as any reader of kj.duckdb gets it."""
        return self.ask(f'FROM "{schema}"."{name}"')

    def ask(self, query: str) -> pd.DataFrame:
        with open_published(self.project.build) as store:
            return store.sql(query).df()


def build_project(
    project: Project, instance: dg.DagsterInstance, on_event: Progress = lambda event: None
) -> Built:
    """Build until nothing is stale."""
    declared = read_declarations(project)
    assets = declare_assets(project, declared)
    definitions = assemble_project(project, declared, assets)
    result = build_until_fresh(
        assets, definitions, instance, project.build, lambda plan: None, on_event
    )
    return Built(project, instance, assets, result)


def copy_declared(folder: Path) -> Project:
    """The shipped data in a project folder of its own, nothing built."""
    shutil.copytree(SHIPPED.data, folder / "data", ignore=shutil.ignore_patterns("build"))
    return Project.at(folder)
