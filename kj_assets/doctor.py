"""`kj doctor`: everything that may be wrong with a project, each with what to do about it."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from kj_assets.alerting import AlertsDeclaration, open_outbox, read_alerts
from kj_assets.dagster_kit.health import Finding, examine_disk, examine_history, examine_store
from kj_assets.dagster_kit.reasons import Kind
from kj_assets.dagster_kit.storage import read_stored_records
from kj_assets.errors import TrackerError
from kj_assets.machine import telling_refusals
from kj_assets.planning import Planned, plan_project
from kj_assets.project import Project
from kj_assets.waves.overdue import find_overdue
from kj_assets.waves.registry import Wave

# The extra for several machines has an environment, and so a lock file, of its own.
IS_SCALE = find_spec("duckdb_extension_ducklake") is not None
LOCK_FILE = Path(__file__).parents[1] / f"requirements{'-scale' if IS_SCALE else ''}.lock"
PYTHON = ((3, 11), (3, 14))
SHOWN = ("dagster", "duckdb", "pandas", "numpy", "scipy", "statsmodels")


def examine(project: Project, today: date) -> list[Finding]:
    """Look at everything; a thing that cannot be looked at is a finding, not an end."""
    return [
        *examine_versions(LOCK_FILE),
        *examine_disk(project.build),
        *_look("store", examine_store(project.build)),
        *_look("Dagster history", examine_history(project.dagster_home, project.build)),
        *_look("declarations and plan", _examine_project(project, today)),
    ]


def _look(about: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    try:
        with telling_refusals():
            yield from findings
    except TrackerError as error:
        first, _, rest = error.message.partition("\n")
        remedy = rest or "mend that; what depends on it was not looked at"
        yield Finding(about, "broken", f"{error.code} {first}", remedy)


def examine_versions(lock: Path) -> Iterator[Finding]:
    """Python and the libraries, held against the lock file where there is one."""
    running = ".".join(map(str, sys.version_info[:3]))
    if PYTHON[0] <= sys.version_info[:2] < PYTHON[1]:
        yield Finding("Python", "ok", running)
    else:
        yield Finding("Python", "broken", running, "use Python 3.11 to 3.13: make run sets it up")
    told = ", ".join(f"{name} {version(name)}" for name in SHOWN)
    wrong = list(_differing(lock.read_text(encoding="utf-8"))) if lock.exists() else []
    if wrong:
        found = f"{len(wrong)} differ from {lock.name}: {', '.join(wrong[:8])}"
        yield Finding("libraries", "attention", found, f"pip install -r {lock.name}")
    else:
        yield Finding("libraries", "ok", told)


def _differing(lock: str) -> Iterator[str]:
    # One library may stand there several times, for several versions of Python.
    wanted: dict[str, list[str]] = {}
    for name, pinned in re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", lock, re.M):
        wanted.setdefault(name, []).append(pinned)
    for name, pins in wanted.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            # Not for this platform or Python, or for developers alone.
            continue
        if found not in pins:
            yield f"{name} {found}, not {' or '.join(pins)}"


def _examine_project(project: Project, today: date) -> Iterator[Finding]:
    planned = plan_project(project, None, ())
    alerts = read_alerts(project)
    records = read_stored_records(project.build)
    yield from _examine_plan(planned)
    tables = sum(len(record.tables) for record in records.values())
    yield _examine_built(planned, "tables", "table", tables)
    files = sum(len(record.files) for record in records.values())
    yield _examine_built(planned, "site and figures", "file", files)
    yield from _examine_waves(planned.declared.waves, today, alerts.wave_overdue_after_days)
    yield from _examine_alerts(project, alerts)


def _examine_alerts(project: Project, declared: AlertsDeclaration) -> Iterator[Finding]:
    if not declared.channels:
        return
    unset = [name for name in declared.variables if not os.environ.get(name)]
    stuck = [waiting.error for waiting in open_outbox(project).list().values() if waiting.error]
    if unset:
        found = f"not set in this shell: {', '.join(unset)}"
        yield Finding("alerts", "attention", found, "set it where kj dev runs")
    elif stuck:
        found = f"{len(stuck)} are not delivered: {stuck[0]}"
        yield Finding("alerts", "attention", found, "mend data/alerts.yaml or the receiver")
    else:
        yield Finding("alerts", "ok", f"by {' and '.join(c.name for c in declared.channels)}")


def _examine_built(planned: Planned, about: str, kind: Kind, count: int) -> Finding:
    """What the plan found of the tables, or the files, that were built."""
    lost = [
        reason.name if kind == "file" else f"{step.key[0]}.{reason.name}"
        for step in planned.plan.steps
        for reason in step.reasons
        if reason.kind == kind
    ]
    if not lost:
        return Finding(about, "ok", f"{count} {kind}s, as they were built")
    found = f"{len(lost)} of the {kind}s that were built are gone or changed: {lost[0]} …"
    return Finding(about, "attention", found, "kj build makes them again")


def _examine_plan(planned: Planned) -> Iterator[Finding]:
    steps, kept = len(planned.plan.steps), len(planned.plan.kept)
    if steps:
        assets = "asset" if steps == 1 else "assets"
        yield Finding("plan", "attention", f"{steps} {assets} would run", "kj plan; kj build")
    else:
        yield Finding("plan", "ok", f"all {kept} assets are up to date")
    if planned.plan.orphans:
        groups = Counter(key[0] for key in planned.plan.orphans)
        found = ", ".join(f"{count} of {group}" for group, count in groups.items())
        remedy = "kj wave remove WAVE for a wave, kj prune for the rest"
        yield Finding("stored, not declared", "attention", found, remedy)


def _examine_waves(waves: Sequence[Wave], today: date, days: int) -> Iterator[Finding]:
    absent = [(w, path) for w in waves if w.is_fielded for path in w.paths if not path.exists()]
    for wave, path in absent:
        remedy = "put it back, or kj restore a back-up"
        yield Finding(f"wave {wave.id}", "broken", f"its file {path} is gone", remedy)
    for wave in waves:
        if wave.undecided:
            found = f"{len(wave.undecided)} decisions are open"
            yield Finding(
                f"wave {wave.id}", "attention", found, "decide what its wave.yaml marks TODO"
            )
    for late in find_overdue(waves, today, days):
        yield Finding(f"wave {late.wave}", "attention", late.sentence, late.remedy)
    well = sum(wave.is_fielded for wave in waves) - len(absent)
    yield Finding("waves", "ok", f"{well} fielded, {len(waves) - well - len(absent)} planned")
