"""What commands cost in processes of their own, as people start them.

Seconds are of processor time: minutes of building are seldom left alone on a machine.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.rebuilding.projects import add_wave, make_project
from kj_assets.project import Project

KJ = "from kj_assets.cli import main; main()"


@dataclass(frozen=True)
class Adding:
    """Adding a wave to so many: steps of the wave and across waves, of all there are.

    ``from_nothing`` is what building the waves before took, ``nothing`` a build after all.
    """

    waves: int
    own: int
    across: int
    everything: int
    own_seconds: float
    across_seconds: float
    nothing: float
    from_nothing: float


def time_starts(repeats: int) -> dict[str, float]:
    """Median seconds of starting Python, importing libraries, and `kj` with nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder), 2)
        _kj(project, "build")
        commands = {
            "`python -c pass`": ["pass"],
            '`python -c "import pandas, duckdb, pyarrow"`': ["import pandas, duckdb, pyarrow"],
            '`python -c "import dagster"`': ["import dagster"],
            "`kj plan --json`": _words(project, "plan", "--json"),
            "`kj plan`": _words(project, "plan"),
            "`kj build`": _words(project, "build"),
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        # In rounds, so that a busy minute hits all alike.
        for _ in range(repeats):
            for name, words in commands.items():
                seconds[name].append(_run(words)[0])
    return {name: median(found) for name, found in seconds.items()}


def time_adding(waves: int) -> Adding:
    """Build a project of so many waves, add one, build it, what spans waves, and nothing."""
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder), waves)
        from_nothing = _kj(project, "build")[0]
        before = {wave.name for wave in project.waves.iterdir()}
        add_wave(project)
        (new,) = {wave.name for wave in project.waves.iterdir()} - before
        plan = json.loads(_kj(project, "plan", "--json")[1])
        steps = [step["asset"] for step in plan["steps"]]
        own = sum(asset.startswith(f"wave_{new}/") for asset in steps)
        across, everything = len(steps) - own, len(steps) + len(plan["kept"])
        seconds = [_kj(project, "build", *words)[0] for words in (("--wave", new), (), ())]
    return Adding(waves, own, across, everything, *seconds, from_nothing)


def _kj(project: Project, *words: str) -> tuple[float, str]:
    return _run(_words(project, *words))


def _words(project: Project, *words: str) -> list[str]:
    return [KJ, *words, "--project", str(project.root)]


def _run(words: Sequence[str]) -> tuple[float, str]:
    """Seconds, its own and the system's, and output of Python with some code and words."""
    clean = {k: v for k, v in os.environ.items() if k not in ("KJ_PROJECT", "DAGSTER_HOME")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", *words], env=clean, text=True, capture_output=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.stdout
