"""Projects that take seconds to build, built once for all tests of a file, and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from kj_assets.project import PROJECT_VARIABLE, Project
from kj_assets_tests.e2e.building import SHIPPED, build_project, copy_declared
from kj_assets_tests.e2e.chromium import CHROMIUM, COMMAND, QUIET, environment
from kj_assets_tests.e2e.scene import Scene
from kj_assets_tests.e2e.small_project import copy_project
from kj_assets_tests.e2e.waves_project import draw_nothing, write_waves_project


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


# Closed after each file: Playwright's loop in this process breaks what Dagster does in it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed on this machine; CI installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped project, built by the command, once for all workers; it is only read."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "shipped"
    with FileLock(shared / "shipped.lock"):
        if not (folder / "built").exists():
            copy_declared(folder)
            shutil.copy(SHIPPED.root / "workspace.yaml", folder)
            subprocess.run([*COMMAND, "build"], cwd=folder, env=environment(), check=True)
            (folder / "built").touch()
    return folder


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of, and whatever it wanted from outside."""
    return []


@pytest.fixture(scope="module")
def built_waves(tmp_path_factory: pytest.TempPathFactory, instance) -> Iterator[Project]:
    """Two small waves, built once for all tests of a file."""
    with pytest.MonkeyPatch.context() as patched:
        draw_nothing(patched)
        project = write_waves_project(tmp_path_factory.mktemp("waves"))
        assert build_project(project, instance).result.failed == {}
        yield project


@pytest.fixture
def scene(built_waves: Project, instance, tmp_path: Path) -> Scene:
    """A copy of them to change."""
    return Scene(copy_project(built_waves, tmp_path / "project"), instance)


@pytest.fixture
def own_dagster(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command sets these; they are taken back."""
    for name in (PROJECT_VARIABLE, "DAGSTER_HOME"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
