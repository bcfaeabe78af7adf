"""deploy/docker-compose.yml without containers: its services as processes on loopback.

PostgreSQL and the object store are those of the tests. Here: commands and variables as the file
has them, with the names of its services, which only a network of containers knows, replaced.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
OURS = ("scheduler", "worker", "code", "webserver", "daemon")
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")


def read_services(given: Mapping[str, str]) -> dict[str, Any]:
    """The services, with the variables of the environment filled in, and defaults for others."""
    text = (DEPLOY / "docker-compose.yml").read_text(encoding="utf-8")
    filled = VARIABLE.sub(lambda found: given.get(found[1], found[2] or ""), text)
    return yaml.safe_load(filled)["services"]


@dataclass(frozen=True)
class Places:
    """What stands on loopback for each address in the file."""

    postgres: str
    objects: str
    scheduler: int
    code: int
    webserver: int
    project: Path

    def translate(self, text: str) -> str:
        """A command, a variable or a file in which containers are named."""
        for there, here in (
            (r"tracker:[^@:/]*@postgres:5432/tracker", f"{self.postgres}/lake"),
            (r"tracker:[^@:/]*@postgres:5432/dagster", f"{self.postgres}/dagster"),
            ("objects:8333", self.objects),
            ("scheduler:8786", f"127.0.0.1:{self.scheduler}"),
            ("--port 8786", f"--port {self.scheduler} --host 127.0.0.1"),
            ("--nworkers auto", "--nworkers 2 --host 127.0.0.1"),
            ("-h 0.0.0.0 -p 4000", f"-h 127.0.0.1 -p {self.code}"),
            ("-h 0.0.0.0 -p 3000", f"-h 127.0.0.1 -p {self.webserver}"),
            ("host: code", "host: 127.0.0.1"),
            ("port: 4000", f"port: {self.code}"),
            ("/workspace.yaml", str(self.project / "workspace.yaml")),
            (r"^/project", str(self.project)),
        ):
            text = re.sub(there, here, text)
        return text


@contextmanager
def start_services(places: Places, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Start what is made from the tracker's image; the variables it was given."""
    workspace = (DEPLOY / "workspace.yaml").read_text(encoding="utf-8")
    (places.project / "workspace.yaml").write_text(places.translate(workspace))
    services = read_services(given)
    variables: dict[str, str] = {}
    with ExitStack() as stack:
        for name in OURS:
            service = services[name]
            variables = {k: places.translate(v) for k, v in service["environment"].items()}
            command = shlex.split(places.translate(service["command"]))
            log = stack.enter_context((places.project / f"{name}.log").open("w"))
            process = subprocess.Popen(
                [str(Path(sys.executable).parent / command[0]), *command[1:]],
                cwd=places.project,
                env=os.environ | variables,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            stack.callback(_end, process)
        yield variables


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        # The session is this service's own, with whatever it has started.
        os.killpg(process.pid, 9)
        process.wait()
