"""What respondents wrote stays in the file: no draft, terminal or page repeats it."""

from __future__ import annotations

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kj_assets.cli import app
from kj_assets.intake.arrival import ArrivedColumn
from kj_assets_tests.e2e.small_project import interview_people, write_small_project
from kj_assets_tests.intake.made_up import SECURITY, arrive, korean_five, labelled
from kj_assets_tests.intake.test_drafting import draft

quickly = settings(max_examples=40)

# Marked, and long enough that none of them stands in a draft by chance.
written = st.text(st.characters(categories=["L", "N"]), min_size=12, max_size=40).map("»{}".format)
telephone = st.from_regex(r"010-[0-9]{4}-[0-9]{4}", fullmatch=True)


@quickly
@given(st.lists(written | telephone, min_size=1, max_size=70, unique=True), st.booleans())
def test_a_draft_repeats_no_cell_of_a_column_that_is_no_item(cells, has_labels):
    labels = {"1": "PC", "2": "Mobile"} if has_labels else {}
    counts = dict.fromkeys(cells, 1)
    others = [
        ArrivedColumn("MEMO", "하고 싶은 말씀", labels, counts, blank=3),
        ArrivedColumn("PHONE", None, {}, dict.fromkeys(cells, 2)),
    ]
    text = draft(arrive(korean_five(), *others))
    assert "MEMO" in text and "PHONE" in text
    assert not [cell for cell in cells if cell in text]


@quickly
@given(st.lists(written | telephone, min_size=1, max_size=50, unique=True))
def test_a_column_that_is_an_item_by_name_repeats_no_words_of_few(cells):
    counts = {"1": 30, "2": 9} | dict.fromkeys(cells, 2)
    text = draft(arrive(ArrivedColumn("Q1", SECURITY["ko"], counts=counts)))
    assert "column: Q1" in text
    assert f"{len(cells)} other code" in text
    assert not [cell for cell in cells if cell in text]


def test_other_columns_are_listed_with_their_labels_and_counts_alone():
    device = labelled("DEVICE", "접속 기기", {"1": "PC", "2": "Mobile"})
    text = draft(arrive(korean_five(), device, ArrivedColumn("CODE", counts={"77": 9}, blank=1)))
    assert "#   DEVICE: 접속 기기 (2 different values; labels: PC, Mobile)\n" in text
    assert "#   CODE: (1 value, 1 blank)\n" in text


PRIVATE = {
    "PHONE": lambda i: f"010-2345-{1000 + i}",
    "MEMO": lambda i: f"응답자 {i}번이 직접 적은 솔직한 말",
    "MAIL": lambda i: f"person{i}@example.kr",
    "DEVICE_TEXT": lambda i: ["갤럭시 접이식", "아이패드 미니"][i % 2],
    "ZIP": lambda i: 40123 + i % 7,
}


def deliver(path, rows):
    if path.suffix == ".sav":
        pyreadstat.write_sav(rows, str(path))
    elif path.suffix == ".xlsx":
        rows.to_excel(path, index=False)
    else:
        rows.to_csv(path, index=False)


@pytest.mark.parametrize("suffix", [".csv", ".sav", ".xlsx"])
def test_no_command_shows_what_respondents_wrote(tmp_path, suffix):
    project = write_small_project(tmp_path / "project")
    people = interview_people()
    numbers = range(len(people))
    private = pd.DataFrame({name: [cell(i) for i in numbers] for name, cell in PRIVATE.items()})
    file = tmp_path / f"new{suffix}"
    deliver(file, pd.concat([people, private], axis=1))
    page, root = tmp_path / "check.html", ("--project", str(project.root))
    run = CliRunner().invoke
    shown = run(app, ["wave", "add", str(file), "--wave", "2032", *root]).output
    shown += run(app, ["wave", "check", "2032", "--html", str(page), *root]).output
    shown += run(app, ["wave", "check", "2032", "--language", "ko", *root]).output
    shown += (project.waves / "2032/wave.yaml").read_text("utf-8")
    shown += page.read_text("utf-8")
    squeezed = "".join(shown.split())
    assert "DEVICE_TEXT" in squeezed
    cells = {"".join(str(cell).split()) for name in PRIVATE for cell in private[name]}
    assert not [cell for cell in cells if cell in squeezed]
