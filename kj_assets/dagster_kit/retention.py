"""How long Dagster's history of runs is kept: enough to look back, not enough to fill a disk.

A run leaves 0.1 to 1.3 MB of events. The newest runs stay, and whichever holds the latest
materialization of an asset, for Dagster reads data versions there. Evaluations of checks stand
in a table of their own and stay. Ticks are Dagster's to forget: see ``retention`` in dagster.yaml.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from kj_assets.dagster_kit.dagster_files import BESIDE

RUNS_KEPT = 50
DAYS_KEPT = 365
ONCE_A_DAY = 24 * 60 * 60
# A sensor has a minute; what is left waits for the next time.
MOST_AT_ONCE = 200
FINISHED = [
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.CANCELED,
]


def prune_history(
    instance: dg.DagsterInstance, *, runs_kept: int = RUNS_KEPT, now: datetime | None = None
) -> int:
    """Delete finished runs that need not be kept, with their events and logs; how many."""
    runs = find_expendable(instance, runs_kept, now or datetime.now(UTC))[:MOST_AT_ONCE]
    for run_id in runs:
        instance.delete_run(run_id)
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        _delete_event_file(instance, run_id)
    return len(runs)


def find_expendable(instance: dg.DagsterInstance, runs_kept: int, now: datetime) -> list[str]:
    """Ids of finished runs beyond the newest or older than a year, oldest first."""
    # Newest first, and most builds find nothing to do: one short query.
    records = instance.get_run_records(dg.RunsFilter(statuses=FINISHED))
    too_old = now - timedelta(days=DAYS_KEPT)
    past = [
        record.dagster_run.run_id
        for place, record in enumerate(records)
        if place >= runs_kept or record.create_timestamp.replace(tzinfo=UTC) < too_old
    ]
    needed = _runs_of_latest(instance) if past else set()
    return [run_id for run_id in reversed(past) if run_id not in needed]


def _runs_of_latest(instance: dg.DagsterInstance) -> set[str]:
    """Runs that hold what Dagster knows of an asset as it stands."""
    entries = [record.asset_entry for record in instance.get_asset_records()]
    latest = (entry.last_materialization_record for entry in entries)
    return {record.run_id for record in latest if record}


def _delete_event_file(instance: dg.DagsterInstance, run_id: str) -> None:
    """Dagster empties a run's own event file and leaves it."""
    folder = Path(instance.root_directory) / "history" / "runs"
    for end in BESIDE:
        (folder / f"{run_id}.db{end}").unlink(missing_ok=True)


def history_sensor() -> dg.SensorDefinition:
    """A sensor that prunes the history once a day, without a run of its own."""

    @dg.sensor(
        name="prune_history",
        minimum_interval_seconds=ONCE_A_DAY,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def prune(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        return dg.SkipReason(f"{prune_history(context.instance)} old runs deleted")

    return prune
