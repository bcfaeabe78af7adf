"""A PostgreSQL of the system's packages, started for the tests on a free port of loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
USER = "postgres"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def start_postgres() -> Iterator[str]:
    """Start one; its address, without the name of a database."""
    # Not below pytest's folder, into which no other user may look.
    folder = Path(mkdtemp(prefix="kj-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    data, port = folder / "data", free_port()
    # Loopback and this test's user alone; nothing has to survive a power cut.
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        _run("initdb", "-D", data, "-A", "trust", "-U", "kj", "--no-sync")
        _run("pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
        try:
            yield f"postgresql://kj@127.0.0.1:{port}"
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str | Path) -> None:
    command = [str(PROGRAMS[-1] / program), *map(str, arguments)]
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        command = ["runuser", "-u", USER, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60)
