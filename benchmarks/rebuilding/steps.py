"""How many steps a change costs: ours, Dagster's own `eager()`, and building everything.

Here: counting in one process. `eager()` decides by itself what to ask for; what it asks for is
then run without our guard, as a project without one would.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import dagster as dg

from benchmarks.rebuilding.projects import Change, make_project
from kj_assets.dagster_kit import assembly
from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.automation import report_sources
from kj_assets.dagster_kit.run import build_until_fresh, run_assets
from kj_assets.definitions import assemble_project
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project

MOST_TICKS = 30


@dataclass(frozen=True)
class Steps:
    """Steps that run for a change; of ours, how many `eager()` does not ask for."""

    ours: int
    eager: int
    everything: int
    missed: int


def count_steps(change: Change, waves: int) -> Steps:
    """Count what runs for a change of a project that was built, by contender."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore", dg.BetaWarning)
    with tempfile.TemporaryDirectory() as folder, dg.DagsterInstance.ephemeral() as instance:
        project = make_project(Path(folder), waves)
        _build(project, instance)
        change(project)
        ours = _build(project, instance)
        everything = len(_declare(project)[0])
    eager = _list_eager(change, waves)
    return Steps(len(ours), len(eager), everything, len(set(ours) - set(eager)))


def _declare(project: Project) -> tuple[list[Asset], dg.Definitions]:
    declared = read_declarations(project)
    assets = declare_assets(project, declared)
    return assets, assemble_project(project, declared, assets)


def _build(project: Project, instance: dg.DagsterInstance) -> list[Key]:
    assets, definitions = _declare(project)
    build = project.build
    done = build_until_fresh(
        assets, definitions, instance, build, lambda plan: None, lambda event: None
    )
    return done.built


def _list_eager(change: Change, waves: int) -> list[Key]:
    """Requests after a change until it is quiet."""
    eager = patch.object(assembly, "rebuild_when_changed", dg.AutomationCondition.eager)
    with tempfile.TemporaryDirectory() as folder, dg.DagsterInstance.ephemeral() as instance, eager:
        project = make_project(Path(folder), waves)
        _build(project, instance)
        cursor = _settle(project, instance, None)[1]
        change(project)
        return _settle(project, instance, cursor)[0]


def _settle(
    project: Project, instance: dg.DagsterInstance, cursor: dg.AssetDaemonCursor | None
) -> tuple[list[Key], dg.AssetDaemonCursor]:
    """Let Dagster evaluate, run what it asks for, and again, until two ticks ask for nothing."""
    assets, definitions = _declare(project)
    asked: list[Key] = []
    quiet = 0
    for tick in range(MOST_TICKS):
        if tick == 1:  # As in `kj dev`: the sensor of files looks less often than automation.
            report_sources(instance, [source for asset in assets for source in asset.sources])
            quiet = 0
        made = dg.evaluate_automation_conditions(defs=definitions, instance=instance, cursor=cursor)
        cursor = made.cursor
        keys = _requested(made, assets)
        if keys:
            run_assets(definitions, instance, keys, lambda event: None, force=True)
        asked, quiet = asked + keys, 0 if keys else quiet + 1
        if quiet == 2:
            return asked, made.cursor
    raise RuntimeError(f"eager() still asks for more after {MOST_TICKS} ticks")


def _requested(made: dg.EvaluateAutomationConditionsResult, assets: list[Asset]) -> list[Key]:
    return [asset.key for asset in assets if made.get_num_requested(dg.AssetKey(asset.key))]
