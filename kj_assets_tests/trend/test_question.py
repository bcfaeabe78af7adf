"""A declared question over waves: which waves answer it, the tests, and the verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kj_assets.trend import question
from kj_assets.trend.changes import measure_effect_changes
from kj_assets.trend.question import select_effects

MODELS = ("one", "two")
KEY_TERMS = {model: ("trust", "threat") for model in MODELS}


def answer(effects: pd.DataFrame) -> pd.DataFrame:
    """What the tested changes of just these effects answer."""
    return question.answer(effects, measure_effect_changes(effects, KEY_TERMS).frame)


def effect(wave: str, model: str, estimate: float, **more: Any) -> dict[str, Any]:
    """Trust's effect with a standard error of two points."""
    return {
        "wave": wave,
        "model": model,
        "outcome": model,
        "subgroup": "",
        "term": "trust",
        "level": "yes",
        "base": "no",
        "estimate": estimate,
        "std_error": 0.019,
        "std_error_unconditional": 0.02,
        "df": 1000.0,
        "p0": 0.5,
        "p1": 0.5 + estimate,
        "n": 1000,
        "n_level": 500,
        "code": "",
        "reason": "",
        "population": "korea",
        "provenance": "microdata",
        "line": 0,
        "break_kinds": "",
        "break_en": "",
        "break_ko": "",
    } | more


def ask(*rows: dict[str, Any]) -> pd.DataFrame:
    return select_effects(pd.DataFrame(list(rows)), "trust", MODELS)


def broke(line: int = 1) -> dict[str, Any]:
    return {"line": line, "break_kinds": "mode", "break_en": "by phone", "break_ko": "전화"}


VERDICTS = [
    ("stronger", 0.05, 0.15),
    ("weaker", 0.15, 0.05),
    ("stronger", -0.05, -0.15),
    ("weaker", -0.15, -0.05),
    ("reversed", 0.06, -0.06),
    ("no_change", 0.05, 0.06),
]


@pytest.mark.parametrize(("verdict", "before", "after"), VERDICTS)
def test_the_verdict_follows_the_test_and_the_distance_from_zero(verdict, before, after):
    found = answer(ask(effect("2030", "one", before), effect("2031", "one", after)))
    assert list(found["verdict"]) == [verdict]
    assert found["std_error"].iloc[0] == pytest.approx(np.sqrt(2) * 0.02)


def test_the_models_of_a_question_are_of_one_family():
    """0.06 / 0.0283 = 2.12, p = .034 alone; with a second model Holm makes it .068."""
    moved = (effect("2030", "one", 0.05), effect("2031", "one", 0.11))
    still = (effect("2030", "two", 0.05), effect("2031", "two", 0.05))
    assert answer(ask(*moved))["verdict"].iloc[0] == "stronger"
    both = answer(ask(*moved, *still))
    assert list(both["model"]) == ["one", "two"]
    assert both["p_holm"].iloc[0] == pytest.approx(2 * both["p"].iloc[0])
    assert both["verdict"].iloc[0] == "no_change"


def test_one_wave_has_a_verdict_and_no_test():
    (row,) = answer(ask(effect("2030", "one", 0.05))).to_dict(orient="records")
    assert (row["verdict"], row["wave_a"], row["wave_b"]) == ("one_wave", "", "2030")
    assert row["estimate_b"] == 0.05 and np.isnan(row["p"])


def test_first_and_last_are_compared_and_every_step_between_them():
    rows = ask(*(effect(str(2030 + k), "one", 0.05 + 0.04 * k) for k in range(3)))
    (whole,) = answer(rows).to_dict(orient="records")
    assert (whole["wave_a"], whole["wave_b"], whole["verdict"]) == ("2030", "2032", "stronger")
    steps = question.list_steps(rows, measure_effect_changes(rows, KEY_TERMS).frame)
    assert list(steps["wave_b"]) == ["2031", "2032"]
    assert steps["change"].to_numpy() == pytest.approx([0.04, 0.04])


