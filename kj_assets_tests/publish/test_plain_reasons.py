"""A refusal in public: plain words, which tell no count of few."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.estimate.checks import REFUSES_AN_ESTIMATE
from kj_assets.figure.refusals import PLAIN_REASONS
from kj_assets.publish.closing.sieve import sift_public

KEY = ("wave_2025", "effects_one")
WHOLE = "(intercept) and t[a] predict the outcome for some (predicted: 4, complete: 140)"


def publish(*rows: tuple[str, int, str | None, str | None], table: str = KEY[1]) -> pd.DataFrame:
    """Rows of term, respondents at the level, code and reason, as they may be seen."""
    stored = pd.DataFrame(rows, columns=["term", "n_level", "code", "reason"])
    stored = stored.assign(wave="2025", model="one", level=stored.index.astype(str), n=140)
    return sift_public({"t": stored}, {"t": (KEY[0], table)}, 5, {})["t"]


def test_a_model_refused_whole_tells_no_count_in_the_row_of_another_term() -> None:
    public = publish(("t", 4, "S001", WHOLE), ("s", 70, "S001", WHOLE))
    assert public["code"].tolist() == ["D900", "S001"]
    assert public["reason"].tolist() == ["n < 5", PLAIN_REASONS["S001"]["en"]]


@pytest.mark.parametrize("level", ["some", "some (a bit)"])
def test_no_name_of_a_level_keeps_its_count(level: str) -> None:
    told = f"t = {level} predicts without fail ({level}: 40, none: 55)"
    public = publish(("t", 3, None, None), ("t", 40, "S001", told))
    assert not public["reason"].str.contains(r"40|55").any()


def test_a_table_without_counts_is_told_plainly_as_well() -> None:
    stored = pd.DataFrame({"code": ["X004"], "reason": ["nobody (y=0: 3, y=1: 138)"]})
    public = sift_public({"t": stored}, {"t": (KEY[0], "sensitivity_one")}, 5, {})["t"]
    assert public["reason"].tolist() == [PLAIN_REASONS["X004"]["en"]]


def test_what_breaks_a_line_stays_and_a_code_without_plain_words_stands_alone() -> None:
    moved, raked = "2026: four answers (five before)", "a margin has no respondents (seoul: 3)"
    public = publish(
        ("s", 70, "V003", moved),
        ("s", 70, "R001", raked),
        ("s", 70, "Z999", "3 of 9"),
        ("s", 70, "", ""),
    )
    assert public["reason"].fillna("none").tolist() == [
        *(moved, PLAIN_REASONS["R001"]["en"], "none", ""),
    ]


def test_every_code_that_refuses_an_estimate_has_plain_words() -> None:
    assert set(PLAIN_REASONS) >= REFUSES_AN_ESTIMATE
