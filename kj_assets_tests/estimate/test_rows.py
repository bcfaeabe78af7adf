"""A data frame, a relation of DuckDB and a file of Parquet hold the same respondents."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.losses import count_losses
from kj_assets.estimate.rows import Rows
from kj_assets_tests.estimate.made_up import make_survey

ANSWERS = make_survey(300, seed=5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    other = ANSWERS.head(9)
    (tmp_path / "trust=none").mkdir()
    other.to_parquet(tmp_path / "trust=none" / "the poll's answers1of.parquet")
    return write(ANSWERS, tmp_path)


def write(answers: pd.DataFrame, folder: Path) -> Path:
    # DuckDB would take some of it for a pattern, and some for a column.
    path = folder / "trust=none" / "the poll's answers[1]*?.parquet"
    path.parent.mkdir(exist_ok=True)
    answers.to_parquet(path)
    return path


def collapse(rows: Rows, outcome: str = "y") -> pd.DataFrame:
    return collapse_to_cells(rows, outcomes=[outcome], terms=["trust", "sex"], weight="weight")


def test_each_kind_gives_the_same_cells(file: Path) -> None:
    cells = collapse(ANSWERS)
    pd.testing.assert_frame_equal(collapse(file), cells)
    pd.testing.assert_frame_equal(collapse(duckdb.from_df(ANSWERS)), cells)


def test_each_kind_gives_the_same_losses(tmp_path: Path) -> None:
    answers = ANSWERS.assign(trust=ANSWERS["trust"].where(ANSWERS.index % 7 > 0))
    losses = count_losses(answers, ["y"], ["trust", "sex"])
    file = write(answers, tmp_path)
    pd.testing.assert_frame_equal(count_losses(file, ["y"], ["trust", "sex"]), losses)
    assert losses["n_missing"].tolist()[1] == 43


def test_more_cells_than_one_batch_come_whole(tmp_path: Path) -> None:
    many = pd.concat([ANSWERS] * 70, ignore_index=True)
    many["y"] = np.arange(len(many)) + 0.5
    cells = collapse(write(many, tmp_path))
    assert len(cells) == len(many) == 21_000
    assert cells["y"].tolist() == many["y"].tolist()


@pytest.mark.parametrize("kind", ["frame", "file"])
def test_a_column_that_is_not_there_is_named(kind: str, file: Path) -> None:
    with pytest.raises(KeyError, match=r"rows have no column \['cooperation'\]"):
        collapse(ANSWERS if kind == "frame" else file, "cooperation")


def test_an_item_nobody_answered_is_refused_from_a_file(tmp_path: Path) -> None:
    file = write(ANSWERS.assign(trust=pd.Series([None] * 300, dtype="str")), tmp_path)
    with pytest.raises(RefusalError, match="X002") as refusal:
        collapse(file)
    assert refusal.value.item == "trust"


@pytest.mark.parametrize("name", ["no.parquet", ""], ids=["nothing there", "a folder"])
def test_what_is_no_file_is_named(name: str, file: Path) -> None:
    path = file.parent / name
    with pytest.raises(OSError, match=re.escape(str(path))):
        collapse(path)


def test_losses_of_a_column_that_is_not_there_name_it(file: Path) -> None:
    with pytest.raises(KeyError, match=r"rows have no column \['cooperation', 'Trust'\]"):
        count_losses(file, ["cooperation"], ["Trust"])
