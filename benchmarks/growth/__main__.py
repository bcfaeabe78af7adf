"""The command line: build one wave again and again, and tell what lies on the disk.

`python -m benchmarks.growth` takes about ten minutes on two cores; it prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rebuilding.projects import FIRST, change_age, make_project
from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.dagster_kit.develop import prepare_home
from kj_assets.dagster_kit.retention import prune_history
from kj_assets.dagster_kit.run import build_until_fresh
from kj_assets.definitions import assemble_project
from kj_assets.graph import declare_assets, read_declarations
from kj_assets.project import Project

PLACES = {
    "`kj.duckdb`": "data/build/kj.duckdb",
    "`work.duckdb`": "data/build/work.duckdb",
    "runs and their events": "dagster_home/history/runs",
    "`runs.db`": "dagster_home/history/runs.db",
    "logs": "dagster_home/storage",
}


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--builds", type=int, default=200)
    parser.add_argument("--keep-all", action="store_true", help="prune no history, to compare")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print("| builds | runs kept |", " | ".join(f"{name}, MB" for name in PLACES), "|")
    print("|---" * (len(PLACES) + 2) + "|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder), 1)
        for number, runs in _build_often(project, arguments.builds, arguments.keep_all):
            if number in (1, 10, 50, 100, 150, arguments.builds):
                print(f"| {number} | {runs} |", " | ".join(_measure(project)), "|", flush=True)


def _build_often(project: Project, builds: int, keep_all: bool) -> Iterator[tuple[int, int]]:
    """Correct an answer and build the wave's own assets, each time; number and runs kept."""
    prepare_home(project.dagster_home)
    with open_instance(project.dagster_home) as instance:
        for number in range(1, builds + 1):
            change_age(project, by=1 if number % 2 else -1)
            declared = read_declarations(project)
            assets = declare_assets(project, declared)
            own = [asset.key for asset in assets if asset.key[0] == f"wave_{FIRST}"]
            definitions = assemble_project(project, declared, assets)
            done = build_until_fresh(
                assets, definitions, instance, project.build, _ignore, _ignore, only=own
            )
            assert done.built and not done.failed
            if not keep_all:
                prune_history(instance)
            yield number, instance.get_runs_count()


def _ignore(news: object) -> None:
    """Nobody looks."""


def _measure(project: Project) -> list[str]:
    return [f"{_size(project.root / place) / 2**20:.1f}" for place in PLACES.values()]


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(
        (Path(folder) / name).stat().st_size for folder, _, names in os.walk(path) for name in names
    )


if __name__ == "__main__":
    main()
