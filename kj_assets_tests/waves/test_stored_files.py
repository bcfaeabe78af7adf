"""SPSS and Stata files: what is missing is missing, times and dates are as delivered."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from kj_assets_tests.waves.reading import read, refused

# How Stata stores a plain missing and ``.a`` in each of its types of numbers.
STATA_TYPES = {
    "int8": (struct.pack("<b", 101), struct.pack("<b", 102)),
    "int16": (struct.pack("<h", 32741), struct.pack("<h", 32742)),
    "int32": (struct.pack("<i", 2147483621), struct.pack("<i", 2147483622)),
    "float32": (struct.pack("<I", 0x7F000000), struct.pack("<I", 0x7F000800)),
    "float64": (struct.pack("<Q", 0x7FE << 52), struct.pack("<Q", (0x7FE << 52) + (1 << 40))),
}
# Seconds since 14 October 1582, as SPSS counts.
MOMENT = (pd.Timestamp("2026-08-17 09:30") - pd.Timestamp("1582-10-14")).total_seconds()
ANSWERS = [1, "a", None, 2, None, "b", 3, None, None, 4]


@pytest.mark.parametrize("rows", [1, 3, 4000])
def test_a_plain_missing_after_a_lettered_one_is_missing(tmp_path: Path, rows: int) -> None:
    columns = {f"q{place}": (ANSWERS[place:] + ANSWERS[:place]) * rows for place in range(5)}
    columns["f"] = [answer if isinstance(answer, str) else 0.5 for answer in ANSWERS] * rows
    letters = dict.fromkeys(columns, ["a", "b"])
    pyreadstat.write_dta(
        pd.DataFrame(columns, dtype=object), str(tmp_path / "r.dta"), missing_user_values=letters
    )
    frame = read(tmp_path / "r.dta").frame
    for name, written in columns.items():
        expected = [None if answer is None else str(answer) for answer in written]
        assert frame[name].astype(object).where(frame[name].notna(), None).tolist() == expected


@pytest.mark.parametrize("kind", STATA_TYPES)
@pytest.mark.parametrize("version", [114, 117, 118])
def test_every_type_of_number_keeps_its_missings(tmp_path: Path, kind: str, version: int) -> None:
    # pandas writes no lettered missing: a number stands in, in two columns.
    path = tmp_path / "r.dta"
    cells = np.array([1, 77, 0, 2, 0, 3], dtype=kind)
    frame = pd.DataFrame({"first": cells, "second": cells[::-1]})
    frame.to_stata(path, version=version, write_index=False)
    content = path.read_bytes()
    plain, lettered = STATA_TYPES[kind]
    old = b"".join(frame.iloc[row].to_numpy().astype(kind).tobytes() for row in range(len(frame)))
    size = len(plain)
    numbers = {77: lettered, 0: plain}
    new = b"".join(
        numbers.get(int(cell), old[place * size : (place + 1) * size])
        for place, cell in enumerate(frame.to_numpy().ravel())
    )
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))
    read_back = read(path).frame
    for name, expected in (
        ("first", ["1", "a", None, "2", None, "3"]),
        ("second", ["3", None, "2", None, "a", "1"]),
    ):
        found = read_back[name].astype(object)
        assert found.where(found.notna(), None).tolist() == expected


def test_integers_of_stata_with_plain_missings_stay_integers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"q1": pd.array([1, None, 3], dtype="Int8"), "q2": [1, 2, 3]})
    frame.to_stata(tmp_path / "r.dta", write_index=False)
    assert read(tmp_path / "r.dta").frame.dtypes.astype(str).tolist() == ["Int64", "Int64"]


def write_moments(path: Path, **columns: list[float | None]) -> Path:
    """A .sav with columns named by their formats."""
    frame = pd.DataFrame({"id": [1.0, 2, 3, 4]} | columns)
    formats = {name: f"{name.partition('_')[0]}" for name in columns}
    ranges = {name: [8] for name in columns if name.endswith("_8")}
    pyreadstat.write_sav(frame, str(path), variable_format=formats, missing_ranges=ranges)
    return path


@pytest.mark.parametrize("form", ["TIME8", "TIME11_2", "DTIME12"])
def test_a_duration_is_as_long_as_delivered(tmp_path: Path, form: str) -> None:
    path = write_moments(tmp_path / "r.sav", **{form: [108_000, -60, 3599.5, None]})
    delivered = read(path)
    cells = delivered.frame[form]
    assert cells.tolist()[:3] == ["30:00:00", "-00:01:00", "00:59:59.5"]
    assert cells.isna().tolist() == [False, False, False, True]
    assert delivered.remarks == ()


def test_dates_are_dates(tmp_path: Path) -> None:
    days = [MOMENT, MOMENT, MOMENT, None]
    path = write_moments(tmp_path / "r.sav", DATE11=days, MOYR8=[MOMENT] * 4)
    frame = read(path).frame
    assert frame.dtypes.astype(str).tolist()[1:] == ["datetime64[us]", "datetime64[us]"]
    assert frame["DATE11"].tolist()[0] == pd.Timestamp("2026-08-17 09:30")
    assert frame["DATE11"].isna().tolist() == [False, False, False, True]


@pytest.mark.parametrize("impossible", [1e20, -5.0, 3e15, 1.0])
def test_one_impossible_date_is_kept_and_told_with_its_place(
    tmp_path: Path, impossible: float
) -> None:
    path = write_moments(tmp_path / "r.sav", DATETIME20=[MOMENT, impossible, None, 13e9])
    delivered = read(path)
    told = str(int(impossible))
    assert delivered.frame["DATETIME20"].tolist()[:2] == ["2026-08-17T09:30:00", told]
    (remark,) = delivered.remarks
    assert f"row 2 ({told})" in remark and "'DATETIME20'" in remark


def test_a_code_that_the_file_marks_as_missing_is_no_impossible_date(tmp_path: Path) -> None:
    path = write_moments(tmp_path / "r.sav", **{"DATE11_8": [MOMENT, 8, None, 13e9]})
    delivered = read(path)
    assert delivered.frame["DATE11_8"].tolist()[:2] == ["2026-08-17T09:30:00", "8"]
    assert delivered.remarks == ()
    assert delivered.labels[["code", "user_missing"]].to_numpy().tolist() == [["8", True]]


@pytest.mark.parametrize(
    ("form", "stored", "told"),
    [
        ("%tc", 2.1e12, "2026-07-18 13:20:00"),
        ("%tcHH:MM:SS", 108e6, "30:00:00"),
        ("%tcDD_Month_CCYY_HH:MM", 2.1e12, "2026-07-18 13:20:00"),
        ("%td", 24_000.0, "2025-09-16 00:00:00"),
        ("%tdDD/NN/CCYY", 24_000.0, "2025-09-16 00:00:00"),
        ("%tm", 790.0, "790.0"),
        ("%tc", 1e20, "100000000000000000000"),
    ],
)
def test_dates_and_times_of_stata(tmp_path: Path, form: str, stored: float, told: str) -> None:
    path = tmp_path / "r.dta"
    pyreadstat.write_dta(pd.DataFrame({"d": [stored]}), str(path), variable_format={"d": form})
    assert str(read(path).frame["d"].iloc[0]) == told


@pytest.mark.parametrize(
    "written",
    [
        {},
        *(
            pytest.param({way: True}, marks=pytest.mark.slow)
            for way in ("row_compress", "compress")
        ),
    ],
)
def test_rows_beyond_the_number_in_the_header_are_not_lost(
    tmp_path: Path, written: dict[str, bool]
) -> None:
    path = tmp_path / "r.sav"
    pyreadstat.write_sav(
        pd.DataFrame({"id": [1.0, 2, 3], "q": ["가", "", "다"]}), str(path), **written
    )
    content = path.read_bytes()
    for rows in (-1, 3):
        path.write_bytes(content[:80] + struct.pack("<i", rows) + content[84:])
        assert read(path).frame["id"].tolist() == [1, 2, 3]
    for rows in (0, 2, 4):
        path.write_bytes(content[:80] + struct.pack("<i", rows) + content[84:])
        problem = refused(path)
        assert problem.code == "F003"
        assert f"says {rows} respondents, but 3 are there" in problem.message
