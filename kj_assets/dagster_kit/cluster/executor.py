"""The run's side: what can be done next is Dagster's to say, who does it Dask's.

dagster-dask's own executor was tried and is not used: its workers keep the declarations of an
earlier run, it runs the steps below a failed one all the same, and it names a step alike in all
runs, so that of two runs at once one gets the other's results.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import dagster as dg
from dagster._core.definitions.executor_definition import ExecutorRequirement
from dagster._core.errors import raise_execution_interrupts
from dagster._core.events import DagsterEvent
from dagster._core.execution.context.system import PlanOrchestrationContext
from dagster._core.execution.plan.active import ActiveExecution
from dagster._core.execution.plan.objects import StepFailureData
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.base import Executor
from dagster._utils.error import SerializableErrorInfo, serializable_error_info_from_exc_info
from dagster_shared.serdes import deserialize_value

from kj_assets.dagster_kit.cluster.step import Load, read_code_version, run_step
from kj_assets.dagster_kit.store.settings import DaskCluster, read_variable
from kj_assets.errors import BuildError

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS_TO_CONNECT = 30


def make_cluster_executor(
    name: str,
    cluster: DaskCluster,
    load: Load,
    before: Callable[[dg.DagsterInstance], object],
    after: Callable[[], None],
) -> dg.ExecutorDefinition:
    """The executor of a project whose steps run on a cluster.

    Args:
        name: of the executor.
        cluster: where its scheduler is.
        load: makes the definitions anew on a worker; pickled by its name.
        before: called before the first step.
        after: called when all steps have ended, well or not.
    """

    @dg.executor(name=name, requirements=[ExecutorRequirement.NON_EPHEMERAL_INSTANCE])
    def executor(context: dg.InitExecutorContext) -> ClusterExecutor:
        return ClusterExecutor(read_variable(cluster.address_from), load, before, after)

    return executor


@contextmanager
def connect_cluster(address: str) -> Iterator[Client]:
    """A client of a scheduler; what it asked for and did not get is forgotten at its end.

    Raises:
        BuildError: B013 the scheduler cannot be reached.
    """
    from distributed import Client

    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise BuildError("B013", f"the Dask scheduler cannot be reached: {error}") from error
    with client:
        yield client


class ClusterExecutor(Executor):
    """Runs each step as a task of Dask, which gives it to another worker where one dies."""

    def __init__(
        self,
        address: str,
        load: Load,
        before: Callable[[dg.DagsterInstance], object],
        after: Callable[[], None],
    ) -> None:
        """Keep what a run needs; see `make_cluster_executor`."""
        self.address, self.load, self.before, self.after = address, load, before, after

    @property
    def retries(self) -> RetryMode:
        """None by Dagster: what failed would fail again, and what was lost Dask does again."""
        return RetryMode.DISABLED

    def execute(
        self, plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan
    ) -> Iterator[DagsterEvent]:
        """Hand out what can be done until nothing is left; events of each step that ended.

        Raises:
            BuildError: B013 the scheduler cannot be reached.
        """
        self.before(plan_context.instance)
        try:
            with (
                connect_cluster(self.address) as client,
                ActiveExecution(execution_plan, retry_mode=self.retries) as active,
            ):
                yield from self._run_steps(client, plan_context, active)
        finally:
            self.after()

    def _run_steps(
        self, client: Client, context: PlanOrchestrationContext, active: ActiveExecution
    ) -> Iterator[DagsterEvent]:
        from distributed import as_completed

        steps: dict[object, str] = {}
        running = as_completed()
        while not active.is_complete:
            for step in active.get_steps_to_execute():
                future = self._submit(client, context, active, step.key)
                steps[future.key] = step.key
                running.add(future)
            # What waits for a failed step is told of, and not run.
            yield from active.plan_events_iterator(context)
            if not running.is_empty():
                with raise_execution_interrupts():
                    future = next(running)
                yield from _take(future, steps.pop(future.key), context, active)

    def _submit(
        self,
        client: Client,
        context: PlanOrchestrationContext,
        active: ActiveExecution,
        step_key: str,
    ) -> Future:
        run = context.dagster_run
        return client.submit(
            run_step,
            self.load,
            run,
            step_key,
            read_code_version(context.job.get_definition(), step_key),
            context.instance.get_ref(),
            active.get_known_state(),
            key=f"{step_key}-{run.run_id}",
            pure=False,
        )


def _take(
    future: Future, step_key: str, context: PlanOrchestrationContext, active: ActiveExecution
) -> Iterator[DagsterEvent]:
    """The events of a step that ended; a failure where its workers were lost, or refused it."""
    try:
        told = [deserialize_value(event, DagsterEvent) for event in future.result()]
    except Exception:  # noqa: BLE001 - of any kind: it comes from another machine, and is told whole
        told = [_as_failure(context, active, step_key)]
    for event in told:
        yield event
        active.handle_event(event)
        if event.is_resource_init_failure:
            failure = _as_failure(context, active, step_key, event.engine_event_data.error)
            yield failure
            active.handle_event(failure)
    active.verify_complete(context, step_key)


def _as_failure(
    context: PlanOrchestrationContext,
    active: ActiveExecution,
    step_key: str,
    error: SerializableErrorInfo | None = None,
) -> DagsterEvent:
    step = context.for_step(active.get_step_by_key(step_key))
    error = error or serializable_error_info_from_exc_info(sys.exc_info())
    return DagsterEvent.step_failure_event(step, StepFailureData(error, user_failure_data=None))
