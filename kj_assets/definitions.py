"""The one Definitions object of the code location: assembly only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import dagster as dg

from kj_assets.dagster_kit.assembly import assemble
from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.graph import LONG_VIEWS, declare_assets, describe_planned, read_declarations
from kj_assets.project import Project

OWNERS = ("team:opinion-tracker",)


def build_definitions(project: Project) -> dg.Definitions:
    """Definitions of a project folder."""
    declared = read_declarations(project)
    return assemble_project(
        project, declare_assets(project, declared), describe_planned(declared.waves)
    )


def assemble_project(
    project: Project, assets: Sequence[Asset], planned: Mapping[Key, str] = MappingProxyType({})
) -> dg.Definitions:
    """Definitions of assets that are already declared."""
    return assemble(assets, project.build, LONG_VIEWS, OWNERS, planned)


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the project in ``KJ_PROJECT``, else the current folder."""
    return build_definitions(Project.at())
