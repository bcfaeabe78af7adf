"""A file is known by its bytes; what no reader reads is refused with what to do."""

from __future__ import annotations

import gzip
import zipfile
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from kj_assets_tests.waves.reading import read, refused

FRAME = pd.DataFrame({"id": [1.0, 2.0], "q": ["가", "나"]})
WRITERS = {
    "sav": lambda path: pyreadstat.write_sav(FRAME, str(path)),
    "zsav": lambda path: pyreadstat.write_sav(FRAME, str(path), compress=True),
    "dta": lambda path: pyreadstat.write_dta(FRAME, str(path)),
    "dta12": lambda path: pyreadstat.write_dta(FRAME, str(path), version=12),
    "parquet": lambda path: FRAME.to_parquet(path),
    "xlsx": lambda path: FRAME.to_excel(path, index=False, engine="openpyxl"),
}


@pytest.mark.parametrize("written", WRITERS)
@pytest.mark.parametrize("name", ["r.sav", "r.csv", "r.zsav", "r.xls", "r"])
def test_a_file_is_read_whatever_its_name(tmp_path: Path, written: str, name: str) -> None:
    made = tmp_path / f"made.{'dta' if written == 'dta12' else written}"
    WRITERS[written](made)
    path = made.rename(tmp_path / name)
    if written == "dta12":
        assert read(path).frame["id"].tolist() == [1, 2]
    else:
        assert read(path).frame["q"].tolist() == ["가", "나"]


def test_a_declared_format_that_its_bytes_deny_is_refused(tmp_path: Path) -> None:
    WRITERS["sav"](tmp_path / "r.sav")
    problem = refused(tmp_path / "r.sav", format="dta")
    assert problem.code == "F007" and "of format sav" in problem.message


def pack(content: dict[str, bytes], path: Path) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name, one in content.items():
            archive.writestr(name, one)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
        (b"<!DOCTYPE html><html>log in</html>", "a web page"),
        (b"\xef\xbb\xbf\n<html>", "a web page"),
        (gzip.compress(b"id\n1\n", mtime=0), "packed with gzip"),
        (b"ASCII SPSS PORT FILE", "a portable SPSS file"),
        ({"data.csv": b"id\n1\n"}, "an archive of 1 files"),
        ({"mimetype": b"", "content.xml": b""}, "an OpenDocument file"),
        ({"xl/workbook.bin": b""}, "a binary workbook"),
    ],
)
@pytest.mark.parametrize("name", ["r.csv", "r.xlsx", "r.sav"])
def test_what_is_not_read_is_named(
    tmp_path: Path, content: bytes | dict[str, bytes], told: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else pack(content, tmp_path / "z"))
    problem = refused(path)
    assert problem.code == "F007" and told in problem.message


def test_times_of_parquet_that_name_a_zone_keep_it(tmp_path: Path) -> None:
    late = datetime(2026, 8, 16, 15, 30, tzinfo=UTC)
    table = pa.table(
        {
            "utc": pa.array([late, None], pa.timestamp("us", "UTC")),
            "seoul": pa.array([late, None], pa.timestamp("ns", "Asia/Seoul")),
            "bare": pa.array([datetime(2026, 8, 17), None], pa.timestamp("ns")),
        }
    )
    pq.write_table(table, tmp_path / "r.parquet")
    frame = read(tmp_path / "r.parquet").frame
    assert frame.loc[0].tolist() == [
        "2026-08-16T15:30:00+00:00",
        late.astimezone(ZoneInfo("Asia/Seoul")).isoformat(),
        pd.Timestamp("2026-08-17"),
    ]
    assert frame.loc[1].isna().all()


def test_durations_and_long_numbers_of_parquet_stay_whole(tmp_path: Path) -> None:
    table = pa.table(
        {
            "long": pa.array([timedelta(hours=30), timedelta(minutes=-1), None]),
            "day": pa.array([time(6, 5), time(23, 59, 1), None], pa.time32("s")),
            "id": pa.array([Decimal(10**19), Decimal(1), None], pa.decimal128(20, 0)),
            "n": pa.array([Decimal(7), Decimal(1), None], pa.decimal128(9, 0)),
            "u": pa.array([2**64 - 1, 1, None], pa.uint64()),
        }
    )
    pq.write_table(table, tmp_path / "r.parquet")
    frame = read(tmp_path / "r.parquet").frame
    assert frame["long"].tolist()[:2] == ["30:00:00", "-00:01:00"]
    assert frame["day"].tolist()[:2] == ["06:05:00", "23:59:01"]
    assert frame["id"].tolist()[:2] == ["1" + "0" * 19, "1"]
    assert frame["n"].tolist()[:2] == [7, 1]
    assert frame["u"].tolist()[:2] == [str(2**64 - 1), "1"]
    assert frame.loc[2].isna().all()
