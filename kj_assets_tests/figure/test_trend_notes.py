"""What a trend tells of waves that lack its question, and of whom its shares are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.graph import read_declarations
from kj_assets.model.figures import TrendFigure
from kj_assets.project import Project
from kj_assets.trend.assets import find_series
from kj_assets.trend.breaks import read_breaks
from kj_assets.trend.origin import describe_origin
from kj_assets.trend.toplines import pool_toplines
from kj_assets_tests.builders import whole
from kj_assets_tests.figure.made_up import computed, point, results, trend

SHIPPED = Project.at(Path(__file__).parents[2])
ELSEWHERE: dict[str, Any] = {"item": "threat", "level": "yes"}


def footer(*rows: dict[str, Any], language: Language = "en") -> str:
    return " ".join(results(trend=trend(*rows)).draw("trend", language).footer)


def test_a_first_wave_is_called_that_and_a_lonely_question_is_not() -> None:
    first = computed("2025", 0.7)
    assert "The first wave: no trend yet." in footer(first)
    assert "첫 조사여서 아직 추세 없음." in footer(first, language="ko")
    for later in (computed("2026", 0.5, **ELSEWHERE), point("2020", 0.5, **ELSEWHERE)):
        assert "The first wave" not in footer(first, later)
        assert "Only wave 2025 has this question: no trend." in footer(first, later)
        assert "이 문항은 2025 조사에만 있어 추세 없음." in footer(first, later, language="ko")


def test_a_wave_that_did_not_ask_is_named_after_the_question_was_asked_first() -> None:
    asked = [computed(year, 0.7, "microdata") for year in ("2023", "2025")]
    silent = [computed(year, 0.5, "microdata", **ELSEWHERE) for year in ("2022", "2024", "2026")]
    told = footer(*asked, *silent)
    assert "Not asked: 2024, 2026." in told
    assert "묻지 않은 조사: 2024, 2026." in footer(*asked, *silent, language="ko")
    assert "Not asked" not in footer(*asked, point("2024", 0.4, **ELSEWHERE))


def test_a_mode_that_print_does_not_tell_is_known_where_the_wave_declares_it() -> None:
    printed = [point(year, 0.6, mode="") for year in ("2019", "2020")]
    asked = computed("2020", 0.7, "microdata", mode="face-to-face")
    assert "Mode not known: 2019, 2020." in footer(*printed, computed("2021", 0.7))
    assert "Mode not known: 2019." in footer(*printed, asked)


@pytest.mark.parametrize(
    ("rows", "en"),
    [
        (
            [point("2024", 0.6), computed("2025", 0.7)],
            "published ones mostly of all who were asked",
        ),
        ([computed("2024", 0.6), computed("2025", 0.7)], "Shares of valid answers."),
    ],
)
def test_computed_shares_name_their_base_and_published_ones_theirs(
    rows: list[dict[str, Any]], en: str
) -> None:
    assert en in footer(*rows)
    assert "유효 응답 기준" in footer(*rows, language="ko")
    assert "valid answers" not in footer(point("2023", 0.5), point("2024", 0.6))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["distribution", "subgroups", "changes", "trend"])
def test_every_figure_of_shares_names_their_base(kind: str, language: Language) -> None:
    drawing = results().draw(kind, language)
    told = " ".join([drawing.subtitle, *drawing.footer])
    assert {"en": "valid answers", "ko": "유효 응답"}[language] in told


def test_no_reason_of_a_break_that_ships_names_a_wave_the_figure_does_not_show() -> None:
    declared = read_declarations(SHIPPED)
    origins = tuple(describe_origin(wave, declared.codebook) for wave in declared.fielded)
    notes = {key: item.comparability for key, item in declared.codebook.items.items()}
    series = find_series(SHIPPED.published)
    nothing = {
        origin.schema: pd.DataFrame(
            columns=["wave", "item", "level", "kind", "share", "n", "n_base"]
        )
        for origin in origins
    }
    table = whole(pool_toplines(origins, declared.codebook, notes, series, **nothing))
    for figure in declared.models.figures.values():
        if not isinstance(figure, TrendFigure):
            continue
        rows = table[table["item"] == figure.item]
        shown = set(rows.loc[rows["level"].isin(figure.levels), "wave"])
        for found in read_breaks(rows, shown):
            for reason in found.reasons:
                years = set(re.findall(r"\b20\d\d\b", f"{reason.en} {reason.ko}"))
                assert years <= shown, reason.en
