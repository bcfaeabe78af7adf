"""A builder in a process of its own: one asset, which says when it begins and waits to be let go.

Run as ``python -m kj_assets_tests.scale.builder BUILD NAME FOLDER``; prints what became of it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pandas as pd

from kj_assets.dagster_kit.asset import Asset, Product
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.storage import open_session

SECONDS = 60


def compute() -> Product:
    """A table that takes as long as somebody likes."""
    signals = Path(sys.argv[3])
    (signals / f"begun_{sys.argv[2]}_{time.time_ns()}").touch()
    until = time.monotonic() + SECONDS
    while not (signals / "go").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return Product(pd.DataFrame({"a": [1]}))


def main() -> None:
    """Build one asset of a schema named as the wave."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    asset = Asset((name, "clean"), compute, "slow")
    say = lambda line: print(line, flush=True)  # noqa: E731
    with open_session(folder, f"builder of {name}", say, Catalogue()) as session:
        outcome = build_or_reuse(asset, session, "run")
    print("reused" if outcome.reused else "built", flush=True)


if __name__ == "__main__":
    main()
