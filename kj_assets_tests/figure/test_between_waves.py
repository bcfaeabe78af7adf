"""Figures between waves: changes bound by their test, breaks said, nothing before two waves."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from kj_assets.figure.change_assets import change_figure_assets
from kj_assets.figure.change_titles import changes_title
from kj_assets.model.registry import Models
from kj_assets.waves.registry import Wave
from kj_assets_tests.figure.declared import codebook, models, wave
from kj_assets_tests.figure.made_up import (
    broken,
    change,
    changes,
    draw_plain,
    effect_changes,
    results,
)


def test_only_the_declared_shares_of_the_last_step_are_shown_in_their_order() -> None:
    table = draw_plain("changes", "en").table
    assert list(table["item"]) == ["cooperation", "threat", "trust", "liking"]
    assert set(table["wave_b"]) == {"2026"}


def test_a_change_is_named_where_its_adjusted_test_finds_it() -> None:
    title = draw_plain("changes", "en").title
    assert title == (
        "2025–2026: two of three shares changed; largest estimate −7.0\u00a0points (“Likes them”)"
        "; one not comparable"
    )
    still = changes(change("threat", 0.5, 0.51), change("liking", 0.4, 0.39))
    assert results(changes=still).draw("changes", "ko").title == (
        "2025~2026: 두 비율 모두 확인되는 변화 없음"
    )


def test_a_change_that_holm_takes_away_is_no_change() -> None:
    told = {"p": 0.03, "p_holm": 0.06}
    near = changes(*(change(item, 0.5, 0.52, **told) for item in ("threat", "liking")))
    drawing = results(changes=near).draw("changes", "en")
    assert drawing.title == "2025–2026: no detectable change in either of two shares"


def test_a_change_across_a_break_shows_no_number_and_says_why() -> None:
    drawing = draw_plain("changes", "en")
    row = drawing.table.set_index("item").loc["trust"]
    assert row[["estimate", "p", "conf_low_95", "conf_high_99"]].isna().all()
    assert "trust" not in [r["item"] for r in drawing.specification["datasets"]["drawn"]]
    assert "Not comparable – 2026: another wording" in drawing.alt


def test_no_note_says_that_a_change_is_tested_which_crosses_a_break() -> None:
    for language, each in (("en", "Each change"), ("ko", "각 변화")):
        told = " ".join(draw_plain("changes", language).footer)
        assert each not in told
        tells = {"en": "independent samples.", "ko": "두 표본의 차이로 검정."}[language]
        assert tells in told
        none = results(changes=pd.DataFrame([broken("trust"), broken("threat")]))
        assert tells not in " ".join(none.draw("changes", language).footer)


def test_a_change_with_a_refused_side_is_told_apart_from_one_across_a_break() -> None:
    rows = pd.DataFrame({"label": list("abcd"), "estimate": [0.1] + 3 * [float("nan")]})
    rows = rows.assign(detectable=rows["label"] == "a", comparable=rows["label"] != "b")
    rows = rows.assign(code=["", "V003", "S001", "D900"])
    assert changes_title("1–2", rows, "en").endswith(
        "; one not comparable; 1 not estimated; 1 not shown"
    )
    assert changes_title("1–2", rows, "ko").endswith(
        "1개는 비교 불가, 1개는 추정하지 않음, 1개는 표시하지 않음"
    )


def test_where_nothing_can_be_compared_the_title_says_so() -> None:
    table = pd.DataFrame({"label": ["a"], "estimate": [float("nan")], "detectable": [False]})
    assert changes_title("1–2", table, "en") == "1–2: no share can be compared"


def test_the_title_of_effects_over_waves_states_the_tested_change() -> None:
    titles = [draw_plain("effect_trend", language).title for language in ("en", "ko")]
    assert titles == [
        "Support for cooperation, 2025–2026: one of two gaps changed, +8.0\u00a0points "
        "(“Sees a threat”); one not comparable",
        "협력 지지, 2025~2026: 두 격차 중 한 격차에서 변화 확인, ‘위협 인식’(+8.0%p), 1개는 비교 "
        "불가",
    ]
    still = results(effect_changes=effect_changes(threat=0.01)).draw("effect_trend", "en")
    assert "no detectable change in either of two gaps" in still.title


def test_each_contrast_has_a_line_a_wave_and_its_change_leads() -> None:
    table = draw_plain("effect_trend", "en").table
    assert list(table["term"]) == [t for t in ("threat", "trust", "liking") for _ in range(3)]
    assert list(table["line"]) == ["2025", "2026", "Change 2025–2026"] * 3
    assert list(table["leads"]) == [False, False, True] * 3


def test_an_effect_across_a_break_shows_no_change_and_says_why() -> None:
    drawing = draw_plain("effect_trend", "ko")
    assert "신뢰, 2025~2026 변화: 비교 불가 – 2026: 다른 문구" in drawing.alt


def asking(name: str, *items: str) -> Wave:
    crosswalk = {item: {"column": item} for item in items}
    return replace(wave(crosswalk=crosswalk), id=name)


def declare() -> Models:
    shown = {"cooperation": "positive", "threat": "yes"}
    more = {
        "moved": {"kind": "changes", "shares": shown},
        "gaps_over_time": {"kind": "effect_trend", "model": "one"},
    }
    given = models().model_dump()
    return Models.model_validate(given | {"figures": given["figures"] | more})


def test_there_is_no_such_figure_before_two_waves_can_have_it() -> None:
    every = ("cooperation", "threat", "trust", "liking")
    full, short = asking("2025", *every), asking("2026", "cooperation")
    names = [
        [asset.key[1] for asset in change_figure_assets(waves[-1], waves, codebook(), declare())]
        for waves in ([full], [full, short], [full, asking("2026", *every)])
    ]
    assert names == [[], ["figure_moved"], ["figure_moved", "figure_gaps_over_time"]]


def test_a_share_that_one_of_the_two_waves_did_not_ask_is_left_out() -> None:
    waves = [asking("2025", "cooperation", "threat"), asking("2026", "cooperation")]
    (asset,) = change_figure_assets(waves[-1], waves, codebook(), declare())
    assert asset.settings["shares"] == {"cooperation": "positive"}
