"""Dagster's daemon at work in a process of its own, and waiting for what it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kj_assets.project import Project
from kj_assets_tests.e2e.building import SHIPPED

# A first build takes half a minute on two cores that have nothing else to do.
LONGEST_SECONDS = 400


@contextmanager
def daemon(project: Project, module: str) -> Iterator[Callable[[], str]]:
    """The daemon at work on a module's definitions; gives a reader of its log."""
    log = project.root / "daemon.log"
    # Only the package itself is installed; the module may be one of the tests'.
    env = os.environ | {"PYTHONPATH": str(SHIPPED.root)}
    command = [str(Path(sys.executable).with_name("dagster-daemon")), "run", "-m", module]
    with log.open("w") as out:
        running = subprocess.Popen(command, cwd=project.root, env=env, stdout=out, stderr=out)
        try:
            yield log.read_text
        finally:
            running.send_signal(signal.SIGINT)
            try:
                running.wait(60)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait(10)


def wait_until(true: Callable[[], bool], read_log: Callable[[], str]) -> None:
    """Ask every other second; after the longest time fail with what the daemon said last."""
    end = time.monotonic() + LONGEST_SECONDS
    while not true():
        assert time.monotonic() < end, read_log()[-4000:]
        time.sleep(2)
