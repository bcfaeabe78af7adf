"""Running a plan in one Dagster run, and telling what becomes of each asset on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import dagster as dg

from kj_assets.dagster_kit.assembly import BUILD_JOB, CLUSTER_EXECUTOR, FORCE_TAG, OUTCOME_TAG
from kj_assets.dagster_kit.asset import Asset, Key
from kj_assets.dagster_kit.automation import report_sources
from kj_assets.dagster_kit.following import follow_run
from kj_assets.dagster_kit.plan import Plan, make_plan, plan_stored, select_steps
from kj_assets.dagster_kit.storage import choose_backend
from kj_assets.errors import BuildError

Progress = Callable[["AssetEvent"], None]
# Dagster's word for a run that ended by an exception outside its steps.
RAISED = "RUN_EXCEPTION"
Listen = Callable[[Any], None]
# Far more than any chain of early cut-offs needs; a guard against a plan that never ends.
MOST_PASSES = 10


@dataclass(frozen=True)
class AssetEvent:
    """News of one asset: ``started``, ``built``, ``reused``, ``failed`` or ``skipped``.

    ``waiting`` has no key: another build holds the store.
    """

    what: str
    key: Key | None
    message: str = ""


@dataclass
class BuildResult:
    """What a build did, over all its passes."""

    built: list[Key] = field(default_factory=list)
    reused: list[Key] = field(default_factory=list)
    failed: dict[Key, str] = field(default_factory=dict)
    skipped: list[Key] = field(default_factory=list)

    def take(self, event: AssetEvent) -> None:
        """Note an event."""
        if event.key is None:
            return
        if event.what == "failed":
            self.failed[event.key] = event.message
        elif event.what in ("built", "reused", "skipped"):
            getattr(self, event.what).append(event.key)


def build_until_fresh(
    assets: Sequence[Asset],
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    folder: Path,
    on_plan: Callable[[Plan], None],
    on_event: Progress,
    *,
    only: Collection[Key] | None = None,
    force: bool = False,
) -> BuildResult:
    """Run the plan, in passes until nothing is stale or nothing more can be done.

    ``only`` restricts it to some assets. An asset that failed is not asked for again, and nor
    is what waits for it.

    Raises:
        BuildError: B002 the store cannot be opened or published; B005 to B007 why.
    """
    total, store = BuildResult(), choose_backend(folder)
    report_sources(instance, [source for asset in assets for source in asset.sources])
    for _ in range(MOST_PASSES):
        plan = make_plan(assets, {}, folder) if force else plan_stored(assets, folder)
        if only is not None:
            plan = select_steps(plan, assets, only)
        hopeless = {*total.failed, *total.skipped}
        steps = tuple(step for step in plan.steps if step.key not in hopeless)
        # An interrupted run may have left something to publish, and any run publishes it.
        keys = [step.key for step in steps] or (plan.kept[:1] if store.is_ahead() else ())
        if not keys:
            return total
        on_plan(replace(plan, steps=steps))
        for event in run_assets(definitions, instance, keys, on_event, force=force):
            total.take(event)
        if force:
            return total
    return total


def run_assets(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    keys: Sequence[Key],
    on_event: Progress,
    *,
    force: bool = False,
) -> list[AssetEvent]:
    """Run some assets in this process, in one Dagster run that the UI shows as well.

    Raises:
        BuildError: B002 the store cannot be opened or published; B005 to B007 why.
    """
    from dagster._core.utils import make_new_run_id

    run_id = make_new_run_id()
    job = definitions.resolve_job_def(BUILD_JOB)
    events: list[AssetEvent] = []
    troubles: list[BuildError] = []

    def listen(entry: Any) -> None:
        troubles.extend(_read_trouble(entry))
        event = read_event(entry)
        if event:
            events.append(event)
            on_event(event)

    on_cluster = job.executor_def.name == CLUSTER_EXECUTOR
    execute = _execute_on_cluster if on_cluster else _execute_here
    execute(
        job,
        instance,
        listen,
        run_id=run_id,
        asset_selection=frozenset(dg.AssetKey(key) for key in keys),
        tags={FORCE_TAG: "true"} if force else {},
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
    )
    if troubles:
        raise troubles[0]
    return events


def _execute_here(
    job: dg.JobDefinition, instance: dg.DagsterInstance, listen: Listen, **run: Any
) -> None:
    instance.add_event_listener(run["run_id"], listen)
    run["asset_selection"] = list(run["asset_selection"])
    job.execute_in_process(instance=instance, raise_on_error=False, **run)


def _execute_on_cluster(
    job: dg.JobDefinition, instance: dg.DagsterInstance, listen: Listen, **run: Any
) -> None:
    """Lead a run whose steps others do; what they tell stands in Dagster's storage."""
    from dagster._core.definitions.job_base import InMemoryJob
    from dagster._core.execution.api import execute_run_iterator

    subset = job.get_subset(asset_selection=run["asset_selection"])
    made = instance.create_run_for_job(subset, **run)
    with follow_run(instance, made.run_id, listen):
        for _ in execute_run_iterator(InMemoryJob(job), made, instance):
            pass


def read_event(entry: Any) -> AssetEvent | None:
    """News in one entry of Dagster's event log, if it holds any."""
    event = entry.dagster_event
    if event is None:
        if entry.step_key and entry.user_message.startswith("Dependencies for step"):
            return AssetEvent("skipped", _key_of(entry.step_key))
        waiting = entry.user_message.startswith("waiting for")
        return AssetEvent("waiting", None, entry.user_message) if waiting else None
    if event.event_type_value == "STEP_START":
        return AssetEvent("started", _key_of(event.step_key))
    if event.event_type_value == "STEP_FAILURE":
        return AssetEvent("failed", _key_of(event.step_key), _failure_message(event))
    if event.event_type_value == "ASSET_MATERIALIZATION":
        tags = event.step_materialization_data.materialization.tags or {}
        return AssetEvent(tags.get(OUTCOME_TAG, "built"), _key_of(event.step_key))
    return None


def _read_trouble(entry: Any) -> Iterator[BuildError]:
    """What failed outside any asset: Dagster calls a run a success whose store is not closed."""
    event, error = entry.dagster_event, None
    if event and event.event_type_value in ("RESOURCE_INIT_FAILURE", "ENGINE_EVENT"):
        error = event.engine_event_data.error
    elif event and event.event_type_value == "PIPELINE_FAILURE":
        reason = event.job_failure_data.failure_reason
        # A run that failed because of its steps repeats what the first of them said.
        error = event.job_failure_data.error if reason and reason.value == RAISED else None
    if error:
        yield _as_build_error(list(_chain(error)))


def _chain(error: Any) -> Iterator[str]:
    while error:
        yield error.message.strip()
        error = error.cause


def _as_build_error(chain: Sequence[str]) -> BuildError:
    """The coded error that Dagster put into words, or B002 for any other."""
    for said in chain:
        if coded := re.search(r"\b([BM]\d{3}): (.*)", said, re.DOTALL):
            return BuildError(coded[1], coded[2])
    said = chain[-1]
    return BuildError(
        "B002",
        f"the store cannot be opened or published: {said}\nkj.duckdb is as it was. Build "
        "again; if that ends here too, kj doctor tells what may be wrong.",
    )


def _failure_message(event: Any) -> str:
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        return data.user_failure_data.description
    error = data.error.cause or data.error
    return f"{error.cls_name}: {error.message.strip()}\n{''.join(error.stack[-3:])}"


def _key_of(step_key: str) -> Key:
    schema, _, table = step_key.partition("__")
    return schema, table
