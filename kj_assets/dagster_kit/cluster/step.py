"""The worker's side: one step of a run, with definitions that the worker makes itself, once a run.

A worker has one thread, for Dagster's context and the store's connection are not for several.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import create_execution_plan, execute_plan
from dagster._core.execution.plan.state import KnownExecutionState
from dagster._core.instance import InstanceRef
from dagster_shared.serdes import serialize_value

from kj_assets.errors import BuildError

Load = Callable[[], dg.Definitions]
# dagster-postgres connects anew for each statement, ten to twenty a step, unless told otherwise.
CONNECTED = {"statement_timeout": 60_000, "pool_recycle": 600, "max_overflow": 5}


@dataclass(frozen=True)
class Opened:
    """What a worker makes once for all steps of a run."""

    run_id: str
    job: dg.JobDefinition
    instance: dg.DagsterInstance


_latest: list[Opened] = []


def run_step(
    load: Load,
    run: dg.DagsterRun,
    step_key: str,
    code_version: str | None,
    instance: InstanceRef,
    known_state: KnownExecutionState,
) -> list[str]:
    """Do one step, and tell of it in Dagster's storage; its events, serialised.

    Raises:
        BuildError: B015 this worker would do something else than the run means.
    """
    opened = _open(load, run, instance)
    job = opened.job
    if read_code_version(job, step_key) != code_version:
        raise BuildError(
            "B015",
            f"the worker on {platform.node()} has other code or declarations of {step_key} than "
            "the run: restart workers after an installation, let them see the same data folder "
            "as the run, and build again",
        )
    arguments: dict[str, Any] = {"job": InMemoryJob(job), "run_config": run.run_config}
    plan = create_execution_plan(
        **arguments, step_keys_to_execute=[step_key], known_state=known_state
    )
    events = execute_plan(plan, instance=opened.instance, dagster_run=run, **arguments)
    return [serialize_value(event) for event in events]


def _open(load: Load, run: dg.DagsterRun, reference: InstanceRef) -> Opened:
    if _latest and _latest[-1].run_id == run.run_id:
        return _latest[-1]
    while _latest:
        _latest.pop().instance.dispose()
    repository = load().get_repository_def()
    job = repository.get_maybe_subset_job_def(
        run.job_name,
        op_selection=run.resolved_op_selection,
        asset_selection=run.asset_selection,
        asset_check_selection=run.asset_check_selection,
    )
    instance = dg.DagsterInstance.from_ref(reference)
    instance.optimize_for_webserver(**CONNECTED)
    _latest.append(Opened(run.run_id, job, instance))
    return _latest[-1]


def read_code_version(job: dg.JobDefinition, step_key: str) -> str | None:
    """The version of the code of what a step makes; none for a step that only looks at a file."""
    schema, _, table = step_key.partition("__")
    key = dg.AssetKey([schema, table])
    return job.asset_layer.get(key).code_version if job.asset_layer.has(key) else None
