"""A small file that unpacks without end is refused, soon and in little memory.

Each is read in a process of its own that may take 2 GB, and gets half a minute.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

READ = """
import resource, sys
from pathlib import Path
from kj_assets.errors import FileError
from kj_assets.waves.sources import read_survey_file
from kj_assets.waves.wave_declaration import SurveyFile
path = Path(sys.argv[1])
try:
    read_survey_file(path, SurveyFile(path=path.name, sha256="0" * 64))
except FileError as refusal:
    print(refusal)
"""
MEMORY = 2 * 2**30
SHEET = "xl/worksheets/sheet1.xml"
OPENING = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
HEADER = '<row r="1"><c r="A1"><v>1</v></c></row>'
CLOSING = "</sheetData></worksheet>"
TEXT = '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'
ENTITIES = "".join(
    f'<!ENTITY {name} "{f"&{below};" * 10}">'
    for below, name in zip("abcdefghi", "bcdefghij", strict=True)
)
LAUGHS = f'<!DOCTYPE l [<!ENTITY a "ha">{ENTITIES}]>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/hostname">]>'


def pack_sheet(path: Path, sheet: bytes) -> None:
    """A workbook whose only sheet is that XML."""
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as made:
        members = {name: made.read(name) for name in made.namelist()}
    members[SHEET] = sheet
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as changed:
        for name, content in members.items():
            changed.writestr(name, content)


def sheet_of(body: str, before: str = "") -> Callable[[Path], None]:
    return lambda path: pack_sheet(path, (before + OPENING + body + CLOSING).encode())


def write_column_of_nothing(path: Path) -> None:
    pq.write_table(pa.table({"id": pa.nulls(10**9, pa.bool_())}), path)


WIDE = "".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, 3000))
NAMES = "".join(f"<c><v>{i}</v></c>" for i in range(16384))
BOMBS = [
    ("zeros", "r.xlsx", lambda p: pack_sheet(p, b" " * 10**9), "F008", "bytes or more"),
    (
        "a row far below",
        "r.xlsx",
        sheet_of(HEADER + HEADER.replace("1", "2000000000")),
        "F008",
        "rows or more",
    ),
    ("wide rows", "r.xlsx", sheet_of(HEADER + WIDE), "F006", "row 2 holds something in column 16"),
    ("rows", "r.xlsx", sheet_of(HEADER + '<row r="2"/>' * 1_200_000), "F004", "0 respondents"),
    ("cells", "r.xlsx", sheet_of(f"<row>{NAMES}</row>" + WIDE), "F008", "cells or more"),
    ("entities", "r.xlsx", sheet_of(TEXT, LAUGHS), "F003", "amplification"),
    ("a file named in it", "r.xlsx", sheet_of(TEXT, OUTSIDE), "F003", "undefined entity"),
    ("a column of nothing", "r.parquet", write_column_of_nothing, "F008", "1,000,000,000 cells"),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "write", "code", "told"), [row[1:] for row in BOMBS], ids=[row[0] for row in BOMBS]
)
def test_a_bomb_is_refused_in_bounded_time_and_memory(
    tmp_path: Path, name: str, write: Callable[[Path], None], code: str, told: str
) -> None:
    write(tmp_path / name)
    assert (tmp_path / name).stat().st_size < 2 * 2**20
    read = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / name)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    assert read.stdout.startswith(f"{code}: "), read.stdout + read.stderr[-500:]
    assert told in read.stdout