def test_the_line_begins_anew_after_a_break():
    rows = [effect("2030", "one", 0.30), effect("2031", "one", 0.05, **broke())]
    (cut,) = answer(ask(*rows)).to_dict(orient="records")
    assert (cut["verdict"], cut["break_ko"], np.isnan(cut["change"])) == (
        "not_comparable",
        "전화",
        True,
    )
    on = answer(ask(*rows, effect("2032", "one", 0.06, line=1)))
    assert tuple(on.loc[0, ["wave_a", "wave_b", "verdict"]]) == ("2031", "2032", "no_change")


def test_the_line_begins_anew_where_people_follow_reconstructed_respondents():
    made_up = {"provenance": "reconstructed"}
    people = {"provenance": "microdata"}
    rows = [
        effect("2030", "one", 0.1, **made_up),
        effect("2031", "one", 0.1, **people),
        effect("2032", "one", 0.3, **people),
    ]
    (row,) = answer(ask(*rows)).to_dict(orient="records")
    assert (row["wave_a"], row["verdict"]) == ("2031", "stronger")
    (row,) = answer(ask(*rows[:2])).to_dict(orient="records")
    assert (row["verdict"], row["break_kinds"]) == ("not_comparable", "provenance")


def test_populations_answer_for_themselves():
    rows = [
        effect(wave, "one", size, population=who)
        for who in ("japan", "korea")
        for wave, size in (("2030", 0.05), ("2031", 0.15 if who == "korea" else 0.05))
    ]
    found = answer(ask(*rows)).set_index("population")
    assert dict(found["verdict"]) == {"japan": "no_change", "korea": "stronger"}


def test_a_refused_effect_and_a_printed_one_answer_nothing():
    told = {"code": "S001", "reason": "no unsupportive answer"}
    refused = effect("2030", "one", np.nan, std_error_unconditional=np.nan, **told)
    printed = effect("2029", "one", 0.2, provenance="published")
    found = answer(ask(printed, refused, effect("2031", "one", 0.1)))
    assert list(found["verdict"]) == ["refused"]
    assert tuple(found.loc[0, ["wave_a", "reason"]]) == ("2030", "2030: no unsupportive answer")
    alone = answer(ask(refused)).iloc[0]
    assert tuple(alone[["verdict", "wave_a", "reason"]]) == (
        *("refused", "", "2030: no unsupportive answer"),
    )
    assert answer(ask(effect("2030", "three", 0.1))).empty


def test_a_question_reads_the_p_of_all_changes_registered_between_its_waves():
    """Another term of another model is of the family, also where it could not be estimated."""
    moved = (effect("2030", "one", 0.05), effect("2031", "one", 0.11))
    gone = {"estimate": np.nan, "std_error_unconditional": np.nan, "code": "S001", "reason": "r"}
    other = effect("2030", "two", 0.05, term="threat") | gone, effect("2031", "two", 0.1)
    effects = pd.DataFrame([*moved, other[0], other[1] | {"term": "threat"}])
    changes = measure_effect_changes(effects, KEY_TERMS).frame
    own = select_effects(effects, "trust", ["one"])
    (row,) = question.answer(own, changes).to_dict(orient="records")
    assert row["p"] < 0.05 < row["p_holm"] == pytest.approx(2 * row["p"])
    assert row["verdict"] == "no_change"
    assert row["p_holm"] == changes.set_index("term").loc["trust", "p_holm"]


def test_from_first_to_last_is_a_family_of_its_own():
    rows = [
        effect(str(2030 + k), model, 0.05 + 0.03 * k)
        for model in MODELS
        for k in range(3 if model == "one" else 2)
    ]
    changes = measure_effect_changes(pd.DataFrame(rows), KEY_TERMS).frame
    spans = changes.groupby(["span", "wave_a", "wave_b"]).size()
    assert dict(spans) == {
        ("step", "2030", "2031"): 2,
        ("step", "2031", "2032"): 1,
        ("whole", "2030", "2032"): 1,
    }
    whole = changes[changes["span"] == "whole"].iloc[0]
    assert whole["p_holm"] == whole["p"]
