"""One change has one verdict, whichever figure shows it: all read the table it was tested in."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kj_assets.figure.change_titles import changes_title
from kj_assets.figure.changes import draw_changes
from kj_assets.figure.describe import describe_wave, describe_waves
from kj_assets.figure.effect_trend import draw_effect_trend
from kj_assets.figure.question import draw_question
from kj_assets.figure.refusals import describe_refusal
from kj_assets.figure.trend import draw_trend
from kj_assets.figure.wording import LANGUAGES, Language
from kj_assets.model.question import Question
from kj_assets.trend.changes import measure_changes, measure_effect_changes
from kj_assets.trend.question import answer, select_effects
from kj_assets_tests.figure.declared import codebook, models, wave
from kj_assets_tests.figure.made_up import ASKED, computed
from kj_assets_tests.trend.test_question import effect

KEY_TERMS = {key: ("threat", "trust", "liking") for key in ("one", "two")}


def estimate(**gone: Any) -> pd.DataFrame:
    """Effects of two models in two waves: trust's grows in both, by p = .034 and p < .0001."""
    grown = {("one", "trust"): 0.11, ("two", "trust"): 0.20}
    rows = [
        effect(at, model, 0.05, term=term)
        | ({"estimate": grown.get((model, term), 0.05)} if at == "2026" else {})
        for at, (model, terms) in product(("2025", "2026"), KEY_TERMS.items())
        for term in terms
    ]
    table = pd.DataFrame(rows).assign(conf_low_95=0.0, conf_high_95=0.2, p=0.01, p_holm=0.02)
    refused = (table["model"] == "two") & (table["term"] != "trust")
    return table.assign(**{k: table[k].mask(refused, v) for k, v in gone.items()})


GONE = {"estimate": np.nan, "std_error_unconditional": np.nan, "code": "S001"}


@pytest.mark.parametrize("gone", [{}, GONE], ids=["all_estimated", "some_refused"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_over_time_and_a_question_agree_on_every_change_they_share(
    gone: dict[str, Any], language: Language
) -> None:
    effects, declared = estimate(**gone), Question.model_validate(ASKED)
    changes = measure_effect_changes(effects, KEY_TERMS).frame
    own = select_effects(effects, declared.term, declared.models)
    answers, about = answer(own, changes), describe_wave(wave(), codebook(), language)
    asked = draw_question(answers, own, declared, models(), codebook(), about, language).table
    asked = asked[asked["leads"]].set_index("model")
    for key, changed in (("one", False), ("two", True)):
        drawn = (effects, changes, key, models(), codebook(), about, language)
        course = draw_effect_trend(*drawn).table
        row = course[course["leads"] & (course["term"] == "trust")].iloc[0]
        assert row["detectable"] == asked.loc[key, "detectable"] == changed
        assert row["p_holm"] == asked.loc[key, "p_holm"]
        verdict = answers.set_index("model").loc[key, "verdict"]
        assert verdict == ("stronger" if changed else "no_change")
    # Six registered tests, whether or not four of them could be made.
    assert asked.loc["two", "p_holm"] == pytest.approx(6 * asked.loc["two", "p"])
    assert asked.loc["one", "p"] < 0.05 < asked.loc["one", "p_holm"]


def ask(**later: float) -> pd.DataFrame:
    """Shares of two items in two waves of 1,000, microdata."""
    rows = [
        computed(at, share, "microdata", item=item, level=level)
        | {
            "kind": kind,
            "std_error": np.sqrt(share * (1 - share) / 1000),
            "df": 999.0,
            "n_level": 1,
        }
        for item, level, kind in (("cooperation", "positive", "net"), ("threat", "yes", "level"))
        for at, share in (("2025", 0.5), ("2026", later[item]))
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("share", "found"), [(0.545, False), (0.56, True)])
def test_a_trends_title_and_the_figure_of_changes_agree(share: float, found: bool) -> None:
    """At 54.5 %, p is .044 alone, and .088 with the other item beside it."""
    toplines = ask(cooperation=share, threat=0.5)
    changes = measure_changes(toplines).frame
    about = describe_waves([wave()], codebook(), "en")
    shown = {"cooperation": "positive", "threat": "yes"}
    table = draw_changes(changes, shown, codebook(), about, "en").table.set_index("item")
    title = draw_trend(
        toplines, changes, "cooperation", ["positive"], codebook(), about, "en"
    ).title
    assert table.loc["cooperation", "p"] < 0.05
    assert table.loc["cooperation", "detectable"] == found
    assert ("no detectable change" not in title) == found
    assert ("+6.0\u00a0points" in title) == found


def test_a_trends_title_reads_the_test_of_a_panel_and_makes_none() -> None:
    """As independent samples the change is no finding; the same people, who hardly move, are."""
    toplines = ask(cooperation=0.53, threat=0.5)
    panel = pd.DataFrame(
        {"wave_a": "2025", "wave_b": "2026", "item": "cooperation", "level": "positive"}
        | {"kind": ["net"], "std_error": 0.008, "df": 999.0, "n_matched": 900}
    )
    about = describe_waves([wave()], codebook(), "en")
    titles = [
        draw_trend(toplines, table, "cooperation", ["positive"], codebook(), about, "en").title
        for table in (measure_changes(toplines).frame, measure_changes(toplines, w=panel).frame)
    ]
    assert titles[0].endswith(", no detectable change")
    assert titles[1].endswith(", +3.0\u00a0points")


def test_what_was_found_of_one_answer_is_told_apart_from_the_next_answer() -> None:
    toplines = ask(cooperation=0.53, threat=0.5)
    own = toplines[toplines["item"] == "cooperation"]
    both = pd.concat([toplines, own.assign(level="negative")], ignore_index=True)
    about, levels = describe_waves([wave()], codebook(), "en"), ["positive", "negative"]
    tested, untested = measure_changes(both).frame, measure_changes(both).frame.assign(p=np.nan)
    told = [
        draw_trend(both, table, "cooperation", levels, codebook(), about, "en").title
        for table in (tested, untested)
    ]
    assert "(2026), no detectable change; “Negative” from" in told[0]
    assert "(2026) and “Negative” from" in told[1]


def test_a_share_the_weights_fix_is_told_without_a_verdict() -> None:
    toplines = ask(cooperation=0.6, threat=0.5).assign(fixed_by="weights")
    changes = measure_changes(toplines).frame
    for language, words in (("en", "no change is tested"), ("ko", "변화를 검정하지 않음")):
        about = describe_waves([wave()], codebook(), language)
        told = (toplines, changes, "cooperation", ["positive"], codebook(), about, language)
        drawing = draw_trend(*told)
        assert "60.0%" in drawing.title and "points" not in drawing.title
        assert "변화" not in drawing.title and words in " ".join(drawing.footer)


def test_the_figure_of_changes_says_what_is_fixed() -> None:
    fixed = {"estimate": np.nan, "detectable": False, "code": "V004", "label": "Sex"}
    moved = {"estimate": 0.06, "detectable": True, "code": "", "label": "Trust"}
    rows = pd.DataFrame([moved, fixed]).assign(comparable=True)
    assert changes_title("2025–2026", rows, "en") == (
        "2025–2026: the share changed, +6.0\u00a0points (“Trust”); one fixed by weights or design"
    )
    assert changes_title("2025~2026", rows, "ko").endswith(", 1개는 가중치나 표본 설계로 고정")
    assert describe_refusal("V004", "", "en") == "Not tested – fixed by the weights"
    assert describe_refusal("V005", "", "ko") == "검정하지 않음 – 표본 설계로 고정된 비율"
