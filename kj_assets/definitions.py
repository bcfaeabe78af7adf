"""The one Definitions object of the code location: assembly only."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from kj_assets.dagster_kit.assembly import assemble
from kj_assets.dagster_kit.asset import Asset
from kj_assets.graph import LONG_VIEWS, declare_assets, read_declarations
from kj_assets.project import Project

OWNERS = ("team:opinion-tracker",)


def build_definitions(project: Project) -> dg.Definitions:
    """Definitions of a project folder."""
    return assemble_project(project, declare_assets(project, read_declarations(project)))


def assemble_project(project: Project, assets: Sequence[Asset]) -> dg.Definitions:
    """Definitions of assets that are already declared."""
    return assemble(assets, project.build, LONG_VIEWS, OWNERS)


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the project in ``KJ_PROJECT``, else the current folder."""
    return build_definitions(Project.at())
