"""Building the sums as `kj build` builds a project, in a Dagster of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dagster as dg

from kj_assets.dagster_kit.assembly import assemble
from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.plan import Plan
from kj_assets.dagster_kit.run import AssetEvent, BuildResult, build_until_fresh
from kj_assets.dagster_kit.views import LongView
from kj_assets_tests.dagster_kit.sums import declare_sums

VIEWS = {"totals": LongView("*", "total", "All totals")}
TAGS = {"provenance": "made_up"}


@dataclass(frozen=True)
class Run:
    """What a build did: its result, the plan of each pass, its news."""

    result: BuildResult
    plans: list[Plan]
    events: list[AssetEvent]

    @property
    def built(self) -> list[str]:
        """Names of what was built."""
        return [key[1] for key in self.result.built]


def declare(file: Path, **more: Any) -> list[Asset]:
    """The sums with tags that Dagster takes."""
    return [replace(asset, tags=TAGS) for asset in declare_sums(file, **more)]


def define(assets: Sequence[Asset], folder: Path) -> dg.Definitions:
    """What Dagster loads."""
    return assemble(Catalogue(VIEWS, {}, assets), folder, ("team:sums",), planned={})


def build_sums(
    assets: Sequence[Asset],
    folder: Path,
    instance: dg.DagsterInstance,
    on_event: Callable[[AssetEvent], None] = lambda event: None,
    *,
    force: bool = False,
) -> Run:
    """Build until nothing is stale."""
    plans: list[Plan] = []
    events: list[AssetEvent] = []

    def note(event: AssetEvent) -> None:
        events.append(event)
        on_event(event)

    definitions = define(assets, folder)
    result = build_until_fresh(
        assets, definitions, instance, folder, plans.append, note, force=force
    )
    return Run(result, plans, events)
