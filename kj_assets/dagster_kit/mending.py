"""The sensor for what Dagster cannot see: tables and files that were built and are lost.

Dagster knows what was built, not what is still there; the store does. Here: asking the plan, as
the command does, and a run for what is lost. What reads it follows only if it comes out otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.plan import Plan, Step, plan_stored
from kj_assets.dagster_kit.reasons import LOST
from kj_assets.dagster_kit.storage import choose_backend
from kj_assets.dagster_kit.versions import digest_of
from kj_assets.machine import telling_refusals

LOOK_EVERY_SECONDS = 30
NEVER_STORED = ("new", "group new")
UNFINISHED = [
    status
    for status in dg.DagsterRunStatus
    if status
    not in (
        dg.DagsterRunStatus.SUCCESS,
        dg.DagsterRunStatus.FAILURE,
        dg.DagsterRunStatus.CANCELED,
        dg.DagsterRunStatus.MANAGED,
    )
]


@dataclass(frozen=True)
class Mending:
    """What to run, and a name of the damage, under which it is asked for once."""

    keys: tuple[Key, ...]
    name: str


def store_sensor(assets: Sequence[Asset], folder: Path, job: str) -> dg.SensorDefinition:
    """A sensor that asks for what was built and is not there as it was built."""

    @dg.sensor(
        name="watch_store",
        job_name=job,
        minimum_interval_seconds=LOOK_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.SkipReason | dg.RunRequest:
        if context.instance.get_runs(dg.RunsFilter(statuses=UNFINISHED), limit=1):
            return dg.SkipReason("a run goes on: what it leaves is looked at then")
        with telling_refusals():
            mending = find_lost_assets(assets, folder, context.instance)
        if mending is None:
            return dg.SkipReason("what was built is there as it was built")
        keys = [dg.AssetKey(key) for key in mending.keys]
        return dg.RunRequest(run_key=mending.name, asset_selection=keys)

    return watch


def find_lost_assets(
    assets: Sequence[Asset], folder: Path, instance: dg.DagsterInstance
) -> Mending | None:
    """What was lost since Dagster saw it built; one asset that is fresh if only a copy is to mend.

    Raises:
        BuildError: B005 to B007 the store cannot be read.
    """
    plan = plan_stored(assets, folder)
    runs = _read_last_runs(instance, plan)
    lost = [step for step in plan.steps if _is_lost(step, runs)]
    keys = [step.key for step in lost]
    if not keys and choose_backend(folder).is_ahead():
        # Any run publishes what is stored.
        keys = [key for key in plan.kept if runs[key]][:1]
    if not keys:
        return None
    told = [[*step.key, *(f"{r.kind} {r.name}" for r in step.reasons)] for step in lost]
    return Mending(tuple(keys), digest_of([told, [runs[key] for key in keys]]))


def _is_lost(step: Step, runs: Mapping[Key, str]) -> bool:
    """Whether Dagster would not ask for it on its own: it takes what it saw built for stored."""
    return any(
        reason.kind in LOST or (reason.kind in NEVER_STORED and runs[step.key])
        for reason in step.reasons
    )


def _read_last_runs(instance: dg.DagsterInstance, plan: Plan) -> dict[Key, str]:
    """The run that built each asset last, as far as Dagster remembers one."""
    keys = (*plan.keys, *plan.kept)
    found = instance.get_latest_materialization_events([dg.AssetKey(key) for key in keys])
    events = {key: found.get(dg.AssetKey(key)) for key in keys}
    return {key: event.run_id if event else "" for key, event in events.items()}
