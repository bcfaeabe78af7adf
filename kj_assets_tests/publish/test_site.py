"""The site's pages before a browser sees them: what they show, and that they lead to each other."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from kj_assets.dagster_kit.record import Record
from kj_assets.figure.wording import LANGUAGES
from kj_assets.publish.site.chart import Reading, Series, lay_out_chart, place_waves
from kj_assets.publish.site.explore_items import face_of_item
from kj_assets.publish.site.explore_models import face_of_model
from kj_assets.publish.site.nav import PLACES, root_of
from kj_assets.publish.site.pages import publish_explore, publish_method
from kj_assets.publish.site.provenance import write_provenance_page
from kj_assets.publish.site.provenances import Provenances
from kj_assets.publish.site.shell import fill_template, keep_ranges
from kj_assets.waves.outside import OutsideFile
from kj_assets_tests.figure.declared import codebook, cooperation_item, models, wave, words
from kj_assets_tests.figure.made_up import (
    UNBROKEN,
    changes,
    computed,
    effect,
    effect_changes,
    effects,
    point,
    trend,
)
from kj_assets_tests.publish.made_up import MADE_UP, face, read_html

OF_2025 = {"wave": "2025", "population": "korea", "provenance": "reconstructed", **UNBROKEN}
NO_CHANGES = effect_changes().iloc[:0]
EFFECTS = effects().assign(**OF_2025)


def explore_item(rows: pd.DataFrame, moved: pd.DataFrame | None = None):
    moved = changes().iloc[:0] if moved is None else moved
    return face_of_item("cooperation", rows, moved, codebook(), "en")


def test_every_item_and_model_has_a_page_and_the_list_leads_to_each():
    product = publish_explore(
        codebook(), models(), MADE_UP, trend(), EFFECTS, changes(), effect_changes()
    )
    pages = {path for path in product.files if "index" not in path}
    assert len(pages) == 5 + 2
    index = read_html(product.files["site/explore/index.html"].decode())
    for language in LANGUAGES:
        links = [e.attributes["href"] for e in face(index, language).all("a")]
        linked = {"site/explore/" + link.partition("#")[0] for link in links}
        assert pages <= linked


def test_all_pages_link_to_all_places():
    product = publish_method(codebook(), models(), (wave(),), MADE_UP)
    page = read_html(product.files["site/method.html"].decode())
    links = {e.attributes["href"] for e in face(page, "ko").all("a")}
    assert {f"{place.path}#ko" for place in PLACES} <= links
    assert root_of("explore/index.html") == "../"


def test_a_page_of_one_question_is_marked_as_part_of_explore():
    product = publish_explore(
        codebook(), models(), MADE_UP, trend(), EFFECTS, changes(), effect_changes()
    )
    for path, mark in (("item-cooperation.html", "true"), ("index.html", "page")):
        page = read_html(product.files[f"site/explore/{path}"].decode())
        links = [link.attributes for link in face(page, "en").all("a")]
        marked = {a["href"]: a["aria-current"] for a in links if "aria-current" in a}
        assert marked == {"../explore/index.html#en": mark}


def test_the_table_of_waves_says_what_they_are_in_the_readers_language():
    cases = {
        "reconstructed": {"en": "reconstructed respondents", "ko": "재구성한 응답자료"},
        "microdata": {"en": "respondents of a survey", "ko": "실제 조사 응답자료"},
    }
    for kind, told in cases.items():
        product = publish_method(codebook(), models(), (wave(provenance=kind),), MADE_UP)
        page = read_html(product.files["site/method.html"].decode())
        for language, start in told.items():
            assert face(page, language).all("tr")[1].all()[-1].text.startswith(start)


def test_only_pages_on_reconstructed_respondents_carry_the_banner():
    for provenances, banners in ((MADE_UP, 2), (Provenances(surveyed=("2025",)), 0)):
        product = publish_method(codebook(), models(), (wave(),), provenances)
        page = read_html(product.files["site/method.html"].decode())
        assert len(page.all("aside")) == banners


def test_a_chart_explains_the_kinds_of_points_it_has_and_no_others():
    shown = explore_item(trend(computed("2024", 0.6, "microdata"), computed("2025", 0.7)))
    assert shown.chart is not None
    assert shown.chart.kinds == ("microdata", "reconstructed")
    html = fill_template("explore_page.html", "x.html", [shown], provenances=MADE_UP, asset="a/b")
    assert "Diamonds and dotted" in html and "Rings are" not in html


def test_the_banner_speaks_of_each_wave_by_itself():
    both = Provenances(reconstructed=("2025",), surveyed=("2026",))
    product = publish_method(codebook(), models(), (wave(),), both)
    page = read_html(product.files["site/method.html"].decode())
    for language, made, asked in (
        ("en", "The respondents of 2025 were drawn", "Those of 2026 answered a survey."),
        ("ko", "2025년 응답자료는 실제로 조사한 것이 아니라", "2026년 응답자료는 실제 조사에서"),
    ):
        (banner,) = face(page, language).all("aside")
        told = " ".join(banner.text.split())
        assert made in told and asked in told
        assert "only numbers marked as published" not in told


def test_a_questions_chart_has_a_point_for_each_row_and_breaks_where_the_mode_did():
    shown = explore_item(trend())
    assert shown.chart is not None and shown.table is not None
    (line,) = shown.chart.lines
    assert len(line.points) == len(shown.table.rows) == len(trend())
    # 2021–2023 face to face, 2024–2025 web.
    assert len(line.stretches) == 2
    assert shown.breaks


def test_why_a_line_breaks_is_said_once_and_what_a_net_counts_is_said():
    harmless, breaking = (
        {"wave": year, "breaks_trend": breaks, "note": words(note, "설명")}
        for year, breaks, note in (("2022", False, "younger"), ("2024", True, "face-to-face → web"))
    )
    item = cooperation_item(comparability=[harmless, breaking])
    declared = codebook(cooperation=item)
    shown = face_of_item("cooperation", trend(), changes().iloc[:0], declared, "en")
    assert shown.breaks == ("2024: face-to-face → web panel",)
    net = "“Positive” counts “Very positive” and “Rather positive” together."
    assert shown.notes == (net, "2022: younger")


def test_that_print_counts_other_respondents_is_said_where_some_gave_no_answer():
    told = "Shares in print usually count everybody asked"
    rows = trend()
    assert not any(note.startswith(told) for note in explore_item(rows).notes)
    silent = rows.iloc[-1:].assign(kind="missing", level="dont_know", share=0.03)
    notes = explore_item(pd.concat([rows, silent])).notes
    assert any(note.startswith(told) for note in notes)
    own = rows[rows["provenance"] != "published"]
    assert not any(note.startswith(told) for note in explore_item(pd.concat([own, silent])).notes)


@pytest.mark.parametrize("item", ["cooperation", "threat"])
def test_no_two_lines_of_a_questions_chart_have_one_colour(item):
    every = [*codebook().items[item].nets, *codebook().items[item].levels]
    rows = pd.concat([trend().assign(item=item, level=level) for level in every])
    chart = face_of_item(item, rows, changes().iloc[:0], codebook(), "en").chart
    assert len(chart.lines) == len(every)
    assert len({line.colour for line in chart.lines}) == len(every)


def test_a_reconstructed_point_is_never_joined_to_a_measured_one():
    rows = trend(
        point("2023", 0.64),
        point("2024", 0.66),
        computed("2024", 0.67),
        computed("2025", 0.70),
        computed("2026", 0.71, "microdata"),
    )
    shown = explore_item(rows).chart
    assert shown is not None
    (line,) = shown.lines
    kinds = {f"{p.x},{round(100 - p.y, 3)}": p.kind for p in line.points}
    joined = [[kinds[corner] for corner in s.corners.split()] for s in line.stretches]
    assert joined == [["published", "published", "microdata"], ["reconstructed"] * 2]
    assert [stretch.kind for stretch in line.stretches] == ["published", "reconstructed"]


def test_where_a_wave_has_two_measured_numbers_the_computed_one_carries_the_line():
    rows = trend(point("2024", 0.66), point("2025", 0.7), computed("2025", 0.71, "microdata"))
    shown = explore_item(rows).chart
    assert shown is not None
    (line,) = shown.lines
    ends = [point for point in line.points if point.x == 96]
    assert [end.kind for end in ends] == ["microdata", "published"]
    (stretch,) = line.stretches
    assert stretch.corners.endswith(f"{ends[0].x},{round(100 - ends[0].y, 3)}")


def test_a_question_without_numbers_says_so():
    empty = explore_item(trend().iloc[:0])
    assert empty.chart is None and empty.table is None


def test_changes_stand_below_with_their_test_or_why_there_is_none():
    assert explore_item(trend()).changes is None
    shown = explore_item(trend(), changes()).changes
    assert shown is not None
    (row,) = ([cell.text for cell in cells] for cells in shown.rows)
    assert row[:3] == ["Positive", "2025–2026", "+6.0\u00a0points"]
    model = models().models["one"]
    moved = face_of_model("one", model, EFFECTS, effect_changes(), codebook(), "ko").changes
    assert moved is not None
    assert [cells[0].text for cells in moved.rows] == ["위협 인식", "신뢰", "호감"]
    assert moved.rows[1][2].text == "비교 불가 – 2026: 다른 문구"


def test_a_refused_effect_has_a_row_with_its_reason_and_no_point():
    rows = effects(effect("liking", None)).assign(**OF_2025)
    shown = face_of_model("one", models().models["one"], rows, NO_CHANGES, codebook(), "en")
    assert shown.chart is not None and shown.table is not None
    assert not any(line.points for line in shown.chart.lines)
    assert [tick.text for tick in shown.chart.waves] == ["2025"]
    assert len(shown.table.rows) == 1
    assert "–" in [cell.text for cell in shown.table.rows[0]]


def reading(at: str, value: float, low: float | None = None, high: float | None = None) -> Reading:
    return Reading(at, value, low, high, 0, "microdata", "text")


@pytest.mark.parametrize("signed", [True, False])
def test_whiskers_and_points_lie_inside_the_plot(signed):
    readings = (reading("2024", 0.31, 0.05, 0.62), reading("2025", 0.97, 0.9, 0.99))
    series = [Series("a", "A", "#000", readings)]
    chart = lay_out_chart("c", series, ["2024", "2025"], signed=signed)
    for spot in chart.lines[0].points:
        assert 0 <= spot.low <= spot.y <= spot.high <= 100
        assert 0 <= spot.x <= 100
    assert 4 <= len(chart.values) <= 9


def test_waves_stand_by_year_and_by_order_where_they_are_no_years():
    assert place_waves(["2013", "2023", "2025"]) == {"2013": 4, "2023": 80.667, "2025": 96}
    assert list(place_waves(["b", "a", "2025jp"]).values()) == [4, 50, 96]
    assert place_waves(["2025"]) == {"2025": 50}


@pytest.mark.parametrize(
    ("waves", "spare"),
    [
        (["2025", "2026"], []),
        # Seven years in 92 % of 310 pixels leave room for every name, twelve do not.
        ([str(year) for year in range(2019, 2026)], []),
        ([str(year) for year in range(2014, 2026)], [str(year) for year in range(2014, 2026, 2)]),
    ],
)
def test_a_phone_has_the_name_of_the_last_wave_and_of_as_many_as_fit(waves, spare):
    readings = tuple(reading(at, 0.3) for at in waves)
    chart = lay_out_chart("c", [Series("a", "A", "#000", readings)], waves)
    assert [tick.text for tick in chart.waves] == waves
    assert [tick.text for tick in chart.waves if tick.is_spare] == spare


def test_the_provenance_page_names_run_code_and_data_of_every_table(tmp_path):
    record = Record(
        key=("wave_2025", "toplines"),
        code_version="c" * 64,
        version_parts={},
        inputs={},
        data_version="d" * 64,
        rows=1234,
        tables=["toplines"],
        files={},
        checks=[{"passed": True}, {"passed": False}],
        numbers={},
        notes={},
        run_id="12345678-aaaa",
        built_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    )
    write_provenance_page(tmp_path, {record.key: record}, codebook(), provenances=Provenances())
    page = read_html((tmp_path / "site/provenance.html").read_text(encoding="utf-8"))
    rows = [e for e in face(page, "en").all("tr") if "id" in e.attributes]
    assert [row.attributes["id"] for row in rows] == ["en-wave_2025/toplines"]
    for shown in ("1,234", "d" * 12, "c" * 12, "12345678", "2026-01-02", "1 of 2 passed"):
        assert shown in rows[0].text


def test_no_line_of_a_page_begins_within_a_range():
    """A browser may break after a dash, unless a word joiner stands beside it."""
    shown = explore_item(trend().assign(conf_low_95=0.611, conf_high_95=0.659))
    html = fill_template("explore_page.html", "x.html", [shown], provenances=MADE_UP, asset="a/b")
    assert "61.1\u2060–\u206065.9%" in html
    assert "61.1–65.9%" not in html


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("‘긍정’으로 답했다", "‘긍정’\u2060으로 답했다"),
        ("41.7%(2024)에서 52.4%로", "41.7%\u2060(2024)\u2060에서 52.4%\u2060로"),
        ("+7.0%p(95% 신뢰구간", "+7.0%p\u2060(95% 신뢰구간"),
        ("support (95% interval)", "support (95% interval)"),
    ],
)
def test_no_line_of_a_page_begins_within_a_korean_word(text, kept):
    assert keep_ranges(text) == kept


def test_the_method_page_lists_waves_known_from_print_beside_those_with_respondents(tmp_path):
    path = tmp_path / "waves.csv"
    path.write_text(
        "wave,fieldwork_start,fieldwork_end,mode,age_min,n,source\n"
        "2020,,,,,,\n"
        "2024,2024-08-26,2024-08-28,web,18,1006,https://www.eai.or.kr/x\n"
        f"{wave().id},,,web,18,900,a report\n"
    )
    product = publish_method(codebook(), models(), (wave(),), MADE_UP, OutsideFile("waves", path))
    page = face(read_html(product.files["site/method.html"].decode()), "ko")
    rows = [[e.text for e in row.all() if e.tag in ("th", "td")] for row in page.all("tr")]
    assert rows[-2:] == [
        ["2020", *["–"] * 5],
        [
            "2024",
            "2024년 8월 26~28일",
            "온라인 패널",
            "1,006",
            "만 18세 이상",
            "eai.or.kr",
        ],
    ]
