"""A small declared model and respondents for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kj_assets.model.registry import Model, Models
from kj_assets.waves.codebook import Codebook
from kj_assets_tests.builders import levels_item, make_codebook, text

ANSWERS = ("much", "some", "neutral", "little", "none")


def make_questions() -> Codebook:
    return make_codebook(
        help=levels_item(ANSWERS, midpoint="neutral"),
        other=levels_item(ANSWERS, midpoint="neutral"),
        threat=levels_item(("yes", "no")),
        liking=levels_item(("good", "fair", "bad")),
        sex=levels_item(("woman", "man")),
    )


def declare_model(**more: Any) -> dict[str, Any]:
    """A model of helping on threat and liking, as its YAML would be."""
    return {
        "label": text("Helping"),
        "status": "exploratory",
        "case_set": "both",
        "outcome": {"item": "help", "support": ["much", "some"]},
        "terms": [
            {"item": "threat", "base": "no"},
            {
                "item": "liking",
                "base": "not_good",
                "may_be_outcome": True,
                "groups": {
                    "good": {"label": text("good"), "levels": ["good"]},
                    "not_good": {"label": text("not good"), "levels": ["fair", "bad"]},
                },
            },
        ],
        "controls": [{"item": "sex", "base": "man"}],
    } | more


def make_model(**more: Any) -> Model:
    return Model.model_validate(declare_model(**more))


def make_models() -> Models:
    other = declare_model(outcome={"item": "other", "support": ["much", "some"]})
    compared = {"label": text("both"), "models": ["help", "other"]}
    return Models.model_validate(
        {"models": {"help": declare_model(), "other": other}, "comparisons": {"both": compared}}
    )


def make_respondents(n: int = 600, seed: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Validated respondents, some of whom don't know, and their weights."""
    random = np.random.default_rng(seed)
    threat, liking, sex = (
        random.choice(levels, n)
        for levels in (["yes", "no"], ["good", "fair", "bad"], ["woman", "man"])
    )
    lean = 0.8 * (threat == "yes") + 1.0 * (liking == "good") + random.logistic(size=n)
    ranked = np.digitize(lean, [-1.5, -0.2, 0.4, 1.8])
    table = pd.DataFrame({"respondent_id": [str(i) for i in range(n)]})
    for item in ("help", "other"):
        shift = random.integers(-1, 2, n) * (item == "other")
        table[item] = np.array(ANSWERS[::-1])[np.clip(ranked + shift, 0, 4)]
    table = table.assign(threat=threat, liking=liking, sex=sex)
    unknown = random.random(n) < 0.08
    table["liking"] = table["liking"].mask(unknown)
    table["liking_missing"] = pd.Series(None, index=table.index, dtype="str").mask(
        unknown, "dont_know"
    )
    weights = table[["respondent_id"]].assign(weight=random.uniform(0.5, 2.0, n))
    return table, weights
