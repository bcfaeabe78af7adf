"""How builders that do nothing but commit get on with each other: the table in docs/scaling.md.

Run as ``python -m kj_assets_tests.scale.committing``; starts a PostgreSQL and prints the table.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import yaml

from kj_assets.dagster_kit.asset import Asset, Product
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.storage import open_session
from kj_assets_tests.scale.postgres import start_postgres

ASSETS, ROWS = 15, 1500
VARIABLE = "KJ_CATALOGUE"
TITLES = (
    "builders",
    "assets a second",
    "processor time an asset",
    "races for the next snapshot, per commit",
    "conflicts that reached us",
)


def commit_assets(machine: Path) -> None:
    """The builder of a wave: says that it is ready, waits for the others, commits."""
    wave = machine.name
    frame = pd.DataFrame({"a": range(ROWS), "b": ["x"] * ROWS})
    with open_session(machine / "data" / "build", wave, lambda line: None, Catalogue()) as session:
        (machine / "ready").touch()
        while not (machine.parent / "go").exists():
            time.sleep(0.01)
        began = time.process_time()
        for number in range(ASSETS):
            asset = Asset((wave, f"t{number}"), lambda: Product(frame), "a table")
            build_or_reuse(asset, session, "run")
        print(time.process_time() - began, session.conflicts, time.time(), flush=True)


def measure(builders: int, address: str, folder: Path) -> tuple[str, ...]:
    """One row of the table."""
    together = folder / str(builders)
    settings = {"kind": "ducklake", "name": f"lake{builders}", "files": str(folder / "files")}
    started = []
    for number in range(builders):
        machine = together / f"wave_{number}"
        (machine / "data").mkdir(parents=True)
        (machine / "data" / "store.yaml").write_text(yaml.safe_dump(settings))
        command = [sys.executable, "-m", __spec__.name, str(machine)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    while len(list(together.glob("*/ready"))) < builders:
        time.sleep(0.05)
    before, began = count_rollbacks(address), time.time()
    (together / "go").touch()
    told = [[float(word) for word in end.communicate()[0].split()] for end in started]
    commits = builders * ASSETS
    # PostgreSQL's statistics are a moment late.
    time.sleep(2)
    races = count_rollbacks(address) - before
    seconds = max(end for _, _, end in told) - began
    processor = sum(row[0] for row in told) / commits
    conflicts = int(sum(row[1] for row in told))
    figures = f"{commits / seconds:.1f}", f"{processor * 1000:.0f} ms", f"{races / commits:.1f}"
    return str(builders), *figures, str(conflicts)


def count_rollbacks(address: str) -> int:
    """Transactions of the catalogue that were begun and came to nothing."""
    import psycopg2

    connection: Any = psycopg2.connect(address)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT xact_rollback FROM pg_stat_database WHERE datname = 'postgres'")
        return int(cursor.fetchone()[0])


def main() -> None:
    """Start one builder, two, three and four."""
    with start_postgres() as server, TemporaryDirectory() as folder:
        address = os.environ[VARIABLE] = f"{server}/postgres"
        print(f"| {' | '.join(TITLES)} |\n|{'---:|' * len(TITLES)}")
        for builders in range(1, 5):
            print(f"| {' | '.join(measure(builders, address, Path(folder)))} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        commit_assets(Path(sys.argv[1]))
    else:
        main()
