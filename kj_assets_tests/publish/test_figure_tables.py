"""The tables behind the figures: every plotted row, written in the page's language."""

from __future__ import annotations

from kj_assets.figure.wording import Language
from kj_assets.publish.briefing.tables import show_figure_table
from kj_assets_tests.figure.made_up import draw_plain, effect, effects, results


def texts(kind: str, language: Language = "en") -> list[dict[str, str]]:
    view = show_figure_table(draw_plain(kind, language).table, kind, language)
    return [
        dict(zip(view.headers, (cell.text.replace("\u00a0", " ") for cell in row), strict=True))
        for row in view.rows
    ]


def test_a_distribution_shows_shares_with_both_intervals() -> None:
    assert texts("distribution")[0] == {
        "Answer": "Positive",
        "Share": "70.0%",
        "95%": "68.0–72.0%",
        "99%": "67.0–73.0%",
        "n": "700",
        "Design effect": "1.10",
    }


def test_effects_show_points_both_predictions_and_both_p_values() -> None:
    assert texts("effects")[0] == {
        "Factor": "Sees a threat",
        "Contrast": "Yes vs No",
        "Points": "+16.4",
        "95%": "+11.4 to +21.4",
        "99%": "+9.4 to +23.4",
        "At level": "66.4%",
        "At base": "50.0%",
        "p": "0.001",
        "p (Holm)": "0.001",
        "n": "900",
    }


def test_no_p_value_is_written_as_a_power_of_ten() -> None:
    drawn = results(one=effects(effect("threat", 0.4, 1.4e-8))).draw("effects", "en")
    row = show_figure_table(drawn.table, "effects", "en").rows[0]
    assert row[-3].text == "<\u00a00.0001"


def test_a_refused_effect_has_dashes_and_its_reason() -> None:
    table = results(one=effects(effect("threat", None), effect("trust", 0.1))).draw("effects", "ko")
    view = show_figure_table(table.table, "effects", "ko")
    refused, estimated = ([cell.text for cell in row] for row in view.rows)
    assert refused[2:9] == ["–"] * 7
    assert refused[-1].startswith("추정하지 않음(S001)")
    assert estimated[-1] == ""
    assert view.headers[-1] == "추정 불가"


def test_a_comparison_names_each_outcome_and_the_difference() -> None:
    rows = texts("comparison", "ko")
    assert [row["결과"] for row in rows[:3]] == ["협력 지지", "동맹 지지", "차이"]
    assert (rows[2]["기준"], rows[2]["해당"]) == ("–", "–")


def test_a_trend_shows_where_each_point_comes_from() -> None:
    rows = texts("trend", "ko")
    assert rows[0] | {"n": ""} == {
        "응답": "긍정",
        "조사": "2021",
        "비율": "61.0%",
        "95%": "–",
        "n": "",
        "방식": "대면면접",
        "성격": "공표 수치",
        "출처": "example.org",
    }
    assert rows[-1]["성격"] == "재구성 자료(근거 아님)"
    assert rows[-1]["95%"] == "68.0~72.0%"


def test_a_wave_of_unknown_mode_shows_a_dash() -> None:
    table = draw_plain("trend", "en").table.assign(mode=None)
    view = show_figure_table(table, "trend", "en")
    place = view.headers.index("Mode")
    assert {row[place].text for row in view.rows} == {"–"}


def test_groups_show_their_share_and_the_test_between_them() -> None:
    rows = texts("subgroups")
    assert [row["Group"] for row in rows] == ["All", "Yes", "No", "Yes", "No"]
    assert rows[2] == {
        "Grouping": "Sees a threat",
        "Group": "No",
        "Share": "55.0%",
        "95%": "53.0–57.0%",
        "99%": "52.0–58.0%",
        "n": "400",
        "p (groups differ)": "0.0004",
        "p (Holm)": "0.0004",
    }


def test_missing_answers_and_margins_show_their_numbers() -> None:
    first = texts("missing_answers")[0]
    assert (first["Reason"], first["Share"], first["Asked"]) == ("Don’t know", "5.0%", "1,000")
    margin, *_, weights = texts("weighting", "ko")
    assert (margin["가중 전"], margin["목표값"]) == ("52.0%", "60.0%")
    assert (weights["구분"], weights["가중 전"]) == ("–", "–")


def test_changes_and_effects_over_waves_show_what_was_compared() -> None:
    rows = texts("changes")
    assert rows[0] == {
        "Question": "Cooperation",
        "Answer": "“Positive”",
        "From": "2025",
        "To": "2026",
        "Before": "70.0%",
        "After": "76.0%",
        "Points": "+6.0",
        "95%": "+4.0 to +8.0",
        "99%": "+3.4 to +8.6",
        "p": "0.0001",
        "p (Holm)": "0.0002",
        "Refused": "",
    }
    assert (rows[2]["Points"], rows[2]["Refused"]) == (
        "–",
        "Not comparable – 2026: another wording",
    )
    assert [row["Wave"] for row in texts("effect_trend")][:3] == [
        "2025",
        "2026",
        "Change 2025–2026",
    ]
