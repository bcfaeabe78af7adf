"""The sensitivity figure: what it draws, and a title that every variant must bear out."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.figure.sensitivity import name_variant, tabulate_sensitivity
from kj_assets.figure.sensitivity_titles import sensitivity_title
from kj_assets.figure.wording import LANGUAGES
from kj_assets_tests.figure.declared import codebook, models
from kj_assets_tests.figure.made_up import effect, effects, vary

MODEL = models().models["one"]


def tabulate(rows: pd.DataFrame) -> pd.DataFrame:
    return tabulate_sensitivity(rows, MODEL, codebook(), "en")


def test_blocks_stand_in_declared_order_with_the_declared_model_first():
    table = tabulate(vary(effects()))
    assert list(dict.fromkeys(table["term"])) == ["threat", "trust", "liking"]
    assert table.groupby("block")["variant"].first().to_list() == ["as_declared"] * 3
    assert table.groupby("term")["variant"].size().to_dict() == {
        "liking": 3,
        "threat": 4,
        "trust": 4,
    }


def test_a_level_that_only_a_variant_has_is_not_drawn():
    extra = pd.DataFrame([effect("trust", -0.05, level="dont_know", variant="dont_know_as_level")])
    rows = pd.concat([vary(effects()), extra], ignore_index=True)
    assert len(tabulate(rows)) == len(tabulate(vary(effects())))


HELD = effects(effect("threat", 0.2), effect("trust", 0.1), effect("liking", -0.1))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "all three gaps hold under each of three other choices"),
        ({"p_holm": 0.2}, "two of three gaps"),
        ({"estimate": -0.2}, "two of three gaps"),
    ],
    ids=["held", "not detectable once", "another sign once"],
)
def test_a_gap_holds_only_if_every_variant_finds_it_alike(change, says):
    rows = vary(HELD)
    here = (rows["variant"] == "unweighted") & (rows["term"] == "threat")
    for column, value in change.items():
        rows.loc[here, column] = value
    assert says in sensitivity_title("Support", tabulate(rows), "en")
    assert "다른 세 가지 방식 모두에서" in sensitivity_title("지지", tabulate(rows), "ko")


def test_a_gap_that_is_not_shown_is_counted_apart():
    rows = vary(HELD)
    rows.loc[rows["term"] == "threat", ["estimate", "p", "p_holm", "code"]] = (
        None,
        None,
        None,
        "D900",
    )
    told = sensitivity_title("Support", tabulate(rows), "en")
    assert told == "Support: both gaps hold under each of three other choices; 1 not shown"
    few = tabulate(rows[rows["term"] == "threat"])
    assert sensitivity_title("Support", few, "en") == "Support: 1 not shown"
    assert sensitivity_title("지지", few, "ko") == "지지: 1개는 표시하지 않음"


@pytest.mark.parametrize(
    ("terms", "p", "en", "ko"),
    [
        (1, 0.001, "the gap holds under", "차이가 다른 세 가지 방식 모두에서 유지됨"),
        (1, 0.9, "the gap does not hold under", "다른 세 가지 방식 모두에서 유지되는 차이 없음"),
        (
            3,
            0.001,
            "all three gaps hold under",
            "세 요인의 차이가 다른 세 가지 방식 모두에서 유지됨",
        ),
        (3, 0.9, "none of three gaps holds under", "다른 세 가지 방식 모두에서 유지되는 차이 없음"),
    ],
)
def test_how_many_gaps_hold_is_said_grammatically(terms, p, en, ko):
    rows = tabulate(vary(HELD).assign(p_holm=p))
    shown = rows[rows["block"] < terms]
    assert en in sensitivity_title("Support", shown, "en")
    assert ko in sensitivity_title("지지", shown, "ko")


@pytest.mark.parametrize(
    ("others", "en", "ko"),
    [
        (1, "under the one other choice", "다른 한 가지 방식에서 유지됨"),
        (2, "under both other choices", "다른 두 가지 방식 모두에서 유지됨"),
    ],
)
def test_one_or_two_other_choices_are_counted_as_such(others, en, ko):
    rows = vary(HELD)
    rows = rows[rows["variant"].isin(rows["variant"].unique()[: others + 1])]
    assert sensitivity_title("Support", tabulate(rows), "en").endswith(en)
    assert sensitivity_title("지지", tabulate(rows), "ko").endswith(ko)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variant_has_a_name(language):
    names = [name_variant(key, MODEL, codebook(), language) for key in vary(effects())["variant"]]
    assert all(names)
    named = name_variant("without_liking", MODEL, codebook(), language)
    assert {"en": "Likes them", "ko": "호감"}[language] in named


def test_of_a_model_refused_under_every_choice_no_gap_is_said_not_to_hold():
    table = tabulate(vary(effects(effect("threat", None))).assign(estimate=None))
    assert sensitivity_title("Helping", table, "en") == "Helping: nothing could be estimated"
    assert sensitivity_title("Helping", table, "ko") == "Helping: 추정된 결과 없음"


def test_a_gap_no_choice_estimates_is_not_said_not_to_hold():
    rows = vary(HELD)
    gone = ["estimate", "p", "p_holm", "code"]
    rows.loc[rows["term"] == "threat", gone] = (None, None, None, "S001")
    told = sensitivity_title("Support", tabulate(rows), "en")
    assert told == "Support: both gaps hold under each of three other choices; 1 not estimated"


def test_many_choices_are_counted_in_korean_without_a_second_counter():
    rows = tabulate(vary(HELD))
    more = [rows.assign(variant=f"{name}{k}") for k in range(4) for name in "abc"]
    assert "다른 12가지 방식 모두에서" in sensitivity_title(
        "지지", pd.concat([*more, rows[:1]]), "ko"
    )
