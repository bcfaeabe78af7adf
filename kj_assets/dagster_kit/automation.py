"""When Dagster rebuilds on its own: the condition, its sensor, the file sensor, the schedule.

`AutomationCondition.eager()` ignores data and code versions, so it is not used here.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from kj_assets.dagster_kit.asset import Source

DATA_VERSION_TAG = "dagster/data_version"
EVALUATE_EVERY_SECONDS = 10
LOOK_AT_FILES_EVERY_SECONDS = 30
# The poll is published at the end of August; by then the file is in its folder.
YEARLY = "0 6 15 9 *"
TIME_ZONE = "Asia/Seoul"


def rebuild_when_changed() -> dg.AutomationCondition:
    """Ask for an asset when it is missing, its code changed, or what it reads changed or will.

    What reads an asset is asked for together with it, however far below: so it is built after
    it, in the same run, and the guard stops where results turn out the same. What changes while
    a run goes on is asked for at once and waits in the queue of runs. A failed asset is not
    asked for again until something changes.
    """
    condition = dg.AutomationCondition
    missing = condition.missing() & ~condition.execution_failed()
    # A run that changed what the asset reads and has the asset in it too asks for nothing more.
    changed = condition.data_version_changed() & ~condition.executed_with_root_target()
    asked: dg.AutomationCondition = (
        # What is still to run will read what changed by then.
        ((missing | condition.any_deps_match(changed)) & ~condition.in_progress())
        | condition.code_version_changed()
        | condition.any_deps_match(condition.will_be_requested())
    )
    # Not `since_last_handled`: it takes an asset's first evaluation, when a wave is new, for
    # handled, and what spans waves would be built before the wave.
    handled = condition.newly_requested() | condition.newly_updated()
    # A file that nobody has looked at yet counts as missing; whoever reads it will see.
    stored = dg.AssetSelection.all()
    return (
        asked.since(handled.with_label("handled"))
        & ~condition.any_deps_missing().allow(stored)
        & condition.all_deps_blocking_checks_passed()
    )


def automation_sensor() -> dg.AutomationConditionSensorDefinition:
    """The sensor that evaluates the condition for every asset; on by default."""
    return dg.AutomationConditionSensorDefinition(
        "rebuild_what_changed",
        target=dg.AssetSelection.all(),
        minimum_interval_seconds=EVALUATE_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )


def source_sensor(sources: Sequence[Source]) -> dg.SensorDefinition:
    """A sensor that reports each source's version, without a run, when it changed."""

    @dg.sensor(
        name="watch_survey_files",
        minimum_interval_seconds=LOOK_AT_FILES_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def watch(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        changed = report_sources(context.instance, sources)
        return dg.SkipReason(f"{len(changed)} of {len(sources)} survey files changed")

    return watch


def report_sources(instance: dg.DagsterInstance, sources: Sequence[Source]) -> list[Source]:
    """Record an observation for every source whose version is not the last one observed."""
    changed = []
    for source in sources:
        version, key = source.version(), dg.AssetKey(source.key)
        last = instance.fetch_observations(key, limit=1).records
        if last and _observed_version(last[0]) == version:
            continue
        tags = {DATA_VERSION_TAG: version}
        instance.report_runless_asset_event(dg.AssetObservation(asset_key=key, tags=tags))
        changed.append(source)
    return changed


def _observed_version(record: dg.EventLogRecord) -> str | None:
    observation = record.asset_observation
    return observation.tags.get(DATA_VERSION_TAG) if observation else None


def yearly_schedule(job_name: str) -> dg.ScheduleDefinition:
    """Once a year, ask for everything; the guard builds only what changed."""
    return dg.ScheduleDefinition(
        name="yearly_build",
        job_name=job_name,
        cron_schedule=YEARLY,
        execution_timezone=TIME_ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
