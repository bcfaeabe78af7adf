"""What would run, and why: the transitive question Dagster's staleness does not answer.

Here: the plan from records and declared assets alone; it opens no Dagster. An asset is
planned when its own record no longer stands, or when something above it is planned. The
guard then stops early where an upstream result turns out the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from kj_assets.dagster_kit.asset import Asset, Key, show_key
from kj_assets.dagster_kit.files import lost_files
from kj_assets.dagster_kit.guard import current_inputs
from kj_assets.dagster_kit.record import Record
from kj_assets.dagster_kit.versions import Version


@dataclass(frozen=True)
class Step:
    """One asset that would run; ``certain`` is false if only something above it changed."""

    key: Key
    reasons: tuple[str, ...]
    certain: bool


@dataclass(frozen=True)
class Plan:
    """Steps in the order they would run, and the keys that stay as they are."""

    steps: tuple[Step, ...]
    kept: tuple[Key, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Keys of the steps."""
        return tuple(step.key for step in self.steps)


def sort_assets(assets: Iterable[Asset]) -> list[Asset]:
    """Assets so that each comes after what it reads, otherwise in the order given."""
    by_key = {asset.key: asset for asset in assets}
    order = TopologicalSorter({key: asset.upstream for key, asset in by_key.items()})
    return [by_key[key] for key in order.static_order() if key in by_key]


def make_plan(assets: Sequence[Asset], records: Mapping[Key, Record], folder: Path) -> Plan:
    """Plan all assets against the records of a store in a build folder."""
    steps: dict[Key, Step] = {}
    versions = {key: record.data_version for key, record in records.items()}
    ordered = sort_assets(assets)
    for asset in ordered:
        own = _own_reasons(asset, records.get(asset.key), versions, folder)
        above = [show_key(key) for key in asset.upstream if key in steps]
        if own or above:
            waits = (f"after {', '.join(above)}",) if above and not own else ()
            steps[asset.key] = Step(asset.key, (*own, *waits), certain=bool(own))
    kept = tuple(asset.key for asset in ordered if asset.key not in steps)
    return Plan(tuple(steps.values()), kept)


def _own_reasons(
    asset: Asset, record: Record | None, versions: Mapping[Key, str], folder: Path
) -> tuple[str, ...]:
    if record is None:
        return ("new",)
    now = current_inputs(asset, versions)
    changed = [name for name in now if record.inputs.get(name) != now[name]]
    gone = [name for name in record.inputs if name not in now]
    reasons = [f"{name} changed" for name in changed] + [f"{name} is gone" for name in gone]
    version = asset.version
    if record.code_version != version.digest:
        reasons += explain_change(record.version_parts, version)
    reasons += [f"file {name} is gone or changed" for name in lost_files(folder, record.files)]
    return tuple(reasons)


def explain_change(before: Mapping[str, Any], now: Version) -> list[str]:
    """Say which part of a version changed: a setting, a library, or the code."""
    reasons = []
    for kind, word in (("settings", "{} changed"), ("libraries", "library {} changed")):
        old, new = before[kind], now.as_plain()[kind]
        differing = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        reasons += [word.format(name) for name in sorted(differing) if "(order)" not in name]
    if before["code"] != now.code:
        reasons.append("code changed")
    return reasons or ["an order in the declarations changed"]
