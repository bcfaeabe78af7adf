"""A title says no more than its tests: it follows them when they change."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from kj_assets.figure.distribution_titles import distribution_title
from kj_assets.figure.titles import comparison_title, effects_title
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.waves.codebook import Item
from kj_assets_tests.figure.declared import yes_no
from kj_assets_tests.figure.made_up import (
    KINDS,
    MODE_BROKE,
    draw_plain,
    effect,
    point,
    results,
    trend,
)

CAUSAL = re.compile(
    r"effect|impact|cause|lead|drive|raise|increase|because|due to|influence"
    r"|효과|영향|원인|때문|높인|높였|낮춘|이끌|결과",
    re.IGNORECASE,
)


def rows(*made: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(made)).assign(label=lambda t: t["term"])


def tell(table: pd.DataFrame, language: Language = "en") -> str:
    item = Item.model_validate(yes_no("Q", "문항"))
    return distribution_title(table, item, language)


def answers(share: float, margin: float = 0.02) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": ["no", "yes"],
            "kind": "level",
            "label": ["No", "Yes"],
            "share": [1 - share, share],
            "conf_low_95": [1 - share - margin, share - margin],
            "conf_high_95": [1 - share + margin, share + margin],
        }
    )


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (0.53, "a majority, 53.0%, answers “Yes”"),
        (0.51, "51.0% answers “Yes” – not clearly a majority"),
    ],
)
def test_a_majority_is_claimed_only_above_one_half_with_its_interval(
    share: float, says: str
) -> None:
    assert tell(answers(share)) == f"Q: {says}"


def test_a_share_clearly_below_one_half_is_only_the_most_frequent() -> None:
    third = answers(0.4).assign(share=[0.2, 0.4], conf_high_95=[0.22, 0.42])
    assert tell(third) == "Q: “Yes” is the most frequent answer, at 40.0%"
    assert tell(third, "ko") == "문항: ‘Yes’ 40.0%로 가장 많음"


def test_a_question_nobody_answered_has_no_most_frequent_answer() -> None:
    nobody = answers(0.5).assign(share=float("nan"))
    assert tell(nobody) == "Q: no valid answers"


def gaps(*p_values: float, sign: float = 1.0) -> pd.DataFrame:
    made = [effect(f"T{n}", sign * 0.01 * (n + 1), p) for n, p in enumerate(p_values)]
    return rows(*made)


@pytest.mark.parametrize(
    ("table", "en", "ko"),
    [
        (
            gaps(0.01, 0.01),
            "higher with both factors; largest estimate +2.0 points (“T1”)",
            "두 요인 모두에서 더 높음, 추정값이 가장 큰 요인은 ‘T1’(+2.0%p)",
        ),
        (
            gaps(0.01, 0.9, 0.9),
            "higher with one of three factors, +1.0 point (“T0”)",
            "세 요인 중 한 요인에서 더 높음, ‘T0’(+1.0%p)",
        ),
        (
            gaps(0.2, 0.9, 0.06),
            "no detectable gap with any of three factors",
            "세 요인 모두 통계적으로 확인되는 차이 없음",
        ),
        (gaps(0.2), "no detectable gap", "통계적으로 확인되는 차이 없음"),
        (
            gaps(0.01, 0.01, sign=-1),
            "lower with both factors; largest estimate −2.0 points (“T1”)",
            "두 요인 모두에서 더 낮음, 추정값이 가장 큰 요인은 ‘T1’(−2.0%p)",
        ),
        (
            rows(effect("A", 0.1), effect("B", -0.2)),
            "detectable gaps with both factors; largest estimate −20.0 points (“B”)",
            "두 요인 모두에서 차이 확인, 추정값이 가장 큰 요인은 ‘B’(−20.0%p)",
        ),
        (
            rows(effect("A", 0.1), effect("B", None)),
            "higher with the one factor shown, +10.0 points (“A”); 1 not estimated",
            "한 요인에서 더 높음, ‘A’(+10.0%p), 1개는 추정하지 않음",
        ),
        (
            rows(effect("A", None)),
            "nothing could be estimated",
            "추정된 결과 없음",
        ),
    ],
)
def test_a_title_of_effects_names_what_the_tests_found(
    table: pd.DataFrame, en: str, ko: str
) -> None:
    assert effects_title("S", table, "en").replace("\u00a0", " ") == f"S: {en}"
    assert effects_title("지지", table, "ko") == f"지지: {ko}"


def test_effects_that_are_not_shown_are_not_said_not_to_be_estimated() -> None:
    few = rows(effect("A", None)).assign(code="D900")
    assert effects_title("X", few, "en") == "X: 1 not shown"
    assert effects_title("X", few, "ko") == "X: 1개는 표시하지 않음"


def test_the_adjusted_p_decides_not_the_printed_one() -> None:
    table = rows(effect("A", 0.1, 0.01) | {"p_holm": 0.06})
    assert effects_title("S", table, "en") == "S: no detectable gap"


@pytest.mark.parametrize(
    ("table", "en", "ko"),
    [
        (
            gaps(0.01, 0.9),
            "one of two gaps differs, +1.0 point (“T0”)",
            "두 요인 중 한 요인에서 지지 격차가 다름, ‘T0’(+1.0%p)",
        ),
        (
            gaps(0.01, 0.01),
            "both gaps differ; largest difference +2.0 points (“T1”)",
            "두 요인 모두에서 지지 격차가 다름, 추정된 차이가 가장 큰 요인은 ‘T1’(+2.0%p)",
        ),
        (
            gaps(0.3, 0.9),
            "no detectable difference in any of two gaps",
            "두 요인 모두 두 모형 간 확인되는 차이 없음",
        ),
        (
            rows(effect("A", 0.1, 0.5), effect("B", None)),
            "no detectable difference in the gap; 1 not tested",
            "두 모형 간 확인되는 차이 없음, 1개는 검정하지 않음",
        ),
        (rows(effect("A", None)), "no difference could be tested", "검정할 수 있는 차이 없음"),
    ],
)
def test_a_title_of_a_comparison_names_only_tested_differences(
    table: pd.DataFrame, en: str, ko: str
) -> None:
    assert comparison_title("C", table, "en").replace("\u00a0", " ") == f"C: {en}"
    assert comparison_title("비교", table, "ko") == f"비교: {ko}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_title_claims_a_cause(kind: str, language: Language) -> None:
    assert not CAUSAL.search(draw_plain(kind, language).title)


def test_a_trend_is_not_read_across_a_change_of_mode() -> None:
    broken = trend(point("2023", 0.5), point("2024", 0.6, mode="web", line=1, **MODE_BROKE))
    assert (
        results(trend=broken).draw("trend", "en").title
        == "Cooperation: “Positive” 60.0%\u00a0(2024)"
    )


def test_a_trend_within_one_mode_names_both_ends_and_tests_nothing_without_intervals() -> None:
    en, ko = (draw_plain("trend", language).title for language in LANGUAGES)
    assert en.replace("\u00a0", " ") == "Cooperation: “Positive” from 66.5% (2024) to 70.0% (2025)"
    assert ko.endswith("66.5%(2024)에서 70.0%(2025)로")


def test_a_trend_of_two_levels_names_the_waves_once() -> None:
    rows = [point(wave, share) for wave, share in (("2024", 0.6), ("2025", 0.7))]
    rows += [point(w, share, level="negative") for w, share in (("2024", 0.4), ("2025", 0.3))]
    assert results(trend=trend(*rows)).draw("trend", "en").title.replace("\u00a0", " ") == (
        "Cooperation: “Positive” from 60.0% (2024) to 70.0% (2025)"
        " and “Negative” from 40.0% to 30.0%"
    )
