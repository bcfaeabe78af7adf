"""A file that says of itself that it was drawn is never microdata, in whatever format it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from kj_assets.errors import DeclarationError
from kj_assets.graph import read_declarations
from kj_assets.project import Project
from kj_assets.waves.marks import KNOWN_DRAWN, RECONSTRUCTED_NOTE, says_reconstructed
from kj_assets_tests.e2e.small_project import (
    accept,
    declare_wave,
    interview_people,
    read_wave,
    wave_folder,
    write_small_project,
)

SHIPPED = Path(__file__).parents[2] / "data" / "waves" / "2025" / "responses.csv"


@pytest.fixture
def project(tmp_path) -> Project:
    return write_small_project(tmp_path)


def save(rows: pd.DataFrame, path: Path) -> None:
    save = {
        ".csv": lambda: rows.to_csv(path, index=False),
        ".xlsx": lambda: rows.to_excel(path, index=False),
        ".sav": lambda: pyreadstat.write_sav(rows, str(path)),
        ".dta": lambda: rows.to_stata(path, write_index=False),
        ".parquet": lambda: rows.to_parquet(path),
    }
    save[path.suffix]()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".sav", ".dta", ".parquet"])
def test_drawn_rows_are_refused_as_microdata_in_every_format(project, suffix):
    path = wave_folder(project) / f"rows{suffix}"
    save(interview_people().assign(RECONSTRUCTED_RESPONDENT=1), path)
    accept(project, path.name)
    assert says_reconstructed(path)
    assert [w.declaration.provenance for w in read_declarations(project).waves] == ["reconstructed"]
    declare_wave(project, read_wave(project) | {"provenance": "microdata"})
    with pytest.raises(DeclarationError, match=r"F107: .*wave.yaml:\d+: .* wave 2031 .*rows"):
        read_declarations(project)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".sav", ".dta", ".parquet"])
def test_rows_that_say_nothing_of_the_kind_are_microdata(project, suffix):
    path = wave_folder(project) / f"rows{suffix}"
    save(interview_people(), path)
    accept(project, path.name)
    declare_wave(project, read_wave(project) | {"provenance": "microdata"})
    assert read_declarations(project).waves[0].declaration.provenance == "microdata"


def test_the_label_of_a_file_alone_says_it_too(tmp_path):
    path = tmp_path / "rows.sav"
    pyreadstat.write_sav(interview_people(), str(path), file_label=RECONSTRUCTED_NOTE)
    assert says_reconstructed(path)


def test_a_text_of_two_bytes_a_letter_says_it_too(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("ID,Reconstructed_Respondent\n1,1\n", encoding="utf-16")
    assert says_reconstructed(path)


def test_the_file_that_ships_says_so_and_is_known_as_it_was_before(project):
    assert says_reconstructed(SHIPPED)
    lines = SHIPPED.read_text("utf-8").splitlines()
    before = "".join(line.rpartition(",")[0] + "\n" for line in lines)
    assert {hashlib.sha256(before.encode()).hexdigest()} == KNOWN_DRAWN
    (wave_folder(project) / "old.csv").write_text(before, "utf-8")
    accept(project, "old.csv")
    declare_wave(project, read_wave(project) | {"provenance": "microdata"})
    with pytest.raises(DeclarationError, match="F107"):
        read_declarations(project)


def test_a_file_that_is_not_there_or_damaged_says_nothing(tmp_path):
    assert not says_reconstructed(tmp_path / "absent.csv")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert not says_reconstructed(tmp_path / "broken.xlsx")
