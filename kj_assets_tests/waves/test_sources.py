"""The survey file is read back as delivered, or refused with a code."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kj_assets.errors import FileError, TrackerError
from kj_assets.waves.assets import load_responses
from kj_assets.waves.readers import columnar
from kj_assets.waves.readers.apart import Bounds, call_apart
from kj_assets.waves.readers.delivered import refuse_unreadable
from kj_assets.waves.sources import draw_survey_file, hash_file, read_survey_file, verify_file
from kj_assets.waves.wave_declaration import SurveyFile
from kj_assets_tests.builders import make_wave

KOREAN = pd.DataFrame(
    {"번호": ["007", "8"], "답": ["매우 찬성", "NA"], "빈칸": [None, " "]}, dtype="str"
)
GENEROUS = Bounds(4 * 2**30, 60)
LABELS = {1.0: "찬성", 2.0: "반대", 8.0: "모름", 9.0: "거절"}


def declare(**more: Any) -> SurveyFile:
    return SurveyFile.model_validate({"path": "responses", "sha256": "0" * 64} | more)


def refused(path: Path, declaration: SurveyFile | None = None) -> FileError:
    with pytest.raises(FileError) as refusal:
        read_survey_file(path, declaration or declare())
    assert str(path) in refusal.value.message
    return refusal.value


def write_csv(path: Path, frame: pd.DataFrame = KOREAN, encoding: str = "utf-8") -> Path:
    frame.to_csv(path, index=False, encoding=encoding)
    return path


def write_xlsx(path: Path, rows: list[list[Any]], **more_sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "data"
    for row in rows:
        book.active.append(row)
    for name, sheet_rows in more_sheets.items():
        sheet = book.create_sheet(name)
        for row in sheet_rows:
            sheet.append(row)
    book.save(path)
    return path


def write_sav(path: Path) -> Path:
    frame = pd.DataFrame(
        {"id": [1.0, 2, 3, 4], "q1": [1.0, 8, 9, None], "글": ["가", "", "나", "다"]}
    )
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={"id": "번호", "q1": "한일 안보협력", "글": None},
        variable_value_labels={"q1": LABELS},
        missing_ranges={"q1": [{"lo": 8, "hi": 9}]},
    )
    return path


def write_dta(path: Path) -> Path:
    frame = pd.DataFrame({"id": [1, 2, 3], "q1": [1, "a", "b"]})
    pyreadstat.write_dta(
        frame,
        str(path),
        column_labels={"q1": "한일 안보협력"},
        variable_value_labels={"q1": {1: "찬성", "a": "모름"}},
        missing_user_values={"q1": ["a", "b"]},
    )
    return path


def write_parquet(path: Path) -> Path:
    table = pa.table(
        {
            "번호": pa.array([1, None], pa.int16()),
            "답": pa.array(["찬성", None]).dictionary_encode(),
            "w": pa.array([0.5, None]),
            "b": pa.array([True, None]),
            "d": pa.array([0, None], pa.date32()),
        }
    )
    pq.write_table(table, path)
    return path


WRITERS: dict[str, Callable[[Path], Path]] = {
    "csv": write_csv,
    "xlsx": lambda path: write_xlsx(path, [["번호", "q1"], [1, "찬성"], [2, "반대"]]),
    "sav": write_sav,
    "dta": write_dta,
    "parquet": write_parquet,
}


@pytest.mark.parametrize(
    ("written", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8-sig", "utf-8"),
        ("cp949", None),
        ("cp949", "euc-kr"),
        ("utf-16", "utf-16"),
    ],
)
def test_a_korean_csv_is_read_as_text_in_any_encoding(
    tmp_path: Path, written: str, declared: str | None
) -> None:
    path = write_csv(tmp_path / "r.csv", encoding=written)
    delivered = read_survey_file(path, declare(encoding=declared))
    pd.testing.assert_frame_equal(delivered.frame, KOREAN)
    assert delivered.labels.empty


def test_csv_cells_stay_as_delivered_and_only_empty_ones_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text('id;a;b\n007;NA; x \n\n1.50;"two\nlines;";\n', encoding="utf-8")
    frame = read_survey_file(path, declare(format="csv", delimiter=";")).frame
    assert frame["id"].tolist() == ["007", "1.50"]
    assert frame["a"].tolist() == ["NA", "two\nlines;"]
    assert frame["b"].tolist()[0] == " x "
    assert frame["b"].isna().tolist() == [False, True]


def test_an_excel_sheet_gives_one_plain_type_a_column(tmp_path: Path) -> None:
    rows = [
        ["id", "text", "mixed", "share", 2016, None],
        [1, "가", 1.0, 1, True, None],
        [None] * 6,
        [2, None, "모름", 0.5, False, None],
    ]
    path = write_xlsx(tmp_path / "r.xlsx", rows, codes=[["x"]])
    frame = read_survey_file(path, declare(sheet="data")).frame
    assert frame.dtypes.astype(str).to_dict() == {
        "id": "Int64", "text": "str", "mixed": "str", "share": "float64", "2016": "boolean",
    }  # fmt: skip
    assert frame["mixed"].tolist() == ["1", "모름"]
    assert len(frame) == 2


def test_spss_keeps_user_missing_codes_and_every_label(tmp_path: Path) -> None:
    delivered = read_survey_file(write_sav(tmp_path / "r.sav"), declare())
    assert delivered.frame["q1"].tolist()[:3] == [1.0, 8.0, 9.0]
    assert delivered.frame["글"].tolist() == ["가", "", "나", "다"]
    labels = delivered.labels[delivered.labels["column"] == "q1"].set_index("code")
    assert labels["label"].to_dict() == {"1": "찬성", "2": "반대", "8": "모름", "9": "거절"}
    assert labels["user_missing"].to_dict() == {"1": False, "2": False, "8": True, "9": True}
    assert set(labels["column_label"]) == {"한일 안보협력"}
    columns = delivered.labels.set_index("column")
    assert columns.loc["id", "column_label"] == "번호"
    assert "글" not in columns.index


def test_stata_keeps_extended_missing_codes_and_lists_those_without_label(tmp_path: Path) -> None:
    delivered = read_survey_file(write_dta(tmp_path / "r.dta"), declare())
    assert delivered.frame["q1"].tolist() == ["1", "a", "b"]
    labels = delivered.labels.set_index("code")
    assert labels["user_missing"].to_dict() == {"1": False, "a": True, "b": True}
    assert labels.loc["a", "label"] == "모름"
    assert pd.isna(labels.loc["b", "label"])


def test_parquet_columns_become_plain_types(tmp_path: Path) -> None:
    frame = read_survey_file(write_parquet(tmp_path / "r.parquet"), declare()).frame
    kinds = ["Int64", "str", "float64", "boolean", "datetime64[us]"]
    assert frame.dtypes.astype(str).tolist() == kinds
    assert frame.loc[0].tolist() == [1, "찬성", 0.5, True, pd.Timestamp("1970-01-01")]
    assert frame.loc[1].isna().all()


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_goes_to_duckdb_through_arrow(tmp_path: Path, kind: str) -> None:
    delivered = read_survey_file(WRITERS[kind](tmp_path / f"r.{kind}"), declare())
    for frame in (delivered.frame, delivered.labels):
        table = pa.Table.from_pandas(frame, preserve_index=False)
        stored = duckdb.from_arrow(table).fetchall()
        assert len(stored) == len(frame)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "r.csv").code == "F001"


def test_changed_bytes_are_refused_and_the_message_says_how_to_accept_them(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "responses.csv")
    recorded = hashlib.sha256(path.read_bytes()).hexdigest()
    wave = make_wave(folder=tmp_path, file={"path": path.name, "sha256": recorded})
    verify_file(wave)
    path.write_bytes(path.read_bytes() + b"9,9,9\n")
    with pytest.raises(FileError, match="F002: wave w1") as refusal:
        verify_file(wave)
    assert recorded in refusal.value.message
    assert hash_file(path) in refusal.value.message
    path.unlink()
    with pytest.raises(FileError, match="F001"):
        verify_file(wave)


@pytest.mark.parametrize(
    ("name", "content", "declared", "code", "told"),
    [
        ("r.csv", b"", {}, "F004", "0 bytes"),
        ("r.sav", b"", {}, "F004", "0 bytes"),
        ("r.csv", b"id,q\n", {}, "F004", "0 respondents"),
        ("r.csv", b"\n\n", {}, "F004", "0 respondents"),
        ("r.csv", b"id,q\n1,2\n3\n4,5,6\n", {}, "F003", "line 3 has 1 cells, line 4 has 3 cells"),
        ("r.csv", b'id,q\n1,"2\n', {}, "F003", "line 2"),
        ("r.csv", b"id\n\xff\xff\n", {}, "F003", "0xff at offset 3"),
        ("r.csv", b"id\n\xb0\xa1\n", {"encoding": "utf-8"}, "F005", "0xb0 at offset 3"),
        ("r.csv", b"id\n1\n", {"encoding": "klingon"}, "F005", "'klingon' is unknown"),
        ("r.csv", b"id\n1\n", {"encoding": "a\0b"}, "F005", "is unknown"),
        ("r.csv", b"id\n\\ud800\n", {"encoding": "unicode_escape"}, "F005", "half a character"),
        ("r.csv", b"id\n+2AA-\n", {"encoding": "utf-7"}, "F005", "half a character"),
        ("r.csv", b"id,a\0b,a\0c\n1,2,3\n", {}, "F006", "the name 'a\\x00b' holds a NUL"),
        ("r.csv", b"id" + b"," * 200 + b"\n" + b"," * 200, {}, "F006", "and 190 more"),
        ("r.csv", b"id\n1\n", {"encoding": "hex"}, "F005", "'hex' is unknown"),
        ("r.csv", b"id,q, ,q,Q1,q1\n1,2,3,4,5,6\n", {}, "F006", "column 3 of 6 has no name"),
        ("r.csv", b"id,q, ,q,Q1,q1\n1,2,3,4,5,6\n", {}, "F006", "['q', 'q', 'Q1', 'q1']"),
        ("r.pdf", b"id\n1\n", {}, "F007", "'pdf'; name one of ['csv', 'xlsx', 'sav'"),
        ("r", b"id\n1\n", {}, "F007", "unknown format ''"),
        ("r.xlsx", b"id\n1\n", {}, "F003", "Excel workbook"),
        ("r.sav", b"id\n1\n", {}, "F003", "SPSS file"),
        ("r.dta", b"id\n1\n", {}, "F003", "Stata file"),
        ("r.parquet", b"id\n1\n", {}, "F003", "Parquet file"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(
    tmp_path: Path, name: str, content: bytes, declared: dict[str, Any], code: str, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    problem = refused(path, declare(**declared))
    assert (problem.code, told in problem.message) == (code, True), problem


def test_an_excel_sheet_must_be_named_when_there_are_several(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "r.xlsx", [["id"], [1]], codes=[["x"]])
    for sheet in (None, "daten"):
        problem = refused(path, declare(sheet=sheet))
        assert problem.code == "F003"
        assert "['data', 'codes']" in problem.message


def test_excel_columns_need_names(tmp_path: Path) -> None:
    problem = refused(write_xlsx(tmp_path / "r.xlsx", [["id", None], [1, 2]]))
    assert (problem.code, "column 2" in problem.message) == ("F006", True)


def test_a_parquet_file_that_gives_fewer_rows_than_it_promises_is_refused() -> None:
    # Damage that a fuzzer found: pyarrow reads no row of two, and says nothing.
    path = Path(__file__).with_name("rows_missing.parquet")
    problem = refused(path)
    assert problem.code == "F003" and "0 of the 2 rows" in str(problem)
    with pytest.raises(FileError, match="0 of the 2 rows"):
        list(draw_survey_file(path, declare()))


def test_nested_parquet_columns_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1], "many": [[1, 2]]}), tmp_path / "r.parquet")
    problem = refused(tmp_path / "r.parquet")
    assert (problem.code, "many (list" in problem.message) == ("F003", True)


def test_a_parquet_file_in_chunks_is_the_file_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_parquet(tmp_path / "r.parquet")
    whole = read_survey_file(path, declare()).frame
    monkeypatch.setattr(columnar, "CHUNK", 1)
    chunks = list(draw_survey_file(path, declare()))
    assert [len(chunk) for chunk in chunks] == [1, 1]
    # Each chunk has the types of the whole, though the second has missing cells only.
    assert all(chunk.dtypes.equals(whole.dtypes) for chunk in chunks)
    pd.testing.assert_frame_equal(pd.concat(chunks, ignore_index=True), whole)


def test_responses_of_a_parquet_file_are_never_held_whole(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "r.parquet")
    file = {"path": path.name, "sha256": hash_file(path)}
    product = load_responses(make_wave(folder=tmp_path, file=file))
    assert product.frame.empty
    assert sum(len(chunk) for chunk in product.draw()) == 2


@pytest.mark.parametrize(
    ("columns", "code"),
    [({"id": pa.array([], pa.int64())}, "F004"), ({"id": [1], "ID": [2]}, "F006")],
    ids=["no rows", "one name twice"],
)
def test_a_file_in_chunks_is_refused_before_its_first(
    tmp_path: Path, columns: dict[str, Any], code: str
) -> None:
    pq.write_table(pa.table(columns), tmp_path / "r.parquet")
    with pytest.raises(FileError, match=code):
        next(draw_survey_file(tmp_path / "r.parquet", declare()))


def test_spss_texts_in_another_encoding_are_refused(tmp_path: Path) -> None:
    problem = refused(write_sav(tmp_path / "r.sav"), declare(encoding="nonsense"))
    assert (problem.code, "nonsense" in problem.message) == ("F005", True)


@pytest.mark.parametrize("kind", ["xlsx", "sav", "parquet"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_a_truncated_file_is_refused(tmp_path: Path, kind: str, kept: float) -> None:
    path = WRITERS[kind](tmp_path / f"r.{kind}")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert refused(path).code == "F003"


@settings(suppress_health_check=list(HealthCheck), max_examples=40)
@given(
    kind=st.sampled_from(["csv", "xlsx", "parquet"]),
    damage=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6),
    kept=st.floats(0.3, 1),
)
def test_damaged_bytes_give_a_file_or_a_refusal(
    tmp_path: Path, kind: str, damage: list[tuple[float, int]], kept: float
) -> None:
    path = WRITERS[kind](tmp_path / f"r.{kind}")
    content = bytearray(path.read_bytes())
    for place, value in damage:
        content[int(place * len(content))] = value
    path.write_bytes(content[: int(kept * len(content))])
    try:
        read_survey_file(path, declare())
    except TrackerError as refusal:
        assert refusal.code.startswith("F")


def test_a_reader_that_crashes_takes_nothing_with_it(tmp_path: Path) -> None:
    # Seen with pyreadstat 1.3.7 and a damaged .sav: the whole process dies.
    with (
        pytest.raises(FileError, match=r"F003: .*r\.sav: .*died \(11\)"),
        refuse_unreadable(tmp_path / "r.sav", "an SPSS file", ChildProcessError),
    ):
        call_apart(os._exit, 11, bounds=GENEROUS)


def test_a_reader_that_never_ends_or_takes_all_memory_is_stopped() -> None:
    with pytest.raises(ChildProcessError, match="not read within 2 seconds"):
        call_apart(time.sleep, 60, bounds=Bounds(GENEROUS.memory, 2))
    with pytest.raises(ChildProcessError, match="MemoryError"):
        call_apart(bytearray, 2 * GENEROUS.memory, bounds=GENEROUS)
