"""Each check of a whole table holds, or names what fails and the numbers behind it."""

from __future__ import annotations

import pandas as pd

from kj_assets.dagster_kit.rows import Rows
from kj_assets.validate.plausibility import (
    every_item_answered,
    missing_shares_low,
    no_dominant_weight,
    repeated_answers_rare,
    straight_lining_rare,
)
from kj_assets_tests.builders import levels_item, make_codebook, make_wave

ITEMS = ("a", "b", "c", "d")
CODEBOOK = make_codebook(**{key: levels_item() for key in ITEMS})
WAVE = make_wave({key: {"column": key} for key in ITEMS}, weight={"column": "w"})


def make_accepted(answers: list[str], weights: list[float] | None = None) -> Rows:
    """One word a respondent: l, m, h stand for the levels of each item, '-' for don't know."""
    levels = {"l": "low", "m": "mid", "h": "high", "-": None}
    columns: dict[str, list[str | None] | list[float]] = {
        "respondent_id": [f"r{i}" for i in range(len(answers))],
        "weight_given": weights or [1.0] * len(answers),
    }
    for place, key in enumerate(ITEMS):
        columns[key] = [levels[word[place]] for word in answers]
        columns[f"{key}_missing"] = ["dont_know" if w[place] == "-" else None for w in answers]
    return Rows.of(pd.DataFrame(columns))


def test_an_item_nobody_answered_is_named() -> None:
    finding = every_item_answered(make_accepted(["lm-h", "mh-l"]), WAVE, CODEBOOK)
    assert finding.failing["item"].tolist() == ["c"]
    assert finding.numbers == {"items": 4, "items_without_answer": 1}
    assert "['c'] have no answer at all among 2 respondents" in finding.message


def test_missing_shares_over_ten_percent_are_named() -> None:
    accepted = make_accepted(["lmhl"] * 8 + ["-mhl", "--hl"])
    finding = missing_shares_low(accepted, WAVE, CODEBOOK)
    assert finding.failing.to_dict("records") == [{"item": "a", "missing_share": 0.2}]
    assert finding.numbers == {"largest_missing_share": 0.2, "items": 1}


def test_a_weight_over_five_percent_is_named() -> None:
    accepted = make_accepted(["lmhl"] * 41, [2.0] + [0.5] * 40)
    finding = no_dominant_weight(accepted, WAVE, CODEBOOK)
    assert finding.failing["respondent_id"].tolist() == ["r0"]
    assert finding.numbers["respondents"] == 1
    assert round(finding.numbers["largest_weight_share"], 3) == 0.091


def test_straight_lining_counts_only_those_who_answered_the_whole_scale() -> None:
    few = straight_lining_rare(make_accepted(["lmhl"] * 19 + ["mmmm", "mmm-"]), WAVE, CODEBOOK)
    assert few.failing.empty
    assert few.numbers["largest_share"] == 0.05
    many = straight_lining_rare(make_accepted(["lmhl"] * 9 + ["mmmm"]), WAVE, CODEBOOK)
    assert many.failing.to_dict("records") == [
        {"respondent_id": "r9", "items": "a, b, c, d", "answer": "mid"}
    ]


def test_repeated_answers_are_listed_side_by_side_once_they_are_many() -> None:
    different = ["lmhl", "mlhm", "hlml", "llhm", "mmhl"]
    finding = repeated_answers_rare(make_accepted([*different, "lmhl"]), WAVE, CODEBOOK)
    assert finding.failing["respondent_id"].tolist() == ["r0", "r5"]
    assert "2 of 6 respondents (33.3%)" in finding.message
    assert repeated_answers_rare(make_accepted(different), WAVE, CODEBOOK).failing.empty
