"""The one Definitions object of the code location: assembly only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import dagster as dg

from kj_assets.alerting import declare_alerts
from kj_assets.catalogue import make_catalogue
from kj_assets.dagster_kit.assembly import assemble
from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.storage import AfterPublishing
from kj_assets.graph import (
    Declarations,
    declare_assets,
    describe_planned,
    read_declarations,
)
from kj_assets.project import Project
from kj_assets.publish.site.provenance import write_provenance_page
from kj_assets.publish.site.provenances import find_provenances

OWNERS = ("team:opinion-tracker",)


def build_definitions(project: Project) -> dg.Definitions:
    """Definitions of a project folder."""
    declared = read_declarations(project)
    assembled = assemble_project(project, declared, declare_assets(project, declared))
    alerts = declare_alerts(project, declared.waves)
    return dg.Definitions.merge(assembled, dg.Definitions(sensors=alerts)) if alerts else assembled


def assemble_project(
    project: Project, declared: Declarations, assets: Sequence[Asset]
) -> dg.Definitions:
    """Definitions of assets that are already declared."""
    return assemble(
        make_catalogue(declared, assets),
        project.build,
        OWNERS,
        describe_planned(declared.waves),
        after_publishing=follow_publishing(declared),
        load=partial(build_definitions, project),
    )


def follow_publishing(declared: Declarations) -> AfterPublishing:
    """What is written whenever the store was published: the provenance page."""
    return partial(
        write_provenance_page,
        codebook=declared.codebook,
        provenances=find_provenances(declared.fielded),
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What Dagster loads: the project in ``KJ_PROJECT``, else the current folder."""
    return build_definitions(Project.at())
