"""Why an asset would run: reasons as data, found by comparing a record with what is declared.

Here: finding them. The plan, the guard, the doctor and the automation all ask here, so what one
of them sees the others see. Not here: the plan over all assets (`plan.py`), or the words in which
people are told (`kj_assets/plan_words.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kj_assets.dagster_kit.asset import Asset, Key, show_key
from kj_assets.dagster_kit.files import lost_files
from kj_assets.dagster_kit.record import Record
from kj_assets.dagster_kit.tables import Holdings
from kj_assets.dagster_kit.versions import Version

# fmt: off
Kind = Literal[
    "new", "group new", "group gone", "input new", "input gone", "input", "source",
    "setting", "order", "library", "code", "definition", "table", "file", "above",
]
# fmt: on
# What was built is not there as it was built, whatever is declared.
LOST: tuple[Kind, ...] = ("table", "file")


@dataclass(frozen=True)
class Reason:
    """One reason: its kind, what it is about, and for a library the versions before and now.

    ``name`` is a group, an asset or source, a setting's path, a library, a definition of
    the code, a table or a file. ``above`` means only that something above would run.
    """

    kind: Kind
    name: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Stored:
    """What the store holds and what is declared, as far as reasons need to know.

    ``lost`` has the tables of an asset that are gone or hold something else.
    """

    records: Mapping[Key, Record]
    declared: Collection[Key]
    folder: Path
    lost: Mapping[Key, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, holdings: Holdings, declared: Collection[Key], folder: Path) -> Stored:
        """What was found in a store, with its build folder."""
        return cls(holdings.records, declared, folder, holdings.lost)

    @property
    def versions(self) -> dict[Key, str]:
        """Data version of every stored asset."""
        return {key: record.data_version for key, record in self.records.items()}

    def has_group(self, group: str) -> bool:
        """Whether anything of a group is stored."""
        return any(key[0] == group for key in self.records)

    def declares_group(self, group: str) -> bool:
        """Whether anything of a group is declared."""
        return any(key[0] == group for key in self.declared)


def find_reasons(asset: Asset, stored: Stored) -> tuple[Reason, ...]:
    """Why an asset's own record no longer stands; none if it does."""
    record = stored.records.get(asset.key)
    if record is None:
        group = asset.key[0]
        return (Reason("new") if stored.has_group(group) else Reason("group new", group),)
    return (
        *_compare_inputs(asset, record, stored),
        *explain_change(record, asset.version),
        *(Reason("table", name) for name in stored.lost.get(asset.key, ())),
        *(Reason("file", name) for name in lost_files(stored.folder, record.files)),
    )


def current_inputs(asset: Asset, data_versions: Mapping[Key, str]) -> dict[str, str]:
    """Data version of everything an asset reads, as far as it exists."""
    stored = {show_key(k): data_versions[k] for k in asset.upstream if k in data_versions}
    return stored | {show_key(source.key): source.version() for source in asset.sources}


def _compare_inputs(asset: Asset, record: Record, stored: Stored) -> list[Reason]:
    now = current_inputs(asset, stored.versions)
    sources = {show_key(source.key) for source in asset.sources}
    wanted = {show_key(key) for key in asset.upstream} | sources
    added = [name for name in sorted(wanted) if name not in record.inputs]
    gone = [name for name in record.inputs if name not in now]
    changed = [name for name in now if record.inputs.get(name, now[name]) != now[name]]
    reasons = [
        Reason("input new", name) if stored.has_group(group) else Reason("group new", group)
        for name, group in _with_group(added)
    ]
    reasons += [
        Reason("input gone", name) if stored.declares_group(group) else Reason("group gone", group)
        for name, group in _with_group(gone)
    ]
    reasons += [Reason("source" if name in sources else "input", name) for name in changed]
    return list(dict.fromkeys(reasons))


def _with_group(names: list[str]) -> list[tuple[str, str]]:
    return [(name, name.partition("/")[0]) for name in names]


def explain_change(record: Record, now: Version) -> list[Reason]:
    """Say which part of a version changed: settings, libraries, or which definitions."""
    if record.code_version == now.digest:
        return []
    before = record.version_parts
    reasons = [
        Reason("setting", name)
        for name in _differing(before["settings"], now.settings)
        if "(order)" not in name
    ]
    for name in _differing(before["libraries"], now.libraries):
        versions = f"{before['libraries'].get(name, 'none')} → {now.libraries.get(name, 'none')}"
        reasons.append(Reason("library", name, versions))
    if before["code"] != now.code:
        changed = _differing(record.definitions, now.definitions) if record.definitions else []
        reasons += [Reason("definition", name) for name in changed] or [Reason("code")]
    return reasons or [Reason("order")]


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Names that say something else; those in both come first."""
    differing = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return sorted(differing, key=lambda name: (name not in before or name not in now, name))
