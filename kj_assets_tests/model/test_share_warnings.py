"""Shares from few degrees of freedom are given with a warning: D101, which items, how few."""

from __future__ import annotations

import pandas as pd

from kj_assets.model.crosstab import Crosstab
from kj_assets.model.crosstabs import make_crosstabs
from kj_assets.model.estimates import make_toplines
from kj_assets_tests.model.small_models import make_questions, make_respondents

QUESTIONS = make_questions()
CROSSED = {"all": Crosstab(items=("help",), by=("sex",), small_base=1)}


def ask(answered: int, units: int = 200) -> tuple[pd.DataFrame, pd.DataFrame]:
    """200 respondents in so many sampling units, of whom `answered` say whether they help."""
    validated, weights = make_respondents(n=200)
    keys = [key for key in QUESTIONS.items if key != "liking"]
    people = validated.assign(**dict.fromkeys(f"{key}_missing" for key in keys))
    silent = people.index >= answered
    people["help_missing"] = pd.Series("refused", people.index).where(silent, None)
    people["help"] = people["help"].mask(silent)
    return people, weights.assign(unit=[f"u{i % units}" for i in range(200)])


def test_toplines_of_few_sampling_units_warn_for_every_item() -> None:
    notes = make_toplines(*ask(200, units=12), "w1", QUESTIONS).notes
    keys = [key for key, item in QUESTIONS.items.items() if item.levels]
    assert len(keys) > 1
    assert notes["warnings"].splitlines() == [
        f"- D101: only 11 degrees of freedom for {key}: intervals are wide" for key in keys
    ]


def test_toplines_warn_of_the_item_that_few_answered_alone() -> None:
    notes = make_toplines(*ask(30), "w1", QUESTIONS).notes
    assert notes["warnings"] == "- D101: only 29 degrees of freedom for help: intervals are wide"
    assert "warnings" not in make_toplines(*ask(31), "w1", QUESTIONS).notes


def test_crosstabs_warn_of_their_smallest_group() -> None:
    people, weights = ask(200)
    fewest = people["sex"].value_counts().min() - 1
    assert fewest >= 30
    assert "warnings" not in make_crosstabs(people, weights, "w1", CROSSED, QUESTIONS).notes
    people, weights = ask(50)
    fewest = people.loc[people["help"].notna(), "sex"].value_counts().min() - 1
    assert fewest < 30
    notes = make_crosstabs(people, weights, "w1", CROSSED, QUESTIONS).notes
    assert notes["warnings"] == (
        f"- D101: only {fewest} degrees of freedom for help by sex: intervals are wide"
    )


def test_groups_nobody_answered_in_have_no_df_to_warn_of() -> None:
    product = make_crosstabs(*ask(0), "w1", CROSSED, QUESTIONS)
    assert product.frame["code"].tolist() == ["X002", "X002"]
    assert "warnings" not in product.notes
