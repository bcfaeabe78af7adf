"""Variants change the one thing they are named for, and the declared model comes first."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.model.estimates import make_cells, make_effects, make_model
from kj_assets.model.sensitivity import make_sensitivity
from kj_assets.model.slices import without_texts
from kj_assets.model.specs import make_rows, make_spec
from kj_assets.model.variants import list_variants, rank_levels
from kj_assets_tests.builders import levels_item, make_codebook
from kj_assets_tests.model.small_models import make_model as declare
from kj_assets_tests.model.small_models import make_models, make_questions, make_respondents

QUESTIONS = make_questions()


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    validated, weights = make_respondents()
    models = make_models().models
    return make_sensitivity(validated, weights, "2030", "help", models, QUESTIONS).frame


def block(table: pd.DataFrame, variant: str) -> pd.DataFrame:
    found = table[table["variant"] == variant]
    assert len(found), f"no variant {variant}"
    return found.set_index(["term", "level"])


def test_every_choice_that_could_be_made_otherwise_has_a_block(table):
    assert list(dict.fromkeys(table["variant"])) == [
        "as_declared",
        "unweighted",
        "midpoint_left_out",
        "midpoint_as_support",
        "ordered_logit",
        "without_liking",
        "without_controls",
        "dont_know_as_level",
    ]
    assert (table["code"] == "").all()


def test_the_first_block_is_the_published_one(table):
    validated, weights = make_respondents()
    models = make_models().models
    cells = make_cells(validated, weights, models).frame
    model = make_model(cells, "2030", "help", models["help"], QUESTIONS).frame
    declared = without_texts(models["help"])
    effects = make_effects(cells, model, "2030", "help", declared, QUESTIONS).frame
    key = effects[effects["term"] != "sex"].reset_index(drop=True)
    first = table[table["variant"] == "as_declared"].reset_index(drop=True)
    columns = ["term", "level", "estimate", "std_error", "p", "p_holm", "p0", "p1", "n"]
    pd.testing.assert_frame_equal(first[[*columns, "model_hash"]], key[[*columns, "model_hash"]])


def test_each_block_has_a_model_of_its_own_and_says_of_which_data_it_is(table):
    named = table[["variant", "model_hash", "data_hash"]].drop_duplicates()
    hashes = named.set_index("variant", verify_integrity=True)
    assert hashes["model_hash"].is_unique and (hashes["data_hash"] != "").all()
    assert hashes.loc["unweighted", "data_hash"] != hashes.loc["as_declared", "data_hash"]


def test_an_item_that_loses_over_ten_per_cent_is_told_of_beside_the_cells():
    validated, weights = make_respondents()
    models = make_models().models
    assert make_cells(validated, weights, models).notes == {}
    few = validated.assign(sex=validated["sex"].mask(validated.index < 90))
    told = make_cells(few, weights, models).notes["warnings"]
    assert told.startswith("- N101: item 'sex' has no answer from 15.0%")
    assert told.count("N101") == 1


def test_unweighted_is_the_model_with_all_weights_one(table):
    validated, weights = make_respondents()
    models = make_models().models
    equal = make_sensitivity(
        validated, weights.assign(weight=1.0), "2030", "help", models, QUESTIONS
    ).frame
    one, same = block(table, "unweighted"), block(equal, "as_declared")
    assert one["estimate"].to_list() == pytest.approx(same["estimate"].to_list(), rel=1e-12)
    assert set(one["weight"]) == {"none"}


def test_the_midpoint_moves_cases_out_or_over(table):
    validated, _ = make_respondents()
    asked = validated["liking"].notna()
    neutral = int(((validated["help"] == "neutral") & asked).sum())
    declared, left_out = block(table, "as_declared"), block(table, "midpoint_left_out")
    assert set(left_out["n"]) == {int(declared["n"].iloc[0]) - neutral}
    as_support = block(table, "midpoint_as_support")
    assert (as_support["n_base_1"] > declared["n_base_1"]).all()
    assert set(as_support["n"]) == set(declared["n"])


def test_a_term_that_may_be_outcome_is_left_out_alone(table):
    assert set(block(table, "without_liking").index) == {("threat", "yes")}
    assert len(block(table, "without_controls")) == 2


def test_dont_know_becomes_a_level_and_loses_nobody(table):
    validated, _ = make_respondents()
    found = block(table, "dont_know_as_level")
    assert set(found["n"]) == {len(validated)}
    unknown = int(validated["liking"].isna().sum())
    assert found.loc[("liking", "dont_know"), "n_level"] == unknown > 0


def test_weights_that_are_wrong_stop_the_table_and_are_no_reason_in_a_row():
    validated, weights = make_respondents()
    wrong = weights.assign(weight=weights["weight"].mask(weights.index == 0, -1.0))
    with pytest.raises(RefusalError, match="W001"):
        make_sensitivity(validated, wrong, "2030", "help", make_models().models, QUESTIONS)


def test_a_refused_variant_keeps_its_rows_with_the_reason():
    validated, weights = make_respondents()
    sure = validated.assign(help="much")
    refused = make_sensitivity(sure, weights, "2030", "help", make_models().models, QUESTIONS).frame
    first = block(refused, "as_declared")
    assert set(first["code"]) == {"Y002"}
    assert first["estimate"].isna().all()
    asked = int(validated["liking"].notna().sum())
    assert set(first["n"]) == set(first["n_level"] + first["n_base"]) == {asked}
    assert first["n_level_1"].to_list() == first["n_level"].to_list()


def test_a_scale_is_ranked_with_support_on_top():
    item = QUESTIONS.items["help"]
    ranks = rank_levels(declare(), item)
    assert ranks == {"none": 0, "little": 1, "neutral": 2, "some": 3, "much": 4}
    middle = declare(outcome={"item": "help", "support": ["some", "neutral"]})
    assert rank_levels(middle, item) == {}


def test_an_item_without_midpoint_or_scale_has_fewer_variants():
    codebook = make_codebook(
        help=levels_item(("much", "little")), threat=levels_item(("yes", "no"))
    )
    model = declare(
        outcome={"item": "help", "support": ["much"]},
        terms=[{"item": "threat", "base": "no"}],
        controls=[],
    )
    names = [variant.name for variant in list_variants(model, codebook)]
    assert names == ["as_declared", "unweighted", "dont_know_as_level"]


def test_rows_hold_one_outcome_a_model_and_grouped_levels():
    validated, weights = make_respondents()
    models = make_models().models
    rows = make_rows(validated, weights, models)
    assert list(rows) == ["help", "other", "threat", "liking", "sex", "weight"]
    assert set(rows["liking"].dropna()) == {"good", "not_good"}
    assert rows["help"].mean() == validated["help"].isin(["much", "some"]).mean()
    spec = make_spec("help", models["help"], QUESTIONS)
    cells = collapse_to_cells(rows, outcomes=["help"], terms=spec.items, weight="weight")
    assert cells["n"].sum() == len(validated)
