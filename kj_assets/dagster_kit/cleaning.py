"""The schedule that takes earlier states out of a store that keeps them; others need none.

Dagster reads the annotations of what it wraps, so they are not postponed in this file.
"""

from pathlib import Path

import dagster as dg

from kj_assets.dagster_kit.automation import TIME_ZONE
from kj_assets.dagster_kit.storage import choose_backend
from kj_assets.dagster_kit.store.settings import read_settings
from kj_assets.machine import telling_refusals

CLEANING_JOB = "clean_store"
# Files of what expired go a day later, so a cleaning a day is enough.
NIGHTLY = "30 3 * * *"


def cleaning_schedules(folder: Path) -> list[dg.ScheduleDefinition]:
    """A nightly cleaning of the store of a build folder, where it keeps earlier states.

    Raises:
        BuildError: B010 a mistake in the settings of the store.
    """
    if not read_settings(folder).is_lake:
        return []

    # Not named as the job: Dagster would refuse the whole code location.
    @dg.op(name="let_earlier_states_expire")
    def clean(context: dg.OpExecutionContext) -> None:
        with telling_refusals():
            gone = choose_backend(folder).clean(context.log.info)
        context.log.info(f"taken away: {gone}")

    @dg.job(
        name=CLEANING_JOB,
        description="Let earlier states of the lake expire, except those of releases.",
        executor_def=dg.in_process_executor,
    )
    def job() -> None:
        clean()

    return [
        dg.ScheduleDefinition(
            name="nightly_cleaning",
            job=job,
            cron_schedule=NIGHTLY,
            execution_timezone=TIME_ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
        )
    ]
