"""Write generations as builds of the tracker: `python -m benchmarks.sharing.tracker FOLDER N`.

Prints the seconds of processor time each took, or ``failed`` and why.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

import dagster as dg
import pandas as pd

from benchmarks.sharing.tables import NAMES, make_table
from kj_assets.dagster_kit.assembly import assemble
from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.run import build_until_fresh


def make(generation: int) -> pd.DataFrame:
    """What each asset computes."""
    return make_table(generation)


def main() -> None:
    """Build generation after generation."""
    logging.disable(logging.CRITICAL)
    folder, generations = Path(sys.argv[1]), int(sys.argv[2])
    with dg.DagsterInstance.ephemeral() as instance:
        for generation in range(1, generations + 1):
            began = time.process_time()
            assets = [
                Asset(("tables", name), make, name, settings={"generation": generation})
                for name in NAMES
            ]
            definitions = assemble(Catalogue({}, {}, assets), folder, ("team:one",), planned={})
            done = build_until_fresh(
                assets, definitions, instance, folder, lambda plan: None, lambda event: None
            )
            said = f"failed {done.failed}" if done.failed else time.process_time() - began
            print(said, flush=True)


if __name__ == "__main__":
    main()
