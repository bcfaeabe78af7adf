"""Who takes part: a command for each contender, and who is missing on this machine, and why.

Belongs here: finding interpreters and packages. Does not: what a contender does (`contenders/`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SVY_PYTHON = "BENCH_SVY_PYTHON"
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Contender:
    """A command that takes a Parquet file; `is_peer` estimates too, `same_effects` ours."""

    name: str
    command: tuple[str, ...]
    is_peer: bool = False
    same_effects: bool = False


OURS = Contender(
    "this project", (sys.executable, "-m", "benchmarks.contenders.cells"), same_effects=True
)
FLOOR = Contender("bare GROUP BY", (sys.executable, "-m", "benchmarks.contenders.group_by"))
STATSMODELS = Contender(
    "statsmodels", (sys.executable, "-m", "benchmarks.contenders.statsmodels_glm"), is_peer=True
)


def find_contenders() -> tuple[list[Contender], list[str]]:
    """Return those that can run here, and a line for each that cannot."""
    contenders, missing = [OURS, FLOOR, STATSMODELS], []
    for found in (_find_svy(), _find_svyglm()):
        if isinstance(found, Contender):
            contenders.append(found)
        else:
            missing.append(found)
    return contenders, missing


def _find_svy() -> Contender | str:
    python = os.environ.get(SVY_PYTHON, sys.executable)
    if not _succeeds(python, "-c", "import svy"):
        return f"svy is left out: not installed (`pip install svy`, or {SVY_PYTHON} names a Python)"
    return Contender("svy", (python, "-m", "benchmarks.contenders.svy_glm"), True, True)


def _find_svyglm() -> Contender | str:
    rscript = shutil.which("Rscript")
    if rscript is None:
        return "R survey is left out: there is no Rscript on the PATH"
    if not _succeeds(rscript, "--vanilla", "-e", "library(survey)"):
        return "R survey is left out: R has no package `survey`"
    script = str(HERE / "contenders" / "svyglm.R")
    return Contender("R survey", (rscript, "--vanilla", script), True, True)


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
