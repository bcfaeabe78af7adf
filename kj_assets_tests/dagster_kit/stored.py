"""Writing and reading one table of a store, without Dagster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from kj_assets.dagster_kit.asset import Asset, Product
from kj_assets.dagster_kit.catalogue import Catalogue
from kj_assets.dagster_kit.guard import build_or_reuse
from kj_assets.dagster_kit.published import open_published
from kj_assets.dagster_kit.storage import Session, open_session
from kj_assets.dagster_kit.views import LongView

VIEWS = {
    name: LongView("*", table, "a view") for name, table in (("all_t", "t"), ("all_new", "new"))
}
KEY = ("s", "t")
ONE_ROW = pd.DataFrame({"a": [1], "b": ["x"]})


@contextmanager
def session(folder: Path) -> Iterator[Session]:
    with open_session(folder, "a test", print, Catalogue(VIEWS)) as opened:
        yield opened


def store(opened: Session, frame: pd.DataFrame, name: str = "t", **parts: pd.DataFrame) -> None:
    """Write a table as an asset's result, whatever is there."""
    asset = Asset(("s", name), lambda: Product(frame, parts=parts), "a table")
    build_or_reuse(asset, opened, "run", force=True)


def store_alone(folder: Path, frame: pd.DataFrame) -> None:
    with session(folder) as opened:
        store(opened, frame)


def read(folder: Path, table: str = "s.t") -> pd.DataFrame:
    with open_published(folder) as connection:
        return connection.sql(f"FROM {table}").df()
