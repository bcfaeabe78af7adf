"""A survey file that goes or changes while it is read is told as that, and nothing is taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from kj_assets.errors import FileError
from kj_assets.waves import sources
from kj_assets.waves.assets import load_responses
from kj_assets.waves.outside import ABSENT, hash_if_there
from kj_assets.waves.sources import draw_wave_file, hash_file, read_wave_file
from kj_assets_tests.builders import make_wave

ROWS = pd.DataFrame({"id": ["1", "2"], "q": ["1", "2"]})
Harm = Callable[[Path], object]


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5])


def put_another_in_its_place(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes().replace(b"2", b"9"))
    other.replace(path)


HARMS = [(Path.unlink, "F001"), (cut_off, "F002"), (put_another_in_its_place, "F002")]
MOMENTS = ["before", "after"]


def deliver(folder: Path, name: str):
    path = folder / name
    if path.suffix == ".csv":
        ROWS.to_csv(path, index=False)
    else:
        ROWS.to_parquet(path)
    return path, make_wave(folder=folder, file={"path": name, "sha256": hash_file(path)})


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("harm", "code"), HARMS, ids=["removed", "cut off", "replaced"])
def test_a_file_that_moves_under_its_reader_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Harm, code: str, moment: str
) -> None:
    path, wave = deliver(tmp_path, "responses.csv")
    read = sources.READERS["csv"]

    def read_while_it_moves(path: Path, *how):
        if moment == "before":
            harm(path)
        delivered = read(path, *how)
        if moment == "after":
            harm(path)
        return delivered

    monkeypatch.setitem(sources.READERS, "csv", read_while_it_moves)
    with pytest.raises(FileError, match=f"{code}.*responses.csv"):
        read_wave_file(wave)


@pytest.mark.parametrize(("harm", "code"), HARMS, ids=["removed", "cut off", "replaced"])
def test_of_a_file_read_in_chunks_the_last_one_does_not_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Harm, code: str
) -> None:
    monkeypatch.setattr("kj_assets.waves.readers.columnar.CHUNK", 1)
    path, wave = deliver(tmp_path, "responses.parquet")
    chunks = draw_wave_file(wave)
    assert len(next(chunks)) == 1
    harm(path)
    with pytest.raises(FileError, match=f"{code}.*responses.parquet"):
        list(chunks)


def test_a_file_that_is_not_the_recorded_one_gives_no_chunk(tmp_path: Path) -> None:
    path, wave = deliver(tmp_path, "responses.parquet")
    put_another_in_its_place(path)
    with pytest.raises(FileError, match="F002"):
        next(load_responses(wave).chunks())


def test_a_file_that_is_gone_or_a_folder_has_a_version_all_the_same(tmp_path: Path) -> None:
    assert hash_if_there(tmp_path) == hash_if_there(tmp_path / "gone") == ABSENT
