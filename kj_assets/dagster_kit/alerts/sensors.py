"""What is worth an alert: a run that failed on its own, and a check that failed in any run.

Neither sensor can fail a build: they look at runs that have ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import dagster as dg

from kj_assets.dagster_kit.alerts.channels import Channel
from kj_assets.dagster_kit.alerts.outbox import Alert, Outbox
from kj_assets.dagster_kit.retention import FINISHED

EVERY_SECONDS = 30
# What tells a run that started on its own from one that a person started, and watches.
STARTED_BY = ("dagster/schedule_name", "dagster/sensor_name", "dagster/auto_materialize")
More = Callable[[datetime], Sequence[Alert]]
RUNNING = dg.DefaultSensorStatus.RUNNING


def alert_sensors(
    outbox: Outbox, channels: Sequence[Channel], more: More
) -> list[dg.SensorDefinition]:
    """Both sensors; ``more`` is asked at each tick for whatever else is worth an alert."""

    @dg.run_failure_sensor(name="alert_failed_runs", default_status=RUNNING)
    def failed_runs(context: dg.RunFailureSensorContext) -> None:
        alert = describe_failed_run(context.dagster_run, context.failure_event.message or "")
        if alert:
            outbox.put(alert)

    @dg.sensor(name="send_alerts", minimum_interval_seconds=EVERY_SECONDS, default_status=RUNNING)
    def send(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        now = datetime.now(UTC)
        since = datetime.fromisoformat(context.cursor) if context.cursor else now
        if since > now:
            # The clock has gone back, nobody knows when: look at every run that is kept.
            since = datetime.min.replace(tzinfo=UTC)
        for alert in [*find_failed_checks(context.instance, since), *more(now)]:
            outbox.put(alert)
        # Runs that end while this looks are looked at again; the outbox takes each news once.
        context.update_cursor((now - timedelta(seconds=EVERY_SECONDS)).isoformat())
        outbox.forget_old(now)
        return dg.SkipReason(outbox.deliver(channels, now))

    return [failed_runs, send]


def describe_failed_run(run: dg.DagsterRun, reason: str) -> Alert | None:
    """The alert for a failed run, if nobody was there to see it."""
    started_by = next((run.tags[tag] for tag in STARTED_BY if tag in run.tags), None)
    if started_by is None:
        return None
    text = (
        f"Run {run.run_id}, started by {started_by}, failed: {reason}\n"
        "What it had finished is stored. The Dagster UI shows which asset failed and why; mend "
        "that, then kj build."
    )
    return Alert(f"run {run.run_id}", "A scheduled run failed", text)


def find_failed_checks(instance: dg.DagsterInstance, since: datetime) -> Iterator[Alert]:
    """An alert for each check that failed in a run that ended since then.

    A check that fails again and says the same is the same news.
    """
    ended = dg.RunsFilter(statuses=FINISHED, updated_after=since)
    for record in instance.get_run_records(ended):
        run_id = record.dagster_run.run_id
        logs = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        for entry in logs:
            event = entry.dagster_event
            found = event.asset_check_evaluation_data if event else None
            if found is None or found.passed:
                continue
            name = f"{found.asset_key.to_user_string()}: {found.check_name}"
            text = f"{found.description or 'It gave no reason.'}\nSeen in run {run_id}."
            yield Alert(f"check {name} {found.description}", f"A check failed: {name}", text)
