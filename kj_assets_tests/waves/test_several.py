"""A wave of several files: stacked, or joined by respondent id, each pinned and named."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.errors import FileError
from kj_assets.waves.sources import hash_file, read_wave_file
from kj_assets_tests.builders import make_wave


def deliver(folder, combine, **tables):
    """A wave of these tables, each a csv."""
    parts = []
    for name, columns in tables.items():
        path = folder / f"{name}.csv"
        pd.DataFrame(columns).to_csv(path, index=False)
        parts.append({"path": path.name, "sha256": hash_file(path)})
    return make_wave(folder=folder, file=None, files={"combine": combine, "parts": parts})


def read(*args, **tables):
    return read_wave_file(deliver(*args, **tables)).frame.to_dict(orient="list")


def test_rows_stand_below_each_other_and_a_lacking_column_is_blank(tmp_path):
    read_ = read(tmp_path, "rows", a={"id": [1, 2], "q": [5, 6]}, b={"id": [3], "extra": ["x"]})
    assert read_["id"] == ["1", "2", "3"] and read_["q"][:2] == ["5", "6"]
    assert pd.isna(read_["q"][2]) and read_["extra"][2] == "x"


def test_columns_are_joined_by_id_whatever_the_order(tmp_path):
    joined = read(tmp_path, "columns", a={"id": [1, 2, 3]}, b={"id": [3, 1], "w": [0.3, 0.1]})
    assert joined["id"] == ["1", "2", "3"] and joined["w"][::2] == ["0.1", "0.3"]
    assert pd.isna(joined["w"][1])


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({"id": [1, 9], "w": [1, 1]}, "not in a.csv: 9"),
        ({"id": [1, 1], "w": [1, 1]}, "stand twice: 1"),
        ({"id": [1, 2], "Q": [1, 1]}, "earlier file has too: Q"),
        ({"key": [1, 2]}, "no column 'id'"),
    ],
    ids=["a stranger", "an id twice", "a column twice", "no id"],
)
def test_what_does_not_fit_is_refused_by_its_name(tmp_path, second, told):
    wave = deliver(tmp_path, "columns", a={"id": [1, 2], "q": [1, 2]}, b=second)
    with pytest.raises(FileError, match=r"F008.*b\.csv") as refusal:
        read_wave_file(wave)
    assert told in str(refusal.value)


def test_a_changed_or_missing_part_is_named(tmp_path):
    wave = deliver(tmp_path, "rows", a={"id": [1]}, b={"id": [2]})
    (tmp_path / "b.csv").write_text("id\n9\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"F002.*b\.csv"):
        read_wave_file(wave)
    (tmp_path / "b.csv").unlink()
    with pytest.raises(FileError, match=r"F001.*b\.csv"):
        read_wave_file(wave)
