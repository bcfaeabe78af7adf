"""A figure of effects within groups: what it draws, and that its title follows the tests."""

from __future__ import annotations

import pytest

from kj_assets.model.registry import Models
from kj_assets_tests.figure.declared import models
from kj_assets_tests.figure.made_up import between_trust, draw_plain, effect, results, within_trust


def test_each_gap_has_a_line_a_group_and_the_tested_difference_leads() -> None:
    table = draw_plain("within", "en").table
    assert list(table["line"]) == ["Yes", "No", "Yes − No"] * 2
    assert list(table["label"].drop_duplicates()) == ["Sees a threat", "Likes them"]
    assert list(table["leads"]) == [False, False, True] * 2
    assert list(table["detectable"]) == [True, True, True, True, True, False]


@pytest.mark.parametrize(
    ("p", "en", "ko"),
    [
        (
            {"threat": 0.3, "liking": 0.4},
            "no detectable difference in any of two gaps",
            "두 요인 모두 집단 간 확인되는 차이 없음",
        ),
        (
            {},
            "one of two gaps differs (“Sees a threat”)",
            "두 요인 중 한 요인에서 집단 간 차이 확인(‘위협 인식’)",
        ),
        (
            {"threat": 0.01, "liking": 0.01},
            "both gaps differ",
            "두 요인 모두에서 집단 간 차이 확인",
        ),
        (
            {"threat": 0.3},
            "no detectable difference in the gap",
            ": 집단 간 확인되는 차이 없음",
        ),
    ],
)
def test_the_title_names_only_gaps_that_a_test_between_the_groups_finds(
    p: dict[str, float], en: str, ko: str
) -> None:
    made = results(between=between_trust(**p))
    title = made.draw("within", "en").title
    assert title.startswith("Support for cooperation, by trusts them: ") and title.endswith(en)
    assert made.draw("within", "ko").title.endswith(ko)


def test_a_refused_group_is_shown_as_refused_and_tests_nothing() -> None:
    gone = effect("threat", None) | {"subgroup": "trust=no"}
    rows = within_trust(effect("threat", 0.2) | {"subgroup": "trust=yes"}, gone)
    made = results(within=rows, between=between_trust().iloc[:0])
    drawing = made.draw("within", "en")
    assert "no difference could be tested" in drawing.title
    assert "Not estimated" in str(drawing.specification["datasets"])


def test_the_model_is_said_to_be_of_the_cases_of_all_groups_together() -> None:
    assert "one model of all 1,800 complete cases" in draw_plain("within", "en").footer[0]


def test_a_model_without_an_interaction_says_where_differences_come_from() -> None:
    footer = " ".join(draw_plain("within", "en").footer)
    assert "no interaction with “Trusts them”" in footer


def test_a_figure_within_a_term_needs_a_model_averaged_within_it() -> None:
    told = models().model_dump()
    told["figures"] = {"groups": {"kind": "within", "model": "one", "item": "trust"}}
    with pytest.raises(ValueError, match=r"figures\.groups: 'one' is averaged within \[\]"):
        Models.model_validate(told)
    told["models"]["one"]["within"] = ["trust"]
    assert Models.model_validate(told).figures["groups"].kind == "within"
