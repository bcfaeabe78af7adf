"""From delivered rows to validated ones, as the assets of a wave do it, and what they say of it."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.clean.assets import clean_assets
from kj_assets.clean.lineage import trace_clean_columns
from kj_assets.dagster_kit.asset import Asset, Product
from kj_assets.dagster_kit.rows import Rows
from kj_assets.validate.assets import validate_assets
from kj_assets_tests.builders import (
    banded_item,
    levels_item,
    make_codebook,
    make_wave,
    number_item,
    text,
    whole,
)

CODEBOOK = make_codebook(
    q=levels_item(label=text("Cooperation"), question=text("Stronger or weaker?")),
    age=number_item(minimum=18, maximum=110),
    age_band=banded_item("age", young=(None, 29), old=(30, None)),
)
WAVE = make_wave(
    {
        "q": {"column": "q1", "codes": {"1": "low", "3": "high"}, "missing": {"9": "dont_know"}},
        "age": {"column": "years"},
    },
    weight={"column": "w"},
    design={"stratum": "region", "unit": "id"},
    n=3,
    gate={"rejected_rows_allowed": 1},
    corrections=[
        {"respondent": "K3", "column": "q1", "expected": "7", "value": "3", "reason": "typed wrong"}
    ],
)
RESPONSES = pd.DataFrame(
    {
        "id": ["K1", "K2", "K3"],
        "q1": ["1", "9", "7"],
        "years": ["29", "150", "40"],
        "w": ["0.5", "1.5", "1.0"],
        "region": ["n", "n", "s"],
    }
)


def run(asset: Asset, table: pd.DataFrame) -> tuple[pd.DataFrame, Product]:
    """The table an asset makes of another one, and the product as concluded."""
    (name,) = asset.inputs
    product = asset.run({name: Rows.of(table)})
    made = whole(product)
    return made, product.concluded(Rows.of(made))


@pytest.fixture(scope="module")
def clean() -> tuple[pd.DataFrame, Product]:
    (asset,) = clean_assets(WAVE, CODEBOOK)
    return run(asset, RESPONSES)


def validate(number: int, table: pd.DataFrame) -> tuple[pd.DataFrame, Product]:
    return run(validate_assets(WAVE, CODEBOOK)[number], table)


def test_delivered_rows_become_answers_and_what_was_done_is_counted(clean):
    table, product = clean
    assert table["q"].fillna("").tolist() == ["low", "", "high"]
    assert table["age_band"].tolist() == ["young", "old", "old"]
    assert product.numbers == {"respondents": 3, "corrections": 1}


def test_rejected_rows_are_listed_with_their_reason(clean):
    table, product = validate(0, clean[0])
    assert table[["row", "item", "found"]].to_numpy().tolist() == [[2, "age", "150.0"]]
    assert product.numbers == {"rows": 1}


def test_accepted_rows_are_kept_and_every_check_is_reported(clean):
    table, product = validate(1, clean[0])
    assert table["respondent_id"].tolist() == ["1", "3"]
    assert product.numbers == {"respondents": 2, "rejected": 1}
    asset = validate_assets(WAVE, CODEBOOK)[1]
    reports = {check.name: check for check in product.checks}
    assert list(reports) == [spec.name for spec in asset.checks]
    assert [spec.blocking for spec in asset.checks] == [c.blocking for c in product.checks]
    failed = reports["numbers_in_range"]
    assert (failed.passed, failed.numbers, len(failed.failing)) == (False, {"rows": 1}, 1)
    assert failed.description.startswith("G002 wave w1: 1 rows rejected")
    passed = reports["n_as_declared"]
    assert passed.passed
    assert passed.description == ("G005 The file has as many respondents as the wave declares.")


def test_every_column_of_every_stage_is_described(clean):
    (cleaning,) = clean_assets(WAVE, CODEBOOK)
    rejecting, validating = validate_assets(WAVE, CODEBOOK)
    assert set(clean[0]) <= set(cleaning.columns)
    assert set(validate(0, clean[0])[0]) == set(rejecting.columns)
    assert set(validate(1, clean[0])[0]) <= set(validating.columns)
    assert cleaning.columns["q"] == "Cooperation: Stronger or weaker?"
    assert cleaning.columns["age"] == "number"
    assert cleaning.columns["q_missing"] == "Why q has no answer"


def test_columns_are_traced_to_the_delivered_ones():
    responses = ("wave_w1", "responses")
    traced = trace_clean_columns(WAVE, CODEBOOK)
    assert {name: made for name, ((table, made),) in traced.items() if table == responses} == {
        **dict.fromkeys(("respondent_id", "unit"), "id"),
        **dict.fromkeys(("q", "q_missing"), "q1"),
        **dict.fromkeys(("age", "age_missing", "age_band", "age_band_missing"), "years"),
        "weight_given": "w",
        "stratum": "region",
    }
    rejecting, validating = validate_assets(WAVE, CODEBOOK)
    assert rejecting.lineage == {"respondent_id": ((("wave_w1", "clean"), "respondent_id"),)}
    assert validating.lineage["q"] == ((("wave_w1", "clean"), "q"),)
    assert set(validating.lineage) == set(validating.columns)


def test_a_stage_reads_the_one_before_in_chunks():
    stages = [*clean_assets(WAVE, CODEBOOK), *validate_assets(WAVE, CODEBOOK)]
    assert {stage.key[1]: stage.upstream for stage in stages} == {
        "clean": (("wave_w1", "responses"),),
        "rejected": (("wave_w1", "clean"),),
        "validated": (("wave_w1", "clean"),),
    }
    assert all(stage.in_chunks == set(stage.inputs) for stage in stages)


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ({"corrections": []}, {"clean"}),
        ({"weight": {"column": "v"}}, {"clean", "rejected", "validated"}),
        ({"design": {"stratum": "region"}}, {"clean", "rejected", "validated"}),
        ({"n": 4}, {"rejected", "validated"}),
        ({"gate": {"rejected_rows_allowed": 0}}, {"rejected", "validated"}),
        ({"title": text("another")}, set()),
    ],
    ids=["corrections", "weight", "design", "n", "gate", "a title"],
)
def test_a_stage_is_made_again_where_what_it_reads_of_the_declaration_changes(changed, stale):
    declared = WAVE.declaration.model_dump(exclude_unset=True) | changed
    other = make_wave(**{k: v for k, v in declared.items() if k not in ("status", "file")})
    before, now = (
        {
            a.key[1]: a.version.settings
            for a in [*clean_assets(w, CODEBOOK), *validate_assets(w, CODEBOOK)]
        }
        for w in (WAVE, other)
    )
    assert {name for name in before if before[name] != now[name]} == stale
