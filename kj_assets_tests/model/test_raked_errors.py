"""Standard errors that know of the raking stand beside the published ones of the same effects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kj_assets.errors import DeclarationError
from kj_assets.model.estimates import make_cells, make_effects
from kj_assets.model.estimates import make_model as fit_model
from kj_assets.model.raked_assets import raked_assets
from kj_assets.model.raked_errors import make_raked_errors
from kj_assets.model.raking import RakedErrors
from kj_assets.model.registry import Models
from kj_assets.model.slices import without_texts
from kj_assets.waves.outside import OutsideFile
from kj_assets.weight.weigh import weigh_wave
from kj_assets_tests.builders import make_wave, whole
from kj_assets_tests.model.small_models import (
    declare_model,
    make_models,
    make_questions,
    make_respondents,
)

ERRORS = RakedErrors(replicates=400, seed=7)
CENSUS = "sex,threat,count\nwoman,yes,260\nwoman,no,260\nman,yes,300\nman,no,180\n"


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return make_respondents(900, 3)[0]


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory) -> OutsideFile:
    path = tmp_path_factory.mktemp("population") / "census.csv"
    path.write_text(CENSUS, encoding="utf-8")
    return OutsideFile("census", path)


def measure(people: pd.DataFrame, census: OutsideFile, **plan: Any) -> tuple[pd.DataFrame, ...]:
    """The table, and the effects it stands beside."""
    declared = {"rake": {"population": "census", "margins": ["sex * threat"]} | plan}
    wave = make_wave(weight=declared)
    weights = whole(weigh_wave(people, wave, census))
    models, questions = dict(make_models().models), make_questions()
    cells = make_cells(people, weights, models).frame
    told = {"wave": "2025", "key": "help", "model": models["help"], "codebook": questions}
    coefficients = fit_model(cells, **told).frame
    rake = wave.declaration.weight.rake
    assert rake
    effects = make_effects(cells, coefficients, **told).frame
    table = make_raked_errors(
        *(people, weights, coefficients, effects, wave, rake, census, {}),
        *("help", models, ERRORS, questions),
    ).frame
    return table, effects


@pytest.fixture(scope="module")
def measured(people, census):
    return measure(people, census)


def test_effects_and_published_errors_are_those_of_the_model(measured):
    table, effects = measured
    for column in ("term", "level", "base", "outcome"):
        assert table[column].tolist() == effects[column].tolist()
    for column in ("estimate", "std_error", "std_error_unconditional"):
        np.testing.assert_array_equal(table[column], effects[column])


def test_the_bootstrap_and_the_linearised_error_agree(measured):
    table, _ = measured
    assert set(table["n_replicates"]) == {ERRORS.replicates}
    np.testing.assert_allclose(table["std_error_bootstrap"], table["std_error_raked"], rtol=0.15)
    # Only the first term was raked to; what raking fixes can but help.
    assert (table["std_error_raked"] <= table["std_error_unconditional"] * 1.001).all()


def test_trimmed_weights_have_no_bootstrap_and_say_why(people, census):
    table, _ = measure(people, census, trim=3.0)
    assert table["std_error_bootstrap"].isna().all() and table["std_error_raked"].notna().all()
    assert set(table["code"]) == {"R004"}
    assert table["reason"].str.contains("trimmed").all()


def test_who_kept_their_share_in_the_weights_keeps_it_in_both_errors(people, census):
    lost = people.assign(sex=people["sex"].where(np.arange(len(people)) % 9 != 0))
    table, _ = measure(lost, census, unanswered="keep_share")
    assert set(table["n_replicates"]) == {ERRORS.replicates}
    np.testing.assert_allclose(table["std_error_bootstrap"], table["std_error_raked"], rtol=0.15)


def test_a_model_refused_whole_keeps_its_rows_and_says_why(people, census):
    table, effects = measure(people.assign(help="much"), census)
    assert table["term"].tolist() == effects["term"].tolist()
    assert set(table["code"]) == {"Y002"}
    assert table.filter(like="std_error").isna().all(axis=None)
    assert set(table["n_replicates"]) == {0}


def test_a_population_that_does_not_fit_is_told(people, census):
    with pytest.raises(DeclarationError, match="P002"):
        measure(people, census, margins=["region"])


def test_only_a_raked_wave_has_them_and_only_for_models_that_ask():
    asking = declare_model(raked_errors={"replicates": 100})
    models = Models.model_validate({"models": {"help": asking, "plain": declare_model()}})
    questions = make_questions()
    asked = {item: {"column": item} for item in questions.items}
    raked = make_wave(weight={"rake": {"population": "p", "margins": ["sex"]}}, crosswalk=asked)
    keys = [asset.key[1] for asset in raked_assets(raked, questions, models, Path("population"))]
    assert keys == ["raked_errors_help"]
    given = make_wave(weight={"column": "W"}, crosswalk=asked)
    assert raked_assets(given, questions, models, Path("population")) == []


def test_asking_for_them_moves_no_other_number():
    asking = Models.model_validate({"models": {"help": declare_model(raked_errors={})}})
    plain = Models.model_validate({"models": {"help": declare_model()}})
    assert without_texts(asking.models["help"]) == without_texts(plain.models["help"])
