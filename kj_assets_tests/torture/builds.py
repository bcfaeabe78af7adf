"""`kj` in processes that are forked from a warm one, so that a hundred builds take minutes."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import altair  # noqa: F401
import dagster  # noqa: F401
import pytest
import statsmodels.api  # noqa: F401

from kj_assets.cli import main
from kj_assets.planning import plan_project
from kj_assets.project import Project
from kj_assets_tests.e2e.waves_project import draw_nothing
from kj_assets_tests.torture.writes import Writes

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


def start(project: Project, **chosen: Any) -> BaseProcess:
    """Start `kj build` of a project; see `_build` for what can be chosen."""
    process = FORKS.Process(target=_build, args=(project.root,), kwargs=chosen)
    process.start()
    return process


def run(project: Project, **chosen: Any) -> int:
    """Run `kj build` and return its exit code, negative for the signal that ended it."""
    process = start(project, **chosen)
    process.join(300)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"a build of {project.root} hangs")
    return process.exitcode


def count_writes(project: Project, **chosen: Any) -> list[str]:
    """Build undisturbed; every write it made, in order."""
    listed = project.root / "writes.json"
    assert run(project, listed=listed, **chosen) == 0, read_said(project)
    writes: list[str] = json.loads(listed.read_text())
    listed.unlink()
    return writes


def read_said(project: Project) -> str:
    """Everything that builds of a project printed."""
    return _said(project.root).read_text(encoding="utf-8")


def _said(root: Path) -> Path:
    return root.with_name(f"{root.name}.said")


def _build(
    root: Path,
    *,
    draws: bool = False,
    fatal: int | None = None,
    snapshot: Path | None = None,
    listed: Path | None = None,
    largest_file: int | None = None,
    must_be_fresh: bool = False,
    words: Sequence[str] = ("build",),
) -> None:
    sys.stdout = sys.stderr = _said(root).open("a", buffering=1)
    if not draws:
        draw_nothing(pytest.MonkeyPatch())
    writes = Writes(root, fatal, snapshot)
    if fatal or listed:
        writes.watch()
    if largest_file:
        _die_at_byte(largest_file)
    code = _type("kj", *words, "--project", str(root))
    if listed:
        listed.write_text(json.dumps(writes.seen))
    if must_be_fresh and code == 0:
        code = 0 if plan_project(Project.at(root), None, []).is_fresh else 99
    os._exit(code)


def _type(*words: str) -> int:
    sys.argv = list(words)
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _die_at_byte(place: int) -> None:
    """The kernel ends the process where a write reaches this byte of a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (place, place))
