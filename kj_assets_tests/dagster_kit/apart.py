"""A job whose steps each run in a process of their own, four at once: none shares a session."""

from __future__ import annotations

import os
import time
from pathlib import Path

import dagster as dg
import pandas as pd

from kj_assets.dagster_kit.assembly import BUILD_JOB, assemble
from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.catalogue import Catalogue

FOLDER = "KJ_TEST_FOLDER"
COUNT = 4


def make_part(number: int) -> pd.DataFrame:
    # So long that the others come meanwhile.
    time.sleep(1)
    return pd.DataFrame({"n": range(number * 1000)})


def add_parts(**parts: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"rows": [sum(len(part) for part in parts.values())]})


def make_job() -> dg.JobDefinition:
    """What each process loads; the build folder is told by the environment."""
    names = [f"part_{number}" for number in range(1, COUNT + 1)]
    parts = [
        Asset(("apart", name), make_part, name, settings={"number": number})
        for number, name in enumerate(names, start=1)
    ]
    total = Asset(
        ("apart", "total"), add_parts, "all", inputs={name: ("apart", name) for name in names}
    )
    made = assemble(
        Catalogue({}, {}, [*parts, total]), Path(os.environ[FOLDER]), ("team:apart",), planned={}
    )
    everywhere = dg.Definitions(
        assets=made.assets,
        jobs=made.jobs,
        resources=made.resources,
        executor=dg.multiprocess_executor.configured({"max_concurrent": COUNT}),
    )
    return everywhere.resolve_job_def(BUILD_JOB)
