"""Printed figures against computed ones: rounding, relations, and what agreement is called."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kj_assets.errors import DeclarationError
from kj_assets.model.families import gather_effects, list_key_terms
from kj_assets.model.printed import PrintedEffect, PrintedShare
from kj_assets.model.published import (
    REQUIRED,
    compare_effects,
    compare_toplines,
    half_last_digit,
    name_basis,
    read_published,
)
from kj_assets_tests.model.small_models import make_models, make_questions, make_respondents


def toplines(**shares: float) -> pd.DataFrame:
    rows = [("q", level, "level", share) for level, share in shares.items()]
    return pd.DataFrame(rows, columns=["item", "level", "kind", "share"])


def printed(**more: str) -> pd.DataFrame:
    row = dict.fromkeys(REQUIRED[PrintedShare].split(), "") | {
        "wave": "2025",
        "item": "q",
        "level": "yes",
        "relation": "equal",
        "source": "a report",
    }
    return pd.DataFrame([row | more])


@pytest.mark.parametrize(
    ("percent", "share", "agrees"),
    [
        ("75.5", 0.7549, True),
        ("75.5", 0.75549999999, True),
        ("75.5", 0.7556, False),
        ("75", 0.7549, True),
        ("75", 0.7556, False),
    ],
)
def test_a_share_agrees_within_its_last_printed_digit(percent, share, agrees):
    found = compare_toplines(printed(percent=percent), toplines(yes=share))
    assert found["agrees"].to_list() == [agrees]
    assert half_last_digit(percent) == found["tolerance"].iloc[0]


def test_a_share_of_all_asked_counts_those_who_do_not_know():
    rows = toplines(yes=0.8)
    rows.loc[1] = ["q", "dont_know", "missing", 0.1]
    found = compare_toplines(printed(percent="72.0", base="asked"), rows)
    assert found["agrees"].all()


def test_what_was_not_computed_never_agrees():
    found = compare_toplines(printed(percent="50.0", level="maybe"), toplines(yes=0.5))
    assert np.isnan(found["computed"].iloc[0])
    assert not found["agrees"].iloc[0]


EFFECTS = pd.DataFrame(
    {
        "outcome": "q",
        "term": ["liking", "threat"],
        "estimate": [0.258, 0.164],
        "p": [1e-9, 0.03],
    }
)


@pytest.mark.parametrize(
    ("term", "relation", "value", "agrees"),
    [
        ("threat", "equal", "16.4", True),
        ("threat", "equal", "16.5", False),
        ("threat", "positive", "", True),
        ("liking", "largest", "", True),
        ("threat", "largest", "", False),
        ("threat", "p_below", "0.05", True),
        ("threat", "p_below", "0.01", False),
        ("absent", "positive", "", False),
    ],
)
def test_a_statement_on_an_effect_holds_or_does_not(term, relation, value, agrees):
    row = dict.fromkeys(REQUIRED[PrintedEffect].split(), "") | {
        "source": "a report",
        "tolerance": "",
    }
    stated = pd.DataFrame([row | {"outcome": "q", "term": term, "relation": relation}])
    found = compare_effects(stated.assign(value=value), EFFECTS)
    assert found["agrees"].to_list() == [agrees]


def test_a_statement_on_all_terms_is_one_row_each():
    row = {"outcome": "q", "term": "*", "relation": "p_below", "value": "0.05", "tolerance": ""}
    found = compare_effects(pd.DataFrame([row | {"source": "a report"}]), EFFECTS)
    assert found["level"].to_list() == ["liking", "threat"]


def test_agreement_with_figures_it_was_made_from_is_no_reproduction():
    assert name_basis("reconstructed") == "calibrated to this figure"
    assert name_basis("microdata") == "reproduced"


@pytest.mark.parametrize(
    ("text", "says"),
    [("wave,item\n2025,q\n", "columns .* are missing"), (None, "no such file")],
)
def test_a_broken_file_of_published_figures_is_named(tmp_path, text, says):
    path = tmp_path / "toplines.csv"
    if text:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=f"P003.*toplines.csv.*{says}"):
        read_published(path, PrintedShare)


def test_a_published_figure_without_a_source_is_refused(tmp_path):
    path = tmp_path / "toplines.csv"
    printed(percent="1", source="").to_csv(path, index=False)
    with pytest.raises(DeclarationError, match="P006.*toplines.csv:2: source: "):
        read_published(path, PrintedShare)


def test_p_is_adjusted_over_the_key_terms_of_all_models():
    from kj_assets.model.estimates import make_cells, make_effects, make_model

    validated, weights = make_respondents()
    models, codebook = make_models().models, make_questions()
    cells = make_cells(validated, weights, models).frame
    tables = {}
    for key, model in models.items():
        fitted = make_model(cells, "2030", key, model, codebook).frame
        tables[f"effects_{key}"] = make_effects(cells, fitted, "2030", key, model, codebook).frame
    table = gather_effects(list_key_terms(models), **tables).frame
    key_rows = table[table["term"] != "sex"]
    assert len(key_rows) == 4
    largest = key_rows["p"].idxmax()
    assert key_rows.loc[largest, "p_bh"] == pytest.approx(key_rows.loc[largest, "p"])
    assert (key_rows["p_bh"] >= key_rows["p"]).all()
    assert table.loc[table["term"] == "sex", "p_bh"].isna().all()
