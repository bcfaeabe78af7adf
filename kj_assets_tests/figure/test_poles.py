"""Nets against nets: what a title ranks, and where the names and numbers of nets stand."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from kj_assets.figure.drawing import Drawing
from kj_assets.figure.poles import find_poles, lead_answer, rows_beside, whole
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.waves.codebook import Item
from kj_assets_tests.figure.boxes import outside, overlapping, text_boxes
from kj_assets_tests.figure.declared import codebook, words
from kj_assets_tests.figure.made_up import results, share

SHARE = re.compile(r"\d+\.\d%")
RANKED = {
    "en": re.compile("“([^”]+)” is the most frequent answer"),
    "ko": re.compile("‘([^’]+)’ [^,]+로 가장 많음"),
}


def item(levels: int, **nets: list[int]) -> Item:
    """Levels ``l1`` … with labels of their own, and nets of some of them."""
    return Item.model_validate(
        {
            "label": words("Mood", "기분"),
            "wording": "published",
            "type": "ordered",
            "levels": {f"l{n}": words(f"Answer {n}", f"응답 {n}") for n in range(1, levels + 1)},
            "nets": {
                name: {"label": words(name.title(), f"합 {name}"), "levels": [f"l{n}" for n in own]}
                for name, own in nets.items()
            },
        }
    )


def answers(asked: Item, *shares: float) -> pd.DataFrame:
    """Toplines of the item: its levels in order, and its nets summed up."""
    by_level = dict(zip(asked.levels, shares, strict=True))
    rows = [share(level, value) for level, value in by_level.items()]
    for key, net in asked.nets.items():
        rows.append(share(key, sum(by_level[level] for level in net.levels), "net"))
    return pd.DataFrame(rows)


def even(levels: int) -> tuple[float, ...]:
    return (1 / levels,) * levels


TWO = item(2)
FOUR = item(4, high=[1, 2], low=[3, 4])
FIVE = item(5, good=[1, 2], bad=[4, 5])
UPWARDS = item(5, good=[4, 5], bad=[1, 2])
ELEVEN = item(11, satisfied=[7, 8, 9, 10, 11], dissatisfied=[1, 2, 3, 4, 5])
ONE_SIDE = item(11, satisfied=[7, 8, 9, 10, 11])
NOT_ALL = item(11, satisfied=[9, 10, 11], dissatisfied=[2, 3])
THREE = item(6, left=[1, 2], centre=[3, 4], right=[5, 6])
MIXED = item(4, odd=[1, 3], even=[2, 4])
OVER = item(4, all_but_last=[1, 2, 3], first=[1, 2])
CASES: dict[str, tuple[Item, tuple[float, ...]]] = {
    "two levels": (TWO, (0.7, 0.3)),
    "two levels, close": (TWO, (0.51, 0.49)),
    "four levels": (FOUR, (0.3, 0.3, 0.2, 0.2)),
    "five levels, no majority": (FIVE, (0.2, 0.19, 0.25, 0.2, 0.16)),
    "five levels, most in the middle": (FIVE, (0.1, 0.1, 0.6, 0.1, 0.1)),
    "low to high": (UPWARDS, (0.2, 0.19, 0.25, 0.2, 0.16)),
    "low to high, a majority": (UPWARDS, (0.05, 0.1, 0.1, 0.4, 0.35)),
    "eleven levels": (ELEVEN, even(11)),
    "one net, not a majority": (
        ONE_SIDE,
        (0.3, 0.1, 0.1, 0.05, 0.037, 0.029, 0.1, 0.1, 0.1, 0.05, 0.034),
    ),
    "one net, a majority": (ONE_SIDE, (0.02,) * 5 + (0.1,) + (0.16,) * 5),
    "nets that leave much out": (NOT_ALL, even(11)),
    "a single level above both nets": (NOT_ALL, (0.4, *(0.06,) * 10)),
    "three nets": (THREE, even(6)),
    "nets that mix": (MIXED, even(4)),
    "a net in a net": (OVER, even(4)),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_title_ranks_single_levels_only_and_its_numbers_stand_in_the_figure(
    case: str, language: Language
) -> None:
    asked, shares = CASES[case]
    drawing = draw(case, language)
    for specification in (drawing.specification, drawing.narrow):
        sets = specification["datasets"].items()  # The title alone is in the serif font.
        drawn = [row["text"] for name, rows in sets if "_NotoSansKR_" in name for row in rows]
        for number in SHARE.findall(drawing.title):
            assert any(number in text or number[:-1] == text for text in drawn)
        assert not outside(specification)
        assert not overlapping(specification)
    labels = {level.in_language(language): key for key, level in asked.levels.items()}
    ranked = RANKED[language].search(drawing.title)
    if ranked:
        own = dict(zip(asked.levels, shares, strict=True))
        assert own[labels[ranked[1]]] == max(shares)


def draw(case: str, language: Language) -> Drawing:
    asked, shares = CASES[case]
    declared = codebook(cooperation=asked.model_dump())
    made = results(codebook=declared, toplines=answers(asked, *shares))
    return made.draw("distribution", language)


@pytest.mark.parametrize(
    ("case", "en", "ko"),
    [
        ("four levels", "a majority, 60.0%, answers “High”", "과반인 60.0%가 ‘합 high’"),
        (
            "five levels, no majority",
            "“Good” 39.0%, “Bad” 36.0%, neither a majority",
            "‘합 good’ 39.0%, ‘합 bad’ 36.0%, 어느 쪽도 과반이 아님",
        ),
        (
            "five levels, most in the middle",
            "a majority, 60.0%, answers “Answer 3”",
            "과반인 60.0%가 ‘응답 3’",
        ),
        (
            "one net, not a majority",
            "“Answer 1” is the most frequent answer, at 30.0%",
            "‘응답 1’ 30.0%로 가장 많음",
        ),
        (
            "one net, a majority",
            "a majority, 80.0%, answers “Satisfied”",
            "과반인 80.0%가 ‘합 satisfied’",
        ),
        (
            "a single level above both nets",
            "“Satisfied” 18.0%, “Dissatisfied” 12.0%, neither a majority",
            "‘합 satisfied’ 18.0%, ‘합 dissatisfied’ 12.0%, 어느 쪽도 과반이 아님",
        ),
        (
            "a net in a net",
            "a majority, 75.0%, answers “All_But_Last”",
            "과반인 75.0%가 ‘합 all_but_last’",
        ),
    ],
)
def test_nets_are_told_side_by_side_and_a_majority_as_one(case: str, en: str, ko: str) -> None:
    assert draw(case, "en").title == f"Mood: {en}"
    assert draw(case, "ko").title == f"기분: {ko}"


@pytest.mark.parametrize(
    "case", ["four levels", "low to high", "eleven levels", "nets that leave much out"]
)
def test_the_name_of_a_net_stands_over_its_own_levels(case: str) -> None:
    asked, _ = CASES[case]
    drawing = draw(case, "en")
    for specification in (drawing.specification, drawing.narrow):
        strip = specification["datasets"]["strip"]
        layer = next(m for m in specification["layer"] if m["data"]["name"] == "strip")
        (low, high), (start, end) = (
            layer["encoding"]["x"]["scale"][k] for k in ("domain", "range")
        )
        for net in asked.nets.values():
            own = [row for row in strip if row["level"] in net.levels]
            edges = [
                start + (row[k] - low) / (high - low) * (end - start)
                for row in own
                for k in ("low", "high")
            ]
            (box,) = [
                b
                for b in text_boxes(specification)
                if b.text.startswith(f"{net.label.en} ") and b.text.endswith("%")
            ]
            middle = (box.left + box.right) / 2
            assert min(edges) <= middle <= max(edges)


@pytest.mark.parametrize("case", CASES)
def test_what_the_page_leads_with_and_the_rest_divide_all_answers_once(case: str) -> None:
    asked, shares = CASES[case]
    table = answers(asked, *shares).assign(label="")
    lead = lead_answer(table, asked)
    rest = rows_beside(table, asked, lead)
    assert lead["share"] + rest["share"].sum() == pytest.approx(sum(shares))
    assert whole(table, asked)["share"].sum() == pytest.approx(sum(shares))


def test_poles_are_two_nets_that_lie_apart_in_the_order_of_their_levels() -> None:
    assert find_poles(FOUR) == ("high", "low")
    assert find_poles(UPWARDS) == ("bad", "good")
    for none in (TWO, ONE_SIDE, THREE, MIXED, OVER):
        assert find_poles(none) == ()


def test_nets_without_poles_are_named_with_their_share_and_what_they_count() -> None:
    drawing = draw("three nets", "ko")
    texts = [box.text for box in text_boxes(drawing.specification)]
    assert "합 centre 33.3%" in texts
    assert "‘합 centre’는 ‘응답 3’, ‘응답 4’의 합." in drawing.footer


def test_a_net_without_a_share_is_not_named() -> None:
    asked, shares = CASES["five levels, no majority"]
    table: Any = answers(asked, *shares)
    hidden = table["level"].isin(["bad", "l4"])
    table = table.assign(code=hidden.map({True: "D900", False: None}), reason="n < 5")
    table["share"] = table["share"].mask(hidden)
    drawing = results(codebook=codebook(cooperation=asked.model_dump()), toplines=table).draw(
        "distribution", "en"
    )
    assert drawing.title == "Mood: 39.0% answers “Good”"
    assert "strip" not in drawing.specification["datasets"]
    assert "Good 39.0%" in [box.text for box in text_boxes(drawing.specification)]
