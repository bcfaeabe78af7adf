"""What would run, and why: the transitive question Dagster's staleness does not answer.

Here: the plan from records and declared assets alone; it opens no Dagster. An asset is
planned when its own record no longer stands, or when something above it is planned. The
guard then stops early where an upstream result turns out the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from pathlib import Path
from types import MappingProxyType

from kj_assets.dagster_kit.asset import Asset, Key, show_key
from kj_assets.dagster_kit.reasons import Reason, Stored, find_reasons
from kj_assets.dagster_kit.record import Record
from kj_assets.dagster_kit.storage import choose_backend

NOTHING_LOST: Mapping[Key, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """One asset that would run; ``certain`` is false if only something above it changed."""

    key: Key
    reasons: tuple[Reason, ...]

    @property
    def certain(self) -> bool:
        """Whether it runs whatever comes out above it."""
        return any(reason.kind != "above" for reason in self.reasons)


@dataclass(frozen=True)
class Plan:
    """What would run, in that order, and what stays.

    ``orphans`` are stored though nothing declares them any more; ``waiting`` would run too
    and stand above a step, but were not selected.
    """

    steps: tuple[Step, ...]
    kept: tuple[Key, ...]
    orphans: tuple[Key, ...] = ()
    waiting: tuple[Key, ...] = ()

    @property
    def keys(self) -> tuple[Key, ...]:
        """Keys of the steps."""
        return tuple(step.key for step in self.steps)


def sort_assets(assets: Iterable[Asset]) -> list[Asset]:
    """Assets so that each comes after what it reads, otherwise in the order given."""
    by_key = {asset.key: asset for asset in assets}
    order = TopologicalSorter({key: asset.upstream for key, asset in by_key.items()})
    return [by_key[key] for key in order.static_order() if key in by_key]


def plan_stored(assets: Sequence[Asset], folder: Path) -> Plan:
    """Plan all assets against what the store of a build folder holds.

    Raises:
        BuildError: B005 to B007 the store cannot be read.
    """
    holdings = choose_backend(folder).look()
    return make_plan(assets, holdings.records, folder, holdings.lost)


def make_plan(
    assets: Sequence[Asset],
    records: Mapping[Key, Record],
    folder: Path,
    lost: Mapping[Key, Sequence[str]] = NOTHING_LOST,
) -> Plan:
    """Plan all assets against records, and tables that were lost, of a store in a build folder."""
    declared = {asset.key for asset in assets}
    stored = Stored(records, declared, folder, lost)
    steps: dict[Key, Step] = {}
    ordered = sort_assets(assets)
    for asset in ordered:
        above = (Reason("above", show_key(key)) for key in asset.upstream if key in steps)
        reasons = find_reasons(asset, stored) or tuple(above)
        if reasons:
            steps[asset.key] = Step(asset.key, reasons)
    kept = tuple(asset.key for asset in ordered if asset.key not in steps)
    orphans = tuple(sorted(key for key in records if key not in declared))
    return Plan(tuple(steps.values()), kept, orphans)


def select_steps(plan: Plan, assets: Sequence[Asset], selected: Collection[Key]) -> Plan:
    """The part of a plan that was selected, and what is stale above it and was not."""
    steps = tuple(step for step in plan.steps if step.key in selected)
    upstream = {asset.key: asset.upstream for asset in assets}
    stale, above, todo = set(plan.keys), set[Key](), [step.key for step in steps]
    while todo:
        new = [key for key in upstream.get(todo.pop(), ()) if key not in above]
        above.update(new)
        todo += new
    kept = tuple(key for key in plan.kept if key in selected)
    waiting = tuple(sorted((above & stale) - set(selected)))
    return replace(plan, steps=steps, kept=kept, waiting=waiting)
