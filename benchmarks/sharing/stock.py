"""Write generations with the stock IO manager: `PYTHON stock.py FOLDER N`, in its environment.

Prints the seconds of processor time each took, or ``failed`` and why.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

import dagster as dg
import pandas as pd
from dagster_duckdb_pandas import DuckDBPandasIOManager

sys.path.insert(0, str(Path(__file__).parent))
from tables import NAMES, make_table  # noqa: E402


def declare(name: str, generation: int) -> dg.AssetsDefinition:
    """An asset as its documentation shows it."""

    @dg.asset(name=name, key_prefix=["tables"])
    def made() -> pd.DataFrame:
        return make_table(generation)

    return made


def main() -> None:
    """Materialize generation after generation."""
    logging.disable(logging.CRITICAL)
    database, generations = str(Path(sys.argv[1]) / "kj.duckdb"), int(sys.argv[2])
    resources = {"io_manager": DuckDBPandasIOManager(database=database, schema="tables")}
    with dg.DagsterInstance.ephemeral() as instance:
        for generation in range(1, generations + 1):
            began = time.process_time()
            assets = [declare(name, generation) for name in NAMES]
            done = dg.materialize(
                assets, resources=resources, instance=instance, raise_on_error=False
            )
            failed = [e.step_key for e in done.all_events if e.is_step_failure]
            print(f"failed {failed}" if failed else time.process_time() - began, flush=True)


if __name__ == "__main__":
    main()
