"""The data dictionary: every item and level in both languages, with each wave's codes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from kj_assets.figure.fonts import missing_characters
from kj_assets.figure.theme import SANS, SERIF
from kj_assets.graph import Declarations, read_declarations
from kj_assets.project import Project
from kj_assets.publish.dictionary import build_dictionary
from kj_assets.waves.codebook import MISSING_KINDS, Codebook
from kj_assets_tests.builders import (
    banded_item,
    levels_item,
    make_codebook,
    make_wave,
    number_item,
    text,
)

ROOT = Path(__file__).parents[2]


@cache
def declared() -> Declarations:
    return read_declarations(Project(ROOT))


def small() -> pd.DataFrame:
    net = {"top": {"label": text("Top"), "levels": ["mid", "high"]}}
    codebook = make_codebook(
        q=levels_item(nets=net), age=number_item(), age_band=banded_item("age", young=(0, 39))
    )
    wave = make_wave(
        {
            "q": {
                "column": "Q 1",
                "codes": {"1": "low", "2": "mid", "3": "high", "4": "high"},
                "missing": {"9": "refused"},
                "blank": "dont_know",
            },
            "age": {"column": "AGE"},
        }
    )
    return build_dictionary(codebook, [wave]).set_index(["item", "level"])


def test_a_level_has_its_labels_its_column_and_its_codes() -> None:
    row = small().loc[("q", "high")]
    assert (row["level_label_en"], row["kind"]) == ("high", "level")
    assert (row["column_w1"], row["codes_w1"]) == ("Q 1", "3, 4")


def test_levels_come_before_nets_and_nets_before_missing_kinds() -> None:
    table = small().loc["q"]
    assert list(table["kind"]) == ["level"] * 3 + ["net"] + ["missing"] * len(MISSING_KINDS)
    assert list(table["position"]) == list(range(1, len(table) + 1))
    assert table.loc["top", "net_of"] == "mid, high"


def test_missing_kinds_have_their_codes_and_say_what_a_blank_means() -> None:
    table = small().loc["q"]["codes_w1"]
    assert table["refused"] == "9"
    assert table["dont_know"] == "(blank)"
    assert pd.isna(table["not_asked"])


def test_a_number_item_has_a_row_without_a_level_and_a_band_names_its_source() -> None:
    table = small().reset_index()
    age = table[(table["item"] == "age") & table["level"].isna()]
    assert list(age["kind"]) == ["number"]
    assert list(age["column_w1"]) == ["AGE"]
    band = table[(table["item"] == "age_band") & (table["level"] == "young")]
    assert list(band["made_from"]) == ["age"]
    assert list(band["column_w1"]) == ["AGE"]


def codebooks() -> dict[str, Codebook]:
    other = yaml.safe_load(
        (ROOT / "kj_assets_tests/e2e/arn_korea/codebook.yaml").read_text("utf-8")
    )
    return {"tracker": declared().codebook, "real survey": Codebook.model_validate(other)}


@pytest.mark.parametrize("name", ["tracker", "real survey"])
def test_every_item_and_level_is_listed_once_in_both_languages(name: str) -> None:
    codebook = codebooks()[name]
    table = build_dictionary(codebook, [])
    assert not table.duplicated(["item", "level"]).any()
    assert list(table["item"].unique()) == list(codebook.items)
    for key, item in codebook.items.items():
        listed = set(table.loc[table["item"] == key, "level"])
        assert listed >= {*item.levels, *item.nets, *MISSING_KINDS}
    labelled = table[table["level"].notna()]
    columns = ["item_label_en", "item_label_ko", "level_label_en", "level_label_ko"]
    assert labelled[columns].notna().all(axis=None)


def test_the_trackers_own_waves_give_a_column_and_a_code_for_all_they_asked() -> None:
    declarations = declared()
    table = build_dictionary(declarations.codebook, declarations.fielded)
    for wave in declarations.fielded:
        for key, entry in wave.declaration.crosswalk.items():
            rows = table[table["item"] == key]
            if entry.column:
                assert set(rows[f"column_{wave.id}"]) == {entry.column}
            coded = set(", ".join(rows[f"codes_{wave.id}"].dropna()).split(", "))
            assert coded >= set(entry.codes)


@pytest.mark.parametrize("name", ["tracker", "real survey"])
def test_the_fonts_can_draw_every_word_of_the_codebook(name: str) -> None:
    words = codebooks()[name].model_dump_json()
    assert not missing_characters(words, SANS) | missing_characters(words, SERIF)
