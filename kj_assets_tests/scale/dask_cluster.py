"""A Dask scheduler and workers, each a process of its own as in a cluster, on loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kj_assets_tests.scale.postgres import free_port

SECONDS = 60


class DaskCluster:
    """A running cluster; workers can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen] = []
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self._start("scheduler", "--port", str(port), "--no-dashboard")

    def start_worker(self, *, preload: str = "") -> None:
        """One thread and no nanny: a killed worker stays away, as a machine that is gone."""
        preloaded = ["--preload", preload] if preload else []
        self.workers.append(
            self._start(
                "worker",
                self.address,
                "--nthreads",
                "1",
                "--no-nanny",
                "--no-dashboard",
                *preloaded,
            )
        )

    def _start(self, *arguments: str) -> subprocess.Popen:
        # As `dask scheduler` and `dask worker`.
        command = [sys.executable, "-m", "dask", *arguments]
        log = (self.folder / f"{arguments[0]}{len(self.workers)}.log").open("w")
        return subprocess.Popen(command, stdout=log, stderr=log)

    def wait(self) -> None:
        """Until all workers are there."""
        from distributed import Client

        with Client(self.address, timeout=SECONDS) as client:
            client.wait_for_workers(len(self.workers), timeout=SECONDS)

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def start_cluster(folder: Path, *, workers: int = 2, preload: str = "") -> Iterator[DaskCluster]:
    """A scheduler and some workers, which import a module first if one is named."""
    cluster = DaskCluster(folder)
    try:
        for _ in range(workers):
            cluster.start_worker(preload=preload)
        cluster.wait()
        yield cluster
    finally:
        cluster.end()
