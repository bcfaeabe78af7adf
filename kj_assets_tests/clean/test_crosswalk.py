"""Delivered codes become levels and missing kinds, and everything that does not fit is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.clean.crosswalk import Crossing, apply_crosswalk
from kj_assets.clean.lineage import trace_clean_columns
from kj_assets.errors import CrosswalkError
from kj_assets.validate.gate import judge_wave
from kj_assets.waves.codebook import MISSING_KINDS
from kj_assets.waves.codes import canonical_code
from kj_assets.waves.sources import hash_file, read_survey_file
from kj_assets.waves.wave_declaration import SurveyFile
from kj_assets_tests.builders import banded_item, levels_item, make_codebook, make_wave, number_item

CODEBOOK = make_codebook(
    q=levels_item(),
    age=number_item(),
    age_band=banded_item("age", young=(None, 29), old=(30, 64.5)),
    income=number_item(),
    income_band=banded_item("income", any=(0, None)),
)
CODES = {"1": "low", "2": "mid", "3": "high"}
Q = {"column": "q", "codes": CODES, "missing": {"9": "dont_know"}}
AGE = {"column": "age", "missing": {"999": "refused"}, "blank": "not_applicable"}
ROWS = pd.DataFrame(
    {
        "id": [11.0, 12.0, 13.0, 14.0],
        "q": ["1", " 2", "3", "9"],
        "age": ["18", "64.5", "", "999"],
        "w": ["0.5", "-1", "", "inf"],
        "s": [1.0, 1.0, 2.0, 2.0],
    }
)
REAL = Path(__file__).parents[3] / "shared" / "real" / "arn_korea_2016.csv"


def refused(crosswalk: Mapping[str, Any], rows: pd.DataFrame = ROWS, **more: Any) -> CrosswalkError:
    with pytest.raises(CrosswalkError) as refusal:
        apply_crosswalk(rows, make_wave(crosswalk, **more), CODEBOOK)
    assert refusal.value.message.startswith("wave w1: ")
    return refusal.value


def test_the_clean_table_has_items_in_codebook_order_with_level_or_missing_kind() -> None:
    wave = make_wave(
        {"income": {"not_asked": True}, "age": AGE, "q": Q},
        weight={"column": "w"},
        design={"stratum": "s", "unit": "id"},
    )
    clean = apply_crosswalk(ROWS, wave, CODEBOOK)
    not_asked = ["not_asked"] * 4
    expected = pd.DataFrame(
        {
            "respondent_id": ["1", "2", "3", "4"],
            "q": ["low", "mid", "high", None],
            "q_missing": [None, None, None, "dont_know"],
            "age": [18, 64.5, None, None],
            "age_missing": [None, None, "not_applicable", "refused"],
            "age_band": ["young", "old", None, None],
            "age_band_missing": [None, None, "not_applicable", "refused"],
            "income": pd.Series([np.nan] * 4),
            "income_missing": not_asked,
            "income_band": pd.Series([None] * 4, dtype="str"),
            "income_band_missing": not_asked,
            "weight_given": [0.5, -1, np.nan, np.inf],
            "stratum": ["1", "1", "2", "2"],
            "unit": ["1", "2", "3", "4"],
        }
    )
    pd.testing.assert_frame_equal(clean, expected)


def test_rows_crossed_in_chunks_are_the_rows_crossed_whole() -> None:
    wave = make_wave({"income": {"not_asked": True}, "age": AGE, "q": Q}, weight={"column": "w"})
    crossing = Crossing(wave, CODEBOOK)
    chunks = [crossing.cross(ROWS.iloc[[place]]) for place in range(len(ROWS))]
    crossing.refuse_problems()
    whole = apply_crosswalk(ROWS, wave, CODEBOOK)
    pd.testing.assert_frame_equal(pd.concat(chunks, ignore_index=True), whole)


def test_problems_of_chunks_are_told_as_those_of_the_whole_file() -> None:
    wave = make_wave(
        {"q": {"column": "q", "codes": {"1": "low", "7": "mid"}}, "age": {"column": "age"}},
        weight={"column": "s"},
        design={"stratum": "nowhere"},
    )
    rows = ROWS.assign(s=["x", "1", "2", "x"])
    crossing = Crossing(wave, CODEBOOK)
    for place in range(len(rows)):
        crossing.cross(rows.iloc[[place]])
    with pytest.raises(CrosswalkError) as refusal:
        crossing.refuse_problems()
    with pytest.raises(CrosswalkError) as whole:
        apply_crosswalk(rows, wave, CODEBOOK)
    assert refusal.value.message == whole.value.message
    for told in ("K001", "K002", "K003", "K005", "K006", "'x' × 2"):
        assert told in refusal.value.message


def test_items_the_wave_does_not_declare_are_left_out() -> None:
    assert list(apply_crosswalk(ROWS, make_wave({"q": Q}), CODEBOOK)) == [
        "respondent_id", "q", "q_missing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("crosswalk", "more", "code", "told"),
    [
        ({"q": Q | {"column": "Q "}}, {}, "K001", "item q: no column 'Q ' in the file; near names"),
        ({"q": Q}, {"respondent_id": "nr"}, "K001", "respondent_id: no column 'nr'"),
        ({"q": Q}, {"weight": {"column": "ww"}}, "K001", "weight.column: no column 'ww'"),
        ({"q": Q}, {"design": {"unit": "psu"}}, "K001", "design.unit: no column 'psu'"),
        (
            {"q": Q | {"codes": {"1": "low", "2": "mid"}, "missing": {}}},
            {},
            "K002",
            "item q, column 'q': 2 cells without a mapping: '3' × 1, '9' × 1",
        ),
        (
            {"q": Q | {"codes": CODES | {"4": "high", "8": "low"}}},
            {},
            "K003",
            "item q, column 'q': '4', '8' are mapped but occur in 0 of 4 cells",
        ),
        (
            {"q": Q | {"unused": ["9"]}},
            {},
            "K003",
            "item q, column 'q': '9' are listed under 'unused' but occur",
        ),
        (
            {"age": AGE | {"missing": {}}},
            {},
            "K005",
            "item age_band: 1 numbers of age are outside all bands: '999' × 1",
        ),
        (
            {"age": {"column": "q2"}},
            {},
            "K006",
            "item age, column 'q2': 4 cells are not numbers: 'x' × 2, (blank) × 1, 'inf' × 1",
        ),
        ({"q": Q}, {"weight": {"column": "q2"}}, "K006", "weight.column 'q2': 2 cells are not num"),
    ],
)  # fmt: skip
def test_a_misfit_is_named(
    crosswalk: dict[str, Any], more: dict[str, Any], code: str, told: str
) -> None:
    problem = refused(crosswalk, ROWS.assign(q2=["x", "", "inf", "x"]), **more)
    assert (problem.code, told in problem.message) == (code, True), problem.message


def test_a_blank_cell_needs_a_declaration() -> None:
    problem = refused({"q": Q}, ROWS.assign(q=["1", "2", "3", None]))
    assert "(blank) × 1" in problem.message


def test_bands_may_be_delivered_in_place_of_their_number() -> None:
    bands = {"column": "b", "codes": {"1": "young", "2": "old"}, "missing": {"9": "no_answer"}}
    wave = make_wave({"age": {"not_asked": True}, "age_band": bands})
    clean = apply_crosswalk(ROWS.assign(b=["1", "2", "2", "9"]), wave, CODEBOOK)
    assert clean["age_band"].to_list()[:3] == ["young", "old", "old"]
    assert clean["age_band_missing"].to_list()[3] == "no_answer"
    assert clean["age"].isna().all()
    assert "age_band" in wave.items_asked(CODEBOOK) and "age" not in wave.items_asked(CODEBOOK)
    assert trace_clean_columns(wave, CODEBOOK)["age_band"]


def test_a_blank_that_stands_for_an_answer_and_never_occurs_is_told() -> None:
    problem = refused({"q": Q | {"blank": "low"}})
    assert problem.code == "K003"
    assert "'blank' stands for low, but 0 of 4 cells are blank" in problem.message


def test_unused_codes_nobody_chose_pass() -> None:
    entry = Q | {"codes": CODES | {"4": "high"}, "unused": ["4"]}
    assert len(apply_crosswalk(ROWS, make_wave({"q": entry}), CODEBOOK)) == 4


def test_all_problems_of_all_items_are_told_at_once() -> None:
    problem = refused(
        {"q": {"column": "q", "codes": {"1": "low", "7": "high"}}, "age": {"column": "nope"}},
        weight={"column": "q3"},
        rows=ROWS.assign(q3="x"),
    )
    assert problem.code == "K001"
    assert problem.message.startswith("wave w1: 4 problems")
    for code in ("K001 item age", "K002 item q", "K003 item q", "K006 weight.column"):
        assert f"\n  {code}" in problem.message


def test_a_long_list_of_codes_is_cut() -> None:
    rows = pd.DataFrame({"id": range(50), "q": [f"{i}" for i in range(50)]})
    assert "and 30 more codes" in refused({"q": {"column": "q"}}, rows).message


def test_what_many_wrote_each_in_their_own_words_is_not_repeated() -> None:
    rows = pd.DataFrame({"id": range(52), "q": [f"010-1234-{i:04}" for i in range(50)] + ["7"] * 2})
    message = refused({"q": {"column": "q"}}, rows).message
    assert "'7' × 2, 50 texts that stand once each" in message
    assert "010-1234" not in message


@settings(max_examples=60)
@given(st.data())
def test_every_cell_ends_in_exactly_one_of_level_and_missing_kind(data: st.DataObject) -> None:
    code = st.text(max_size=3)
    declared = data.draw(
        st.lists(code.filter(canonical_code), min_size=1, max_size=6, unique_by=canonical_code)
    )
    split = data.draw(st.integers(0, len(declared)))
    levels = list(CODEBOOK.items["q"].levels)
    entry = {
        "column": "q",
        "codes": {c: data.draw(st.sampled_from(levels)) for c in declared[:split]},
        "missing": {c: data.draw(st.sampled_from(MISSING_KINDS)) for c in declared[split:]},
        "blank": data.draw(st.sampled_from([None, *MISSING_KINDS, *levels])),
    }
    strays = data.draw(st.lists(code, max_size=1))
    cells = declared + data.draw(st.lists(st.sampled_from([*declared, "", *strays]), max_size=6))
    rows = pd.DataFrame({"id": range(len(cells)), "q": pd.Series(cells, dtype="str")})
    try:
        clean = apply_crosswalk(rows, make_wave({"q": entry}), CODEBOOK)
    except CrosswalkError as problem:
        assert problem.code in {"K002", "K003"}
    else:
        assert (clean["q"].notna() ^ clean["q_missing"].notna()).all()
        assert clean["q"].dropna().isin(levels).all()
        assert clean["q_missing"].dropna().isin(MISSING_KINDS).all()


STRENGTH = ["Much weaker", "Weaker", "A little weaker", "About the same", "A little stronger",
            "Stronger", "Much stronger"]  # fmt: skip
LIKELY = ["Not at all likely", "Slightly likely", "Somewhat likely", "Very likely",
          "Extremely likely"]  # fmt: skip
INFLUENCE = ["Very negative", "Negative", "A little negative", "Neither positive nor negative",
             "A little positive", "Positive", "Very positive"]  # fmt: skip
REAL_COLUMNS = {
    "us_stronger": ("rship_us", STRENGTH),
    "china_stronger": ("rship_china", STRENGTH),
    "kp_threat": ("conflict_grid_kp", LIKELY),
    "china_neg": ("country_influence_china_eval", INFLUENCE),
    "us_pos": ("country_influence_us_eval", INFLUENCE),
    "japan_peaceful": ("stereotype_jap_peaceful", list("1234567")),
    "female": ("gender", ["Male", "Female"]),
}


@pytest.mark.skipif(not REAL.is_file(), reason=f"the real survey is not there: {REAL}")
def test_a_real_survey_passes_crosswalk_and_gate_with_declarations_alone() -> None:
    items = {key: levels_item(levels) for key, (_, levels) in REAL_COLUMNS.items()}
    bands = {"18_29": (18, 29), "30_39": (30, 39), "40_49": (40, 49), "50_59": (50, 59)}
    codebook = make_codebook(
        **items,
        age=number_item(minimum=18, maximum=110),
        age_band=banded_item("age", **bands, over_60=(60, None)),
    )
    crosswalk: dict[str, Any] = {
        key: {"column": column, "codes": {v: v for v in levels}, "missing": {"NA": "dont_know"}}
        for key, (column, levels) in REAL_COLUMNS.items()
    }
    crosswalk["female"]["missing"] = {}
    wave = make_wave(
        crosswalk | {"age": {"column": "age"}},
        respondent_id="caseid",
        weight={"column": "weight"},
        n=750,
    )
    file = SurveyFile.model_validate({"path": REAL.name, "sha256": hash_file(REAL)})
    clean = apply_crosswalk(read_survey_file(REAL, file).frame, wave, codebook)
    verdict = judge_wave(clean, wave, codebook)

    assert verdict.passed, verdict.refusal
    complete = verdict.accepted[[*REAL_COLUMNS, "age_band"]].notna().all(axis=1)
    assert (len(clean), complete.sum()) == (750, 718)
    assert clean["female"].value_counts().to_dict() == {"Female": 380, "Male": 370}
