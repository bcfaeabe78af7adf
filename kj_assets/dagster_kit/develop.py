"""Starting the Dagster UI for people: home folder, leftovers and the server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from filelock import Timeout

from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.dagster_kit.files import write_files
from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.errors import MachineError

# A query, and a letter in hexadecimal digits: SQLAlchemy reads both in SQLite's addresses.
NO_ADDRESS = re.compile(r"\?|%[0-9A-Fa-f]{2}")
SETTINGS = Path(__file__).with_name("dagster.yaml")


def prepare_home(home: Path) -> None:
    """Make a folder usable as DAGSTER_HOME and say so to Dagster.

    An existing dagster.yaml is left as it is.

    Raises:
        MachineError: M004 the path is one that Dagster would take for another; nothing is written.
    """
    _refuse_address(home)
    if not (home / "dagster.yaml").exists():
        write_files(home, {"dagster.yaml": SETTINGS.read_bytes()})
    os.environ["DAGSTER_HOME"] = str(home)


def _refuse_address(home: Path) -> None:
    """Dagster writes the path into an address, in which these stand for something else."""
    if found := NO_ADDRESS.search(str(home)):
        raise MachineError(
            "M004",
            f"the path of the project folder holds {found[0]!r}, which Dagster takes for a part of "
            f"an address: it would write outside of {home}. Rename the folder, or work on a copy "
            "elsewhere. Nothing was written.",
        )


def close_abandoned_runs(build_folder: Path, home: Path) -> int:
    """Mark runs left over from a power cut as failed; they would block the queue for ever.

    Nothing is done while a build holds the store. Returns how many runs were closed.
    """
    import dagster as dg

    unfinished = [
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
        dg.DagsterRunStatus.CANCELING,
    ]
    try:
        with (
            hold_lock(build_folder, "closing abandoned runs", print, wait=False),
            open_instance(home) as instance,
        ):
            runs = instance.get_runs(dg.RunsFilter(statuses=unfinished))
            for run in runs:
                instance.report_run_failed(run, "The process of this run is gone.")
            return len(runs)
    except Timeout:
        return 0


def start_dagster(root: Path, host: str, port: int) -> int:
    """Run `dagster dev` until it ends; its exit code."""
    workspace = root / "workspace.yaml"
    where = ["-w", str(workspace)] if workspace.exists() else ["-m", "kj_assets.definitions"]
    command = [sys.executable, "-m", "dagster", "dev", *where, "-h", host, "-p", str(port)]
    with subprocess.Popen(command, cwd=root) as started:
        # Whoever stops us means what we started; Ctrl-C reaches both.
        signal.signal(signal.SIGTERM, lambda number, frame: started.terminate())
        return started.wait()
