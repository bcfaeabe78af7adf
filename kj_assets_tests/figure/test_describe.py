"""Footers: who was asked, when, how, and how the answers were weighted."""

from __future__ import annotations

from datetime import date

import pytest

from kj_assets.figure.declared_words import label_margin
from kj_assets.figure.describe import describe_dates, describe_wave
from kj_assets.figure.labels import site_of
from kj_assets_tests.figure.declared import codebook, wave


@pytest.mark.parametrize(
    ("start", "end", "en", "ko"),
    [
        ((2025, 8, 18), (2025, 8, 20), "18–20 August 2025", "2025년 8월 18~20일"),
        ((2025, 8, 30), (2025, 9, 2), "30 August – 2 September 2025", "2025년 8월 30일~9월 2일"),
        (
            (2025, 12, 30),
            (2026, 1, 2),
            "30 December 2025 – 2 January 2026",
            "2025년 12월 30일~2026년 1월 2일",
        ),
        ((2025, 8, 18), (2025, 8, 18), "18 August 2025", "2025년 8월 18일"),
        ((2025, 8, 18), None, "18 August 2025", "2025년 8월 18일"),
        (None, None, "", ""),
    ],
)
def test_a_period_says_no_more_than_it_must(
    start: tuple[int, int, int] | None, end: tuple[int, int, int] | None, en: str, ko: str
) -> None:
    first, last = (date(*day) if day else None for day in (start, end))
    assert describe_dates(first, last, "en") == en
    assert describe_dates(first, last, "ko") == ko


def test_a_raked_wave_names_its_margins() -> None:
    raked = wave(weight={"rake": {"population": "2025", "margins": ["threat * trust", "liking"]}})
    assert describe_wave(raked, codebook(), "en").weighting == (
        "Weighted to the population by sees a threat × trusts them and likes them."
    )
    assert "위협 인식 × 신뢰, 호감" in describe_wave(raked, codebook(), "ko").weighting


def test_weights_that_came_with_the_file_are_called_that() -> None:
    given = describe_wave(wave(weight={"column": "w"}), codebook(), "en")
    assert given.weighting == "Weighted as delivered."
    assert describe_wave(wave(), codebook(), "en").weighting == "Not weighted."


def test_a_margin_outside_the_codebook_keeps_its_name() -> None:
    assert label_margin("threat * province", codebook(), "en") == "sees a threat × province"


def test_a_source_is_named_by_its_site() -> None:
    assert site_of("https://www.example.org/a/b?c=d") == "example.org"
    assert site_of("An agency") == "An agency"
