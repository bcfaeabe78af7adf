"""A graph for workers: one asset that takes as long as somebody likes, one that fails, one below.

Loaded by name in each worker's own process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import dagster as dg
import pandas as pd

from kj_assets.dagster_kit.assembly import assemble
from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.errors import FileError

SECONDS = 120


def wait_for_go(signals: str) -> pd.DataFrame:
    folder = Path(signals)
    (folder / f"begun_{os.getpid()}").touch()
    until = time.monotonic() + SECONDS
    while not (folder / "go").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return pd.DataFrame({"a": [1]})


def refuse() -> pd.DataFrame:
    raise FileError("F001", "there is no file")


def declare(signals: Path) -> Sequence[Asset]:
    return [
        Asset(("small", "slow"), wait_for_go, "slow", settings={"signals": str(signals)}),
        Asset(("small", "refused"), refuse, "refused"),
        Asset(
            ("small", "below"), lambda above: above, "below", inputs={"above": ("small", "refused")}
        ),
    ]


def load(build: Path, signals: Path) -> dg.Definitions:
    """What the run and each worker make."""
    return assemble(
        Catalogue({}, {}, declare(signals)),
        build,
        ("team:small",),
        planned={},
        load=partial(load, build, signals),
    )
