"""Where each rule of the gate begins: what lies exactly on a limit passes, and what follows it."""

from __future__ import annotations

import pandas as pd
import pytest

from kj_assets.dagster_kit.rows import Rows
from kj_assets.validate import plausibility
from kj_assets.validate.gate import Gate, judge_wave
from kj_assets.validate.plausibility import (
    missing_shares_low,
    no_dominant_weight,
    repeated_answers_rare,
    straight_lining_rare,
)
from kj_assets.validate.rejections import REASONS_SHOWN, Rejections
from kj_assets.validate.rules import ROW_RULES, rules_of, shared_scales
from kj_assets_tests.builders import (
    banded_item,
    levels_item,
    make_codebook,
    make_wave,
    number_item,
)
from kj_assets_tests.validate.test_plausibility import CODEBOOK, WAVE, make_accepted

MANY = [a + b + c + d for a in "lmh" for b in "lmh" for c in "lmh" for d in "lm"]


def test_what_lies_exactly_on_a_limit_passes():
    tenth_missing = make_accepted(["lmhl"] * 9 + ["-mhl"])
    assert missing_shares_low(tenth_missing, WAVE, CODEBOOK).failing.empty
    twentieth_each = make_accepted(["lmhl"] * 20)
    assert no_dominant_weight(twentieth_each, WAVE, CODEBOOK).failing.empty
    two_of_forty = make_accepted([*MANY[:39], MANY[0]])
    assert repeated_answers_rare(two_of_forty, WAVE, CODEBOOK).failing.empty


def test_who_was_not_asked_is_not_missing():
    accepted = make_accepted(["lmhl"] * 6 + ["-mhl"] * 4).read()
    accepted.loc[7:, "a_missing"] = "not_asked"
    finding = missing_shares_low(Rows.of(accepted), WAVE, CODEBOOK)
    assert finding.failing.to_dict("records") == [{"item": "a", "missing_share": 1 / 7}]
    assert "a 14.3%" in finding.message


def test_the_same_answers_missing_for_different_reasons_are_not_the_same():
    accepted = make_accepted(["lmh-", "lmh-"]).read()
    accepted.loc[1, "d_missing"] = "refused"
    assert repeated_answers_rare(Rows.of(accepted), WAVE, CODEBOOK).numbers["respondents"] == 0


def test_nobody_repeats_nobody_and_weighs_nothing():
    nobody = make_accepted(["lmhl"]).read().head(0)
    assert repeated_answers_rare(Rows.of(nobody), WAVE, CODEBOOK).failing.empty
    assert no_dominant_weight(Rows.of(nobody), WAVE, CODEBOOK).failing.empty


def test_straight_lines_are_told_of_every_scale_that_has_them():
    more = {key: levels_item(("yes", "no")) for key in "efgh"}
    codebook = make_codebook(**{key: levels_item() for key in "abcd"}, **more)
    wave = make_wave({key: {"column": key} for key in "abcdefgh"})
    accepted = make_accepted(["mmmm", "lmhl", "hmlh"]).read()
    accepted = accepted.assign(**dict.fromkeys("efgh", ["no", "no", "yes"]))
    accepted.loc[2, "h"] = "no"
    finding = straight_lining_rare(Rows.of(accepted), wave, codebook)
    expected = pd.DataFrame(
        {
            "respondent_id": ["r0", "r0", "r1"],
            "items": ["a, b, c, d", "e, f, g, h", "e, f, g, h"],
            "answer": ["mid", "no", "no"],
        }
    )
    pd.testing.assert_frame_equal(finding.failing, expected)
    assert finding.numbers == {"largest_share": 2 / 3, "respondents": 3}
    assert finding.message.startswith("66.7% give one answer")


def test_a_scale_is_shared_by_four_ordered_items_that_are_asked():
    codebook = make_codebook(
        **{key: levels_item() for key in "abcd"},
        name=levels_item(type="nominal"),
        age=number_item(),
        age_band=banded_item("age", low=(0, 20), mid=(21, 50), high=(51, None)),
    )
    every = {key: {"column": key} for key in ("a", "b", "c", "d", "name", "age")}
    assert shared_scales(make_wave(every), codebook) == [("a", "b", "c", "d")]
    one_less = every | {"d": {"not_asked": True}}
    assert shared_scales(make_wave(one_less), codebook) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"q": levels_item()}, None),
        ({"age": number_item(minimum=0)}, "G002"),
        ({"age": number_item(maximum=9)}, "G002"),
    ],
    ids=["no number", "a least", "a most"],
)
def test_a_range_is_a_rule_where_an_item_has_one(more, code):
    wave = make_wave({key: {"column": key} for key in more})
    found = {rule.code for rule in rules_of(wave, make_codebook(**more))}
    assert ("G002" in found) == bool(code)


