"""The project's definitions with its yearly schedule due every minute, to see it come round."""

from __future__ import annotations

import dagster as dg

from kj_assets.dagster_kit import automation
from kj_assets.definitions import build_definitions
from kj_assets.project import Project


@dg.definitions
def defs() -> dg.Definitions:
    """What the daemon loads."""
    automation.YEARLY = "* * * * *"
    return build_definitions(Project.at())
