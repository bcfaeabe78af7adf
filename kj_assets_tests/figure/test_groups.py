"""Figures of groups, missing answers and weights: their tables, and titles bound by tests."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from kj_assets.figure.canvas import Canvas
from kj_assets.figure.fonts import text_width
from kj_assets.figure.group_titles import missing_title, subgroups_title, weighting_title
from kj_assets.figure.missing import tabulate_missing
from kj_assets.figure.missing_plot import MissingPlot
from kj_assets.figure.theme import MISSING, NARROW, WIDE
from kj_assets.figure.weighting import cut_weights
from kj_assets.figure.wording import Language
from kj_assets.waves.codebook import MISSING_KINDS, MISSING_LABELS
from kj_assets_tests.figure.declared import codebook, wave
from kj_assets_tests.figure.made_up import (
    crosstabs,
    draw_plain,
    group,
    group_tests,
    results,
    share,
    toplines,
    weigh,
)


def find(**found: bool) -> pd.DataFrame:
    rows = [{"by_label": by, "p": 0.01 if f else 0.6, "detectable": f} for by, f in found.items()]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("tests", "english", "korean"),
    [
        (
            find(Sex=False, Age=True, Region=False, Views=True),
            "X: “P” differs by age and views; no detectable difference by sex or region",
            "X: ‘P’ 비율은 Age·Views에 따라 다르고, Sex·Region에 따른 차이는 확인되지 않음",
        ),
        (find(Sex=True), "X: “P” differs by sex", "X: ‘P’ 비율은 Sex에 따라 다름"),
        (
            find(Sex=False, Age=False, Region=False),
            "X: “P” shows no detectable difference by sex, age or region",
            "X: ‘P’ 비율은 Sex·Age·Region에 따른 차이가 확인되지 않음",
        ),
        (
            pd.DataFrame([{"by_label": "Sex", "p": float("nan"), "detectable": False}]),
            "X: “P” could not be compared between groups",
            "X: ‘P’ 비율의 집단 간 비교 불가",
        ),
    ],
)
def test_a_title_names_a_difference_only_where_its_test_finds_one(
    tests: pd.DataFrame, english: str, korean: str
) -> None:
    assert subgroups_title("X", "P", tests, "en") == english
    assert subgroups_title("X", "P", tests, "ko") == korean


def test_a_difference_that_holm_takes_away_is_no_difference() -> None:
    tests = group_tests(threat=0.03, liking=0.5).assign(p_holm=[0.06, 0.5])
    drawing = results(group_tests=tests).draw("subgroups", "en")
    assert "no detectable difference by sees a threat or likes them" in drawing.title


def test_everybody_comes_first_then_groups_as_declared() -> None:
    table = results(crosstabs=crosstabs()[::-1]).draw("subgroups", "en").table
    assert list(table["by"]) == ["", "threat", "threat", "liking", "liking"]
    assert table["share"].iloc[0] == 0.7


def test_a_small_group_is_hollow_and_the_footer_says_what_small_is() -> None:
    drawing = draw_plain("subgroups", "en")
    drawn = drawing.specification["datasets"]["drawn"]
    assert [row["fill"] == "#ffffff" for row in drawn] == [False, False, False, True]
    assert "Hollow: fewer than 100 valid answers in the group." in drawing.footer


def test_a_refused_group_keeps_its_line_and_says_why() -> None:
    rows = crosstabs(group("threat", "yes", 0.8), group("threat", "no", None))
    drawing = results(crosstabs=rows).draw("subgroups", "en")
    assert [row["group"] for row in drawing.specification["datasets"]["drawn"]] == ["yes"]
    written = str(drawing.specification["datasets"]["text_NotoSansKR_left"])
    assert "Not estimated (X002)" in written
    assert "Sees a threat No Not estimated (X002)" in drawing.alt


def test_missing_answers_show_every_question_most_missing_first() -> None:
    table = draw_plain("missing_answers", "en").table
    assert list(table["item"]) == ["cooperation", "threat"]
    assert list(table["total"]) == [0.05, 0.0]
    assert list(table["reason"]) == ["Don’t know", ""]


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_missing_kind_has_a_colour_and_a_name_inside_the_picture(
    language: Language, width: int
) -> None:
    kinds = [kind for kind in MISSING_KINDS if kind != "not_asked"]
    told = pd.concat([toplines(), pd.DataFrame([share(k, 0.02, "missing") for k in kinds[1:]])])
    table = tabulate_missing(told, codebook(), language)
    canvas = Canvas(width)
    MissingPlot(table, language).draw(canvas)
    marks = [canvas.data[f"legend_{kind}"][0] for kind in kinds]
    assert len({(mark["x"], mark["y"]) for mark in marks}) == len(kinds) == len(set(MISSING))
    ends = [
        mark["x"] + 17 + text_width(MISSING_LABELS[kind].in_language(language), canvas.type.small)
        for kind, mark in zip(kinds, marks, strict=True)
    ]
    assert max(ends) <= canvas.right


def test_a_question_not_put_to_some_is_not_called_unanswered() -> None:
    told = toplines()
    told["level"] = told["level"].replace("dont_know", "not_asked")
    table = results(toplines=told).draw("missing_answers", "en").table
    assert (table["total"] == 0).all()


def test_the_title_of_missing_answers_is_the_largest_share_found() -> None:
    rows = draw_plain("missing_answers", "en").table
    assert missing_title(rows, "en") == (
        "Missing answers: at most 5.0%, on “Cooperation”; none on 1 of 2 questions"
    )
    none = rows.assign(total=0.0)
    assert missing_title(none, "ko") == "무응답: 2개 문항 모두 없음"


def test_a_raked_wave_shows_its_margins_and_one_with_given_weights_says_it_cannot() -> None:
    raked = draw_plain("weighting", "en")
    assert raked.title.startswith("Weighted to the population: 6 respondents as precise as 5")
    assert [row["after"] for row in raked.specification["datasets"]["margins"]] == [0.6, 0.4]
    given = results(wave=wave(weight={"column": "W"}), margins=None).draw("weighting", "en")
    assert given.title.startswith("Weights as delivered: 6 respondents as precise as 5")
    assert "did not come with the file" in given.footer[0]
    assert "margins" not in given.specification["datasets"]


def test_equal_weights_make_no_histogram() -> None:
    equal = results(wave=wave(), weights=weigh(1.0, 1.0), margins=None).draw("weighting", "en")
    assert equal.title == "Not weighted: each of 2 respondents counts once"
    assert "columns" not in equal.specification["datasets"]


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "No n where it would tell the size"), ("ko", "집단의 크기를 알려 줄 수 있어")],
)
def test_a_group_without_its_size_says_why_and_one_without_everybody_has_no_line(language, says):
    groups = crosstabs()
    groups.loc[0, "n_base"] = None
    everybody = toplines().assign(share=float("nan"))
    drawing = results(crosstabs=groups, toplines=everybody).draw("subgroups", language)
    told = " ".join(drawing.footer)
    assert says in told
    assert not re.search("dashed|점선", told)
    plain = " ".join(draw_plain("subgroups", language).footer)
    assert says not in plain and re.search("dashed|점선", plain)


def test_the_title_of_weights_gives_what_they_cost() -> None:
    title = weighting_title("given", 800.0, 1000, "ko")
    assert title == "제공된 가중치: 응답자 1,000명의 정밀도는 같은 가중치의 800명 수준"


@pytest.mark.parametrize("weights", [(0.77, 2.06), (0.3, 1.0, 12.5), (1.0, 1.0), (0.001, 0.0012)])
def test_bins_hold_every_weight_once_in_round_steps(weights: tuple[float, ...]) -> None:
    bins = cut_weights(np.array(weights), 1)
    assert bins["n"].sum() == len(weights)
    assert len(bins) <= 24
    assert (bins["high"] > bins["low"]).all()
