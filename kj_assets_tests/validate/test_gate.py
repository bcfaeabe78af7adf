"""The gate rejects rows with a reason, and refuses a wave that a blocking check fails."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kj_assets.dagster_kit.rows import Rows
from kj_assets.validate.gate import Gate, check_names, judge_wave
from kj_assets.waves.registry import Wave
from kj_assets_tests.builders import levels_item, make_codebook, make_wave, number_item

CODEBOOK = make_codebook(q=levels_item(), age=number_item(minimum=18, maximum=110))
CROSSWALK = {"q": {"column": "q"}, "age": {"column": "age"}}


def declare(**more: Any) -> Wave:
    return make_wave(CROSSWALK, weight={"column": "w"}, **more)


def make_clean(rows: int = 30) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "respondent_id": [f"r{i}" for i in range(rows)],
            "q": ["low", "high"] * (rows // 2),
            "q_missing": pd.Series([None] * rows, dtype="str"),
            "age": np.arange(20.0, 20 + rows),
            "age_missing": pd.Series([None] * rows, dtype="str"),
            "weight_given": 1.0,
        }
    )


def damage(clean: pd.DataFrame) -> pd.DataFrame:
    """Row 3 has two mistakes, rows 5 and 6 share an id."""
    clean.loc[2, ["age", "weight_given"]] = [199.0, -1.0]
    clean.loc[[4, 5], "respondent_id"] = "r4"
    return clean


def test_a_good_wave_passes_whole() -> None:
    verdict = judge_wave(make_clean(), declare(n=30), CODEBOOK)
    assert verdict.passed
    assert verdict.refusal == ""
    assert all(outcome.passed and not outcome.message for outcome in verdict.outcomes)
    assert verdict.rejected.empty
    pd.testing.assert_frame_equal(verdict.accepted, make_clean())


def test_rows_that_break_a_rule_are_rejected_with_every_reason() -> None:
    wave = declare(gate={"rejected_rows_allowed": 3})
    verdict = judge_wave(damage(make_clean()), wave, CODEBOOK)
    assert verdict.passed
    assert len(verdict.accepted) == 27
    assert verdict.accepted.index.tolist() == list(range(27))
    assert verdict.rejected.to_dict("split")["data"] == [
        ["r2", 3, "G002 numbers_in_range", "age", "199.0",
         "G002 age: outside its range 18 to 110"],
        ["r2", 3, "G003 weights_usable", "weight_given", "-1.0",
         "G003 weight_given: is negative"],
        ["r4", 5, "G001 respondent_ids_unique", "respondent_id", "r4",
         "G001 respondent_id: the same id stands more than once"],
        ["r4", 6, "G001 respondent_ids_unique", "respondent_id", "r4",
         "G001 respondent_id: the same id stands more than once"],
    ]  # fmt: skip
    failed = {o.name: o.numbers["rows"] for o in verdict.outcomes if not o.passed}
    assert failed == {"respondent_ids_unique": 2, "numbers_in_range": 1, "weights_usable": 1}


@pytest.mark.parametrize("size", [1, 5, 7])
def test_a_wave_judged_in_chunks_is_the_wave_judged_whole(size: int) -> None:
    """Rows 5 and 6, which share an id, come in two chunks."""
    wave = declare(n=30, gate={"rejected_rows_allowed": 2})
    clean = damage(make_clean())
    gate = Gate(wave, CODEBOOK, Rows.of(clean))
    sorted_out = [gate.sort_out(clean.iloc[at : at + size]) for at in range(0, 30, size)]
    accepted, rejected = (
        pd.concat(parts, ignore_index=True) for parts in zip(*sorted_out, strict=True)
    )
    whole = judge_wave(clean, wave, CODEBOOK)
    pd.testing.assert_frame_equal(accepted, whole.accepted)
    pd.testing.assert_frame_equal(rejected, whole.rejected)
    assert gate.rejections.lines == len(rejected)
    for found, expected in zip(gate.conclude(Rows.of(accepted)), whole.outcomes, strict=True):
        assert (found.message, found.numbers) == (expected.message, expected.numbers)
        pd.testing.assert_frame_equal(found.failing, expected.failing)


def test_more_rejected_rows_than_allowed_refuse_the_wave() -> None:
    wave = declare(gate={"rejected_rows_allowed": 2})
    verdict = judge_wave(damage(make_clean()), wave, CODEBOOK)
    assert not verdict.passed
    assert verdict.refusal.startswith("G006 wave w1: 3 rows rejected, 2 allowed: G001")
    assert "G002 age: outside its range 18 to 110 (1 rows)" in verdict.refusal


def test_a_number_out_of_range_is_taken_for_no_answer_before_it_is_corrected() -> None:
    clean = make_clean()
    clean.loc[:6, "age"] = [999.0] * 5 + [998.0] * 2
    refusal = judge_wave(clean, declare(), CODEBOOK).refusal
    advice = refusal.partition("(7 rows). ")[2]
    assert advice.startswith(
        "Numbers that stand for no answer go under 'missing' of their item: "
        "age 999 × 5, age 998 × 2."
    )
    assert advice.endswith("under 'corrections', or raise gate.rejected_rows_allowed")


@pytest.mark.parametrize(("rows", "advice"), [(20, "under 'corrections'"), (21, "no slips: look")])
def test_more_rows_than_slips_are_are_not_to_be_corrected_one_by_one(rows, advice) -> None:
    clean = pd.concat([make_clean()] * 5, ignore_index=True)
    clean = clean.assign(respondent_id=[str(n) for n in range(len(clean))])
    clean.loc[: rows - 1, "age"] = 1999.0
    refusal = judge_wave(clean, declare(), CODEBOOK).refusal
    assert f"{rows} rows rejected" in refusal and advice in refusal
    assert ("corrections" in refusal) == (rows == 20)


def test_without_such_a_number_no_word_of_missing_is_said() -> None:
    clean = make_clean()
    clean.loc[[4, 5], "respondent_id"] = "r4"
    assert "'missing'" not in judge_wave(clean, declare(), CODEBOOK).refusal


def test_a_differing_n_refuses_the_wave() -> None:
    verdict = judge_wave(make_clean(), declare(n=31), CODEBOOK)
    assert not verdict.passed
    assert verdict.refusal.startswith("G005 wave w1: 30 respondents in the file, 31 declared")


def test_rejecting_everybody_refuses_the_wave() -> None:
    wave = declare(gate={"rejected_rows_allowed": 30})
    verdict = judge_wave(make_clean().assign(weight_given=np.nan), wave, CODEBOOK)
    assert not verdict.passed
    assert verdict.refusal.startswith("G007 wave w1: ['q', 'age'] have no answer at all")


def test_warnings_do_not_refuse_the_wave() -> None:
    clean = make_clean()
    clean.loc[0, "weight_given"] = 99.0
    verdict = judge_wave(clean, declare(), CODEBOOK)
    assert verdict.passed
    assert [o.code for o in verdict.outcomes if not o.passed] == ["G102"]


@pytest.mark.parametrize("more", [{}, {"n": 30, "design": {"stratum": "s"}}])
def test_check_names_are_known_before_there_are_data(more: dict[str, Any]) -> None:
    wave = declare(**more)
    verdict = judge_wave(make_clean().assign(stratum="1"), wave, CODEBOOK)
    announced = check_names(wave, CODEBOOK)
    assert [tuple(check) for check in announced] == [
        (o.name, o.description, o.blocking) for o in verdict.outcomes
    ]


def test_only_checks_that_can_apply_are_announced() -> None:
    names = {check.name for check in check_names(make_wave({"q": {"column": "q"}}), CODEBOOK)}
    assert names == {
        "respondent_ids_unique", "answers_level_or_missing", "rejected_rows_within_limit",
        "every_item_answered", "missing_shares_low", "repeated_answers_rare",
    }  # fmt: skip
