"""Tests run in a fork of a process that has the libraries loaded already: seconds are saved.

The fork has none of the project's modules: it takes them from the tree it is given.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LIBRARIES = ("statsmodels.api", "scipy.stats", "altair", "pandera.pandas", "hypothesis", "openpyxl")
OPTIONS = (
    *("-q", "-x", "--no-header", "--tb=line", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # Libraries are loaded before pytest is.
    *("-o", "addopts=", "-m", "not slow and not torture", "--hypothesis-seed=0"),
)
PASSED, USED_WRONGLY, NO_TESTS = 0, 4, 5
NOT_STARTED = 70


@dataclass(frozen=True)
class Ended:
    """How tests ended: pytest's exit status (None: out of time), and seconds of processor."""

    status: int | None
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether no test failed."""
        return self.status in (PASSED, NO_TESTS)


def warm_up() -> None:
    """Load what every test loads, then forget the project's own modules."""
    for name in ("kj_assets.definitions", "kj_assets.cli", *LIBRARIES):
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] == "kj_assets"]:
        del sys.modules[name]


def start(tree: Path, job: Callable[[], int], log: Path) -> int:
    """Run a job in a fork whose modules come from a tree; the number of its process."""
    process = os.fork()
    if process:
        return process
    status = NOT_STARTED
    try:
        os.setpgid(0, 0)
        os.chdir(tree)
        sys.path.insert(0, str(tree))
        importlib.invalidate_caches()
        os.environ["PYTHONPATH"] = str(tree)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        status = job()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run_tests(tests: Sequence[str]) -> int:
    """Run tests of the tree this process is in, until one fails."""
    import pytest

    return int(pytest.main([*OPTIONS, f"--rootdir={Path.cwd()}", *tests]))


def wait_for(process: int, limit: float) -> Ended:
    """Wait for a fork; what takes longer than a limit (in seconds) is killed, with its kin."""
    began = time.monotonic()
    while time.monotonic() - began < limit:
        done, status, used = os.wait4(process, os.WNOHANG)
        if done:
            _kill_group(process)
            return Ended(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime)
        time.sleep(0.02)
    _kill_group(process)
    _, _, used = os.wait4(process, 0)
    return Ended(None, used.ru_utime + used.ru_stime)


def _kill_group(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
