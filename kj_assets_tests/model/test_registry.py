"""A mistake in models.yaml names its place, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kj_assets.errors import DeclarationError
from kj_assets.model.loading import load_models
from kj_assets.model.slices import without_texts
from kj_assets_tests.builders import text
from kj_assets_tests.model.small_models import (
    declare_model,
    make_model,
    make_models,
    make_questions,
)

THREAT = {"item": "threat", "base": "no"}
PART = {"good": {"label": text("good"), "levels": ["good"]}}


def load(folder: Path, **declared: Any):
    path = folder / "models.yaml"
    path.write_text(yaml.safe_dump(declared), encoding="utf-8")
    return load_models(path, make_questions())


MISTAKES = [
    ("F103", "no item 'hepl'", {"outcome": {"item": "hepl", "support": ["much"]}}),
    ("F103", r"\['plenty'\] not among", {"outcome": {"item": "help", "support": ["plenty"]}}),
    ("F103", "threat.*base.*'maybe'", {"terms": [{"item": "threat", "base": "maybe"}]}),
    (
        "F103",
        "groups must hold each level once",
        {"terms": [{"item": "liking", "base": "good", "groups": PART}]},
    ),
    ("F102", "more than once", {"terms": [THREAT, THREAT]}),
    ("F102", "status", {"status": "certain"}),
    ("F102", "formula", {"formula": "help ~ threat"}),
]


@pytest.mark.parametrize(("code", "says", "change"), MISTAKES)
def test_a_mistaken_model_is_refused(tmp_path, code, says, change):
    with pytest.raises(DeclarationError, match=says) as error:
        load(tmp_path, models={"help": declare_model(**change)})
    assert error.value.code == code
    assert "models.yaml" in str(error.value)


@pytest.mark.parametrize(
    ("says", "second"),
    [
        ("both models need the same case_set", {"case_set": "alone"}),
        ("must declare the same terms", {"terms": [THREAT]}),
    ],
)
def test_models_are_compared_only_on_the_same_cases_and_terms(tmp_path, says, second):
    outcome = {"item": "other", "support": ["much"]}
    models = {"help": declare_model(), "other": declare_model(outcome=outcome, **second)}
    both = {"label": text("both"), "models": ["help", "other"]}
    with pytest.raises(DeclarationError, match=says):
        load(tmp_path, models=models, comparisons={"both": both})


def test_only_a_key_term_can_be_discussed(tmp_path):
    outcome = {"item": "other", "support": ["much"]}
    models = {"help": declare_model(), "other": declare_model(outcome=outcome)}
    both = {"label": text("both"), "models": ["help", "other"], "discuss": "sex"}
    with pytest.raises(DeclarationError, match="discuss must be a key term.*threat"):
        load(tmp_path, models=models, comparisons={"both": both})


def test_a_wave_fits_what_it_asked():
    models = make_models()
    asked = {"help", "threat", "liking", "sex"}
    assert list(models.case_sets(asked)["both"]) == ["help"]
    assert models.missing_items(asked) == {"other": ("other",)}


def test_a_number_does_not_depend_on_words_or_on_what_only_variants_use():
    model = make_model()
    reworded = make_model(label=text("Aiding"))
    assert without_texts(model) == without_texts(reworded)
    liking = [term.model_copy(update={"may_be_outcome": False}) for term in model.terms]
    plain = model.model_copy(update={"terms": tuple(liking)})
    assert without_texts(model) == without_texts(plain)
    assert without_texts(model, variants=True) != without_texts(plain, variants=True)


@pytest.mark.parametrize(
    ("says", "asked"),
    [
        ("'sex' is no key term of 'help'", {"term": "sex", "models": ["help"]}),
        ("no model 'helping'", {"term": "threat", "models": ["helping"]}),
    ],
)
def test_a_question_is_about_a_key_term_of_a_model_that_is_there(tmp_path, says, asked):
    question = {"label": text("more?")} | asked
    with pytest.raises(DeclarationError, match=says):
        load(tmp_path, models={"help": declare_model()}, questions={"course": question})


def test_a_figure_of_a_question_needs_the_question(tmp_path):
    figures = {"course": {"kind": "question", "question": "cause"}}
    with pytest.raises(DeclarationError, match="no question 'cause'"):
        load(tmp_path, models={"help": declare_model()}, figures=figures)
