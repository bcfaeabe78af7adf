"""Published beside computed: each printed statement in its own words and unit."""

from __future__ import annotations

from typing import Any

import pytest

from kj_assets.figure.wording import MINUS, Language
from kj_assets.publish.briefing.published import show_published
from kj_assets_tests.figure.declared import codebook
from kj_assets_tests.publish.made_up import printed, published


def cells(row: dict[str, Any], language: Language = "en") -> list[str]:
    view = show_published(published(row), codebook(), language)
    return [cell.text.replace("\u00a0", " ") for cell in view.rows[0]]


GAP = "effect"
NEXT = "effect minus next largest"


@pytest.mark.parametrize(
    ("row", "language", "name", "said", "made"),
    [
        (
            printed("cooperation", "positive", "equal", "70.0", 70.04),
            "en",
            "Cooperation: Positive",
            "70.0%",
            "70.0%",
        ),
        (
            printed("cooperation", "dont_know", "equal", "5", 4.96),
            "ko",
            "협력: 모름",
            "5%",
            "5.0%",
        ),
        (
            printed("alliance", "positive", "above", "10", 9.96, reference="cooperation"),
            "en",
            "Alliance: Positive",
            "higher than for Cooperation, by 10 points",
            "+10.0 points",
        ),
        (
            printed("alliance", "neutral", "below", "", -3.2, reference="cooperation"),
            "ko",
            "동맹: 중립",
            "협력보다 낮음",
            f"{MINUS}3.2%p",
        ),
        (
            printed("cooperation", "threat", "equal", "16.4", 16.41, GAP),
            "en",
            "Cooperation: Sees a threat",
            "+16.4 points",
            "+16.4 points",
        ),
        (
            printed("cooperation", "threat", "equal", "-5.2", -5.2, GAP),
            "ko",
            "협력: 위협 인식",
            f"{MINUS}5.2%p",
            f"{MINUS}5.2%p",
        ),
        (
            printed("cooperation", "trust", "positive", "", 9.7, GAP),
            "en",
            "Cooperation: Trusts them",
            "positive",
            "+9.7 points",
        ),
        (
            printed("cooperation", "liking", "largest", "", 9.4, NEXT),
            "ko",
            "협력: 호감",
            "핵심 요인 중 가장 큼",
            "+9.4%p",
        ),
        (
            printed("cooperation", "liking", "p_below", "0.05", 0.0247, "p"),
            "en",
            "Cooperation: Likes them",
            "p < 0.05",
            "p = 0.025",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_statement_is_shown_as_printed_beside_what_was_computed(
    row: dict[str, Any], language: Language, name: str, said: str, made: str
) -> None:
    assert cells(row, language)[:3] == [name, said, made]


def test_a_figure_that_does_not_agree_is_seen_at_once() -> None:
    row = printed("cooperation", "positive", "equal", "70.0", 64.0, agrees=False)
    assert cells(row)[3] == "no"
    assert cells(row, "ko")[3] == "아니요"


def test_calibrated_is_never_called_reproduced() -> None:
    row = printed("cooperation", "positive", "equal", "70.0", 70.0)
    assert cells(row)[4] == "calibrated to this figure"
    assert cells(row | {"basis": "reproduced"})[4] == "reproduced"
    assert cells(row, "ko")[4] == "이 수치에 맞춰 자료를 만듦"


def test_a_figure_that_was_not_computed_is_a_dash() -> None:
    row = printed("unknown_item", "positive", "equal", "70.0", float("nan"))
    assert cells(row)[:3] == ["unknown_item: positive", "70.0%", "–"]


def test_a_source_is_linked_only_if_it_is_a_web_address() -> None:
    row = printed("cooperation", "positive", "equal", "70.0", 70.0)
    cell = show_published(published(row), codebook(), "en").rows[0][-1]
    assert (cell.text, cell.link) == ("example.org", row["source"])
    offline = show_published(published(row | {"source": "Annual report"}), codebook(), "en")
    assert (offline.rows[0][-1].text, offline.rows[0][-1].link) == ("Annual report", "")