def test_rules_for_rows_never_block_and_those_that_do_would_make_estimates_of_nothing():
    codebook = make_codebook(**{key: levels_item() for key in "abcd"}, n=number_item(minimum=0))
    wave = make_wave(
        {key: {"column": key} for key in "abcdn"},
        weight={"column": "w"},
        design={"unit": "u"},
        n=9,
    )
    rules = rules_of(wave, codebook)
    codes = [rule.code for rule in rules]
    rows = ["G001", "G002", "G003", "G004", "G008"]
    assert codes == [*rows, "G005", "G006", "G007", "G101", "G102", "G103", "G104"]
    assert [rule.code for rule in rules if rule.blocking] == ["G005", "G006", "G007"]


def rejected(*reasons: str, row: int = 1) -> pd.DataFrame:
    line = {"row": row, "rule": ROW_RULES[1].label, "item": "age", "found": None}
    return pd.DataFrame([line | {"reason": reason} for reason in reasons])


def test_the_most_frequent_reasons_are_told_first_and_five_of_them():
    rejections = Rejections()
    letters = [chr(ord("a") + n) for n in range(REASONS_SHOWN + 1)]
    for row, often in enumerate(range(1, len(letters) + 1)):
        rejections.add(rejected(*letters[-often:], row=row))
    told = rejections.judge(0).message.partition("allowed: ")[2].partition(". Correct")[0]
    assert told == "; ".join(
        f"{r} ({n} rows)" for r, n in zip("fedcb", range(6, 1, -1), strict=True)
    )
    assert rejections.lines == 21
    assert rejections.rows == 6


def test_as_many_rejected_rows_as_are_allowed_fail_nothing():
    rejections = Rejections()
    rejections.add(rejected("why"))
    assert rejections.judge(1).failing.empty
    assert len(rejections.judge(0).failing) == 1


def test_only_the_first_rejected_rows_are_shown(monkeypatch: pytest.MonkeyPatch):
    from kj_assets.validate import rejections as module

    monkeypatch.setattr(module, "ROWS_SHOWN", 3)
    rejections = Rejections()
    for row in range(4):
        rejections.add(rejected("one", "two", row=row))
    assert rejections.judge(0).failing["row"].tolist() == [0, 0, 1]
    assert rejections.of_rule(ROW_RULES[1]).numbers == {"rows": 4}
    assert rejections.of_rule(ROW_RULES[0]).failing.empty


def test_long_lists_of_respondents_are_cut(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plausibility, "ROWS_SHOWN", 2)
    same = make_accepted(["mmmm"] * 5)
    assert len(straight_lining_rare(same, WAVE, CODEBOOK).failing) == 2
    assert len(repeated_answers_rare(same, WAVE, CODEBOOK).failing) == 2


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_file_has_as_many_respondents_as_are_declared(n):
    wave = make_wave({"a": {"column": "a"}}, n=n)
    clean = make_accepted(["lmhl", "mmhl"]).read()[["respondent_id", "a", "a_missing"]]
    verdict = judge_wave(clean, wave, make_codebook(a=levels_item()))
    (outcome,) = [one for one in verdict.outcomes if one.code == "G005"]
    assert outcome.numbers == {"declared": n, "found": 2}
    told = [] if n == 2 else [{"declared": n, "found": 2}]
    assert outcome.failing.to_dict("records") == told


def test_a_table_without_ids_is_refused_as_not_of_this_wave():
    clean = make_accepted(["lmhl"]).read().drop(columns="respondent_id")
    gate = Gate(WAVE, CODEBOOK, Rows.of(clean))
    with pytest.raises(Exception, match="G009"):
        gate.sort_out(clean)


def test_ids_that_are_missing_are_not_the_same_id():
    codebook = make_codebook(a=levels_item())
    clean = make_accepted(["lmhl", "mmhl", "hmhl"]).read()[["respondent_id", "a", "a_missing"]]
    clean.loc[:1, "respondent_id"] = None
    verdict = judge_wave(clean, make_wave({"a": {"column": "a"}}), codebook)
    assert verdict.rejected["reason"].tolist() == ["G001 respondent_id: is missing"] * 2
