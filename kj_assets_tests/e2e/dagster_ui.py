"""The Dagster UI as `kj dev` starts it, for as long as somebody looks."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kj_assets_tests.e2e.chromium import COMMAND, environment


@contextmanager
def serve_dagster(project: Path) -> Iterator[str]:
    """Run `kj dev` in a project folder, on a free port; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*COMMAND, "dev", "--port", str(port)],
        cwd=project,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/server_info")
        yield address
    finally:
        os.killpg(server.pid, 15)
        server.wait(30)


def ask(address: str, query: str, **variables: Any) -> Any:
    """What the UI's own pages ask."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    asked = urllib.request.Request(f"{address}/graphql", body, {"content-type": "application/json"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        told = json.load(answer)
    assert "errors" not in told, told
    return told["data"]


def _wait_for(url: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{url} does not answer")
