"""The population table is whole and positive, or it is refused: margins are never a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from kj_assets.errors import DeclarationError
from kj_assets.weight.population import check_population, read_population, sum_to_margins
from kj_assets_tests.builders import levels_item, make_codebook

WHERE = "wave w1: weight.rake.margins"
GOOD = """\
sex,region,count,source
man,north,10,a
man,south,20.5,a
woman,north,30,a
woman,south,0,b
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    table = tmp_path / "2031-06.csv"
    table.write_text(GOOD)
    return table


def test_cells_are_summed_to_each_margin(file):
    margins = sum_to_margins(read_population(file), ("sex", "region", "sex * region"), WHERE)
    assert margins == {
        "sex": {"man": 30.5, "woman": 30.0},
        "region": {"north": 40.0, "south": 20.5},
        ("sex", "region"): {
            ("man", "north"): 10.0,
            ("man", "south"): 20.5,
            ("woman", "north"): 30.0,
            ("woman", "south"): 0.0,
        },
    }


def test_levels_that_look_like_numbers_stay_texts(file):
    file.write_text("age,count\n07,1\n70,1\n")
    assert sum_to_margins(read_population(file), ("age",), WHERE) == {"age": {"07": 1, "70": 1}}


def test_an_item_that_is_not_raked_to_is_summed_over(file):
    assert sum_to_margins(read_population(file), ("sex",), WHERE)["sex"]["man"] == 30.5


UNREADABLE = [
    ("a negative count", b"sex,count\nman,1\nwoman,-1\n", "no number of people, lines [3]"),
    ("a count left out", b"sex,count\nman,\nwoman,1\n", "no number of people, lines [2]"),
    ("a count in words", b"sex,count\nman,1\nwoman,few\n", "no number of people, lines [3]"),
    ("a count without end", b"sex,count\nman,inf\n", "no number of people, lines [2]"),
    ("a thousands separator", b'sex,count\nman,"1,000"\n', "no number of people, lines [2]"),
    ("no source", b"sex,count,source\nman,1,a\nwoman,1,\n", "no source, lines [3]"),
    ("nobody at all", b"sex,count\nman,0\n", "1 cells, and nobody in them"),
    ("only a header", b"sex,count\n", "0 cells, and nobody in them"),
    ("no counts", b"sex,people\nman,1\n", "no column 'count'; found ['sex', 'people']"),
    ("an empty file", b"", "not a csv in UTF-8"),
    ("a ragged file", b"sex,count\nman,1\nwoman,1,2,3\n", "not a csv in UTF-8"),
    ("another encoding", "sex,count\n남,1\n".encode("cp949"), "not a csv in UTF-8"),
]


@pytest.mark.parametrize(
    ("content", "told"), [row[1:] for row in UNREADABLE], ids=[row[0] for row in UNREADABLE]
)
def test_a_table_that_counts_nobody_or_nonsense_is_refused(file, content, told):
    file.write_bytes(content)
    with pytest.raises(DeclarationError) as mistake:
        read_population(file)
    assert mistake.value.code == "P001"
    assert mistake.value.message.startswith(f"{file}: ") and told in mistake.value.message


def test_a_table_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DeclarationError, match="P001: .*nowhere.csv: no such population table"):
        read_population(tmp_path / "nowhere.csv")


INCOMPLETE = [
    ("a cell missing", "woman,south,0,b\n", "", "1 cells are not in the table, such as ['woman ×"),
    ("a cell twice", "woman,south,0", "woman,north,5", "cells that stood before, lines [5]"),
    ("a level left out", "woman,south", ",south", "a blank level of ['sex', 'region'], lines [5]"),
]


@pytest.mark.parametrize(
    ("old", "new", "told"), [row[1:] for row in INCOMPLETE], ids=[row[0] for row in INCOMPLETE]
)
def test_a_table_with_a_hole_is_refused(file, old, new, told):
    file.write_text(GOOD.replace(old, new))
    with pytest.raises(DeclarationError) as mistake:
        sum_to_margins(read_population(file), ("sex", "region"), WHERE)
    assert mistake.value.code == "P005"
    assert mistake.value.message.startswith(f"{WHERE}: ") and told in mistake.value.message


def test_a_margin_of_an_unknown_item_is_refused(file):
    with pytest.raises(DeclarationError) as mistake:
        sum_to_margins(read_population(file), ("sex", "sex * age"), WHERE)
    assert mistake.value.code == "P002"
    assert "['age'] not in the table; it has ['sex', 'region', 'count'" in mistake.value.message


def test_a_level_that_is_none_is_refused_with_its_line(file):
    codebook = make_codebook(sex=levels_item(["man", "woman"]), region=levels_item(["north"]))
    with pytest.raises(DeclarationError, match=r"P002: .*2031-06.csv:3: region: \['south'\]"):
        check_population(file, codebook)
    check_population(file, make_codebook(sex=levels_item(["man", "woman"])))
    check_population(file.with_name("absent.csv"), codebook)
