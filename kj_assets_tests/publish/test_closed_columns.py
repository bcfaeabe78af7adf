"""Which columns of a row count people, which are kept of a closed one, what is read beside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kj_assets.dagster_kit.asset import Asset
from kj_assets.publish.closing.bases import withhold_bases
from kj_assets.publish.closing.complement import find_told
from kj_assets.publish.closing.elsewhere import find_elsewhere
from kj_assets.publish.closing.families import withhold_counts
from kj_assets.publish.closing.plain import tell_plainly
from kj_assets.publish.closing.rule import COMPLEMENT, SUPPRESSED, is_closed, suppress_small_cells
from kj_assets.publish.closing.sieve import list_beside, list_nets, sieve_public
from kj_assets_tests.builders import levels_item, make_codebook, make_wave, text

FEWEST = 5
COUNTED = [
    *("n", "n_level", "n_level_1", "n_base", "n_base_1"),
    *("n_a", "n_b", "n_level_a", "n_level_b", "n_matched"),
]


def close(fewest: int = FEWEST, **columns: object) -> pd.DataFrame:
    return suppress_small_cells(pd.DataFrame(columns), fewest, {})


@pytest.mark.parametrize("name", COUNTED)
def test_a_row_is_closed_where_any_count_is_small_and_not_nobody(name):
    closed = close(**{name: [0, 1, 4, 5, None], "value": [0.5] * 5})
    assert closed["code"].tolist()[1:3] == [SUPPRESSED] * 2
    assert is_closed(closed).tolist() == [False, True, True, False, False]
    assert closed["value"].isna().tolist() == [False, True, True, False, False]
    assert closed[name].isna().tolist() == [False, True, True, False, True]
    assert closed["reason"].tolist()[1] == "n < 5"


@pytest.mark.parametrize(("part", "whole"), [("n_level_1", "n_level"), ("n_base_1", "n_base")])
def test_who_had_it_not_are_a_count_as_well(part, whole):
    closed = close(**{part: [96, 95, 100, 0], whole: [100] * 4})
    assert is_closed(closed).tolist() == [True, False, False, False]


KEPT = [
    *("wave", "population", "item", "level", "kind", "model", "outcome", "subgroup", "term"),
    *("base", "estimand", "provenance", "mode", "source", "weight", "missing_policy", "variant"),
    *("wave_a", "wave_b", "model_a", "model_b", "term_a", "term_b", "level_a", "level_b", "group"),
    *("by", "comparable", "line", "break_kinds", "break_en", "break_ko", "samples", "comparison"),
    *("subgroup_a", "subgroup_b", "outcome_a", "outcome_b", "what", "relation", "reference"),
    *("published", "tolerance", "note", "basis", "target"),
]


@pytest.mark.parametrize("name", KEPT)
def test_names_and_declarations_of_a_closed_row_are_kept(name):
    assert close(n=[3], **{name: ["said"]})[name].tolist() == ["said"]


@pytest.mark.parametrize(
    "name", ["share", "std_error", "p", "df", "deff", "data_hash", "conf_low_95"]
)
def test_whatever_was_computed_is_not(name):
    closed = close(n=[3, 30], **{name: [0.25, 0.5]})
    assert closed[name].isna().tolist() == [True, False]


def test_a_flag_of_nothing_is_no_finding_and_a_verdict_on_nothing_a_refusal():
    closed = close(n=[3, 30], significant_5=[True, True], verdict=["reproduced"] * 2)
    assert closed["significant_5"].tolist() == [False, True]
    assert closed["verdict"].tolist() == ["refused", "reproduced"]


def test_a_row_refused_before_keeps_its_reason_unless_it_is_of_few():
    closed = close(n=[3, 30], code=["S001", "S001"], reason=["why", "why"])
    assert closed["code"].tolist() == [SUPPRESSED, "S001"]
    assert closed["reason"].tolist() == ["n < 5", "why"]


def test_a_table_that_counts_nobody_stays_as_it_is():
    table = pd.DataFrame({"a": [1]})
    assert suppress_small_cells(table, FEWEST, {}) is table


def test_a_row_shown_elsewhere_is_closed_for_what_it_would_tell():
    table = pd.DataFrame({"published": ["31"] * 3, "n": [3, 30, 30]})
    closed = suppress_small_cells(table, FEWEST, {}, elsewhere=np.array([True, True, False]))
    assert closed["code"].tolist()[:2] == [SUPPRESSED, COMPLEMENT]
    assert is_closed(closed).tolist() == [True, True, False]
    uncounted = table[["published"]]
    closed = suppress_small_cells(uncounted, FEWEST, {}, elsewhere=np.array([False, True, False]))
    assert is_closed(closed).tolist() == [False, True, False]


def test_the_levels_of_a_margin_add_up_to_everybody():
    margins = {"margin": ["sex"] * 3 + ["age"] * 2, "level": list("abcde")}
    closed = close(**margins, n=[3, 40, 60, 50, 50], before=[0.1] * 5)
    assert closed["code"].fillna("").tolist() == [SUPPRESSED, COMPLEMENT, "", "", ""]
    assert closed["margin"].tolist() == margins["margin"]


def test_answers_within_a_group_add_up_to_it():
    rows = {"wave": ["w"] * 3, "item": ["q"] * 3, "kind": ["level"] * 3, "level": list("abc")}
    closed = close(**rows, n_level=[3, 40, 60], n=[103] * 3)
    assert closed["code"].fillna("").tolist() == [SUPPRESSED, COMPLEMENT, ""]


LEVELS = ["n_level", "n_level_1", "n_base", "n_base_1", "n_level_a", "n_level_b"]
GROUPS = ["n", "n_eff", "df", "n_a", "n_b"]


def family(**columns: object) -> pd.DataFrame:
    rows = pd.DataFrame({"term": ["t", "t", "u"], **columns})
    return rows.assign(**dict.fromkeys([*LEVELS, *GROUPS], 100))


ONE_CLOSED = np.array([True, False, False])


def test_counts_of_levels_that_add_up_with_a_closed_one_are_withheld():
    shown = withhold_counts(family(), ONE_CLOSED)
    for name in LEVELS:
        assert shown[name].isna().tolist() == [True, True, False]
    for name in GROUPS:
        assert shown[name].notna().all()


def test_so_are_counts_of_groups_of_one_grouping():
    shown = withhold_counts(family(subgroup=["sex=man", "sex=woman", "sex=man"]), ONE_CLOSED)
    for name in [*LEVELS, *GROUPS]:
        assert shown[name].isna().tolist() == [True, True, False]
    for other in ("age=old", None, ""):
        shown = withhold_counts(family(subgroup=["sex=man", other, "sex=man"]), ONE_CLOSED)
        assert shown["n"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize(
    "name",
    ["population", "wave", "wave_a", "wave_b", "variant", "model", "model_a", "model_b"],
)
def test_what_lies_elsewhere_adds_up_to_something_else(name):
    shown = withhold_counts(family(**{name: ["a", "b", "a"]}), ONE_CLOSED)
    assert shown["n_level"].isna().tolist() == [True, False, False]
    unnamed = withhold_counts(family(**{name: [None, None, "a"]}), ONE_CLOSED)
    assert unnamed["n_level"].isna().tolist() == [True, True, False]


def test_differences_are_of_a_term_too_and_have_subgroups_on_their_side():
    rows = family(subgroup_a=["sex=man", "sex=woman", "sex=man"]).rename(columns={"term": "term_a"})
    assert withhold_counts(rows, ONE_CLOSED)["n_a"].isna().tolist() == [True, True, False]


def test_nothing_is_withheld_where_nothing_is_closed_or_there_is_no_term():
    rows = family()
    assert withhold_counts(rows, np.zeros(3, dtype=bool)) is rows
    other = rows.drop(columns="term")
    assert withhold_counts(other, ONE_CLOSED) is other


def test_sizes_of_groups_go_with_whatever_tells_them():
    names = {"wave": "w", "item": "q", "by": "sex", "kind": "level"}
    groups = pd.DataFrame({"group": ["man", "woman"], "level": "yes", "n_base": [3, 60]})
    sizes = {"n": 2, "n_weighted": 2.0, "deff": 1.5, "df": 9.0, "share": 0.5}
    table = groups.assign(**names, **sizes)
    everybody = pd.DataFrame({"level": ["yes"], "n_base": [63], **names, **sizes}).drop(
        columns="by"
    )
    shown = withhold_bases(table, table, everybody, everybody.head(0), FEWEST, {})
    for name in ("n", "n_base", "n_weighted", "deff", "df"):
        assert shown[name].isna().tolist() == [False, True]
    assert shown["share"].notna().all()


@pytest.mark.parametrize(("least", "shown"), [(4, [False, False]), (5, [True, True])])
def test_a_group_is_small_below_the_fewest(least, shown):
    names = {"wave": "w", "item": "q", "by": "sex", "kind": "level", "level": "yes"}
    table = pd.DataFrame({"group": ["man", "woman"], "n": [least, 60], "n_base": [least, 60]})
    everybody = pd.DataFrame({"n": [60 + least], "n_base": [60 + least], **names})
    table, everybody = table.assign(**names), everybody.drop(columns="by")
    public = suppress_small_cells(table, FEWEST, {}, everybody)
    assert public["n_base"].notna().tolist() == shown


CLOSED_SHARE = pd.DataFrame(
    {"population": ["p"], "wave": ["2025"], "item": ["q"], "level": ["yes"], "share": [None],
     "code": [SUPPRESSED]}
)  # fmt: skip
CLOSED_EFFECT = pd.DataFrame(
    {"population": ["p"], "wave": ["2025"], "model": ["m"], "subgroup": [None], "term": ["t"],
     "level": ["yes"], "code": [COMPLEMENT]}
)  # fmt: skip


def elsewhere(row: dict[str, object], closed: pd.DataFrame, **other: object) -> list[bool]:
    """Whether the row shows what is closed; then with one of its names changed."""
    table = pd.DataFrame([row, row | other])
    return find_elsewhere(table, [closed]).tolist()


@pytest.mark.parametrize("side", ["a", "b"])
@pytest.mark.parametrize("name", ["population", "item", "level", "wave"])
def test_a_change_shows_the_shares_of_both_its_waves(side, name):
    other = "b" if side == "a" else "a"
    row = {"population": "p", "item": "q", "level": "yes", f"wave_{side}": "2025",
           f"wave_{other}": "2024"}  # fmt: skip
    changed = f"wave_{side}" if name == "wave" else name
    assert elsewhere(row, CLOSED_SHARE, **{changed: "x"}) == [True, False]


@pytest.mark.parametrize("side", ["a", "b"])
@pytest.mark.parametrize("name", ["wave", "model", "subgroup", "term", "level"])
def test_a_difference_shows_the_effects_of_both_its_sides(side, name):
    of = {"wave": "2025", "model": "m", "subgroup": "", "term": "t", "level": "yes"}
    other = "b" if side == "a" else "a"
    row = {f"{key}_{side}": value for key, value in of.items()}
    row |= {f"{key}_{other}": "z" for key in of} | {"population": "p"}
    assert elsewhere(row, CLOSED_EFFECT, **{f"{name}_{side}": "x"}) == [True, False]
    assert elsewhere(row, CLOSED_EFFECT, population="x") == [True, False]


@pytest.mark.parametrize("name", ["wave", "item", "level"])
def test_print_shows_the_share_it_is_held_against(name):
    row = {"published": "31", "wave": "2025", "item": "q", "level": "yes", "reference": "other"}
    assert elsewhere(row, CLOSED_SHARE, **{name: "x"}) == [True, False]
    above = row | {"item": "r", "reference": "q"}
    assert elsewhere(above, CLOSED_SHARE, reference="x") == [True, False]


@pytest.mark.parametrize("name", ["wave", "item", "level"])
def test_print_names_an_effect_by_outcome_and_term(name):
    closed = CLOSED_EFFECT.assign(outcome="q")
    row = {"published": "31", "wave": "2025", "item": "q", "level": "t", "reference": None}
    assert elsewhere(row, closed, **{name: "x"}) == [True, False]


def test_what_is_open_elsewhere_is_open_here():
    row = {"population": "p", "item": "q", "level": "yes", "wave_a": "2025", "wave_b": "2024"}
    assert elsewhere(row, CLOSED_SHARE.assign(code=None)) == [False, False]
    assert elsewhere(row, CLOSED_SHARE.assign(code="S001")) == [False, False]


WAVE, TREND = "wave_2025", "trend"


@pytest.mark.parametrize(
    ("key", "beside"),
    [
        ((WAVE, "crosstabs"), [(WAVE, "toplines")]),
        ((WAVE, "published_vs_computed"), [(WAVE, "toplines"), (WAVE, "effects")]),
        ((WAVE, "compare_both"), [(WAVE, "effects")]),
        ((WAVE, "raked_errors_one"), [(WAVE, "effects")]),
        ((WAVE, "differences"), [(WAVE, "effects")]),
        ((WAVE, "within_one__differences"), [(WAVE, "within_one")]),
        ((WAVE, "within_one"), []),
        ((TREND, "changes"), [(TREND, "toplines")]),
        ((TREND, "effect_changes"), [(TREND, "effects")]),
        ((TREND, "question_course"), [(TREND, "effects")]),
        ((TREND, "question_course__steps"), [(TREND, "effects")]),
        ((TREND, "question_course__models"), []),
        ((WAVE, "toplines"), []),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, tuple) else "",
)
def test_a_table_is_sifted_beside_those_whose_numbers_it_shows(key, beside):
    assert list_beside(key) == beside


def read(toplines: pd.DataFrame) -> pd.DataFrame:
    """An asset's function."""
    return toplines


CODEBOOK = make_codebook(
    q=levels_item(nets={"up": {"label": text("up"), "levels": ["mid", "high"]}}), r=levels_item()
)


def test_what_is_public_has_the_sieve_before_it_and_reads_what_is_beside():
    toplines = Asset((WAVE, "toplines"), read, "stored")
    inputs = {"crosstabs": (WAVE, "crosstabs"), "bare": (WAVE, "differences")}
    assets = [
        toplines,
        Asset((WAVE, "figure_one"), read, "drawn", inputs=inputs),
        Asset(("publication", "site"), read, "written", inputs={"toplines": toplines.key}),
        Asset((WAVE, "model_one"), read, "stored", inputs={"toplines": toplines.key}),
        Asset((WAVE, "figure_none"), read, "reads nothing"),
        Asset((WAVE, "figure_both"), read, "drawn", inputs=inputs | {"own": toplines.key}),
    ]
    other = make_wave({"q": {"column": "q"}})
    waves = [replace(other, id="2025"), other]
    sieved = {a.key[1]: a for a in sieve_public(assets, waves, CODEBOOK, 7)}
    assert [name for name, asset in sieved.items() if asset.sieve] == [
        *("figure_one", "site", "figure_both")
    ]
    # Effects are not made here, so nothing can be read of them.
    assert dict(sieved["figure_one"].inputs) == inputs | {
        "beside__wave_2025_toplines": (WAVE, "toplines")
    }
    assert dict(sieved["site"].inputs) == {"toplines": toplines.key}
    assert dict(sieved["figure_both"].inputs) == inputs | {"own": toplines.key}
    # Neither is made from anything of the other wave.
    for name in ("site", "figure_one"):
        settings = sieved[name].sieve.settings
        nets = {"2025": {"q": {"up": ("mid", "high")}}}
        assert settings == {"small_cells": 7, "nets": nets, "open_waves": ()}


def test_nets_are_those_of_items_that_have_any():
    assert list_nets(CODEBOOK, ["q", "r", "gone"]) == {"q": {"up": ("mid", "high")}}
    assert list_nets(CODEBOOK, ["r"]) == {}


def test_a_refusal_is_told_in_plain_words_or_by_its_code_alone():
    table = pd.DataFrame(
        {
            "code": ["X002", "D900", "V003", "Z999", "", None],
            "reason": ["3 of 40", "n < 5", "declared", "of 7", "why", None],
        }
    )
    told = tell_plainly(table)["reason"].tolist()
    assert told[1:3] == ["n < 5", "declared"]
    assert told[4] == "why"
    assert pd.isna(told[3]) and pd.isna(told[5])
    assert not any(figure in told[0] for figure in "0123456789")
    bare = table[["code"]]
    assert tell_plainly(bare) is bare


def test_a_closed_row_is_told_where_the_sums_leave_it_one_value():
    sums = np.array([[1.0, 1, 1, 0], [0, 0, 1, 1]])
    told = {
        (0,): [True, False, False, False],
        (0, 1): [False] * 4,
        (0, 1, 2): [False, False, True, False],
        (0, 2): [True, False, True, False],
        (0, 1, 2, 3): [False] * 4,
        (0, 3): [True, False, False, True],
        (2, 3): [False, False, True, True],
        (): [False] * 4,
    }
    for closed, expected in told.items():
        mask = np.isin(np.arange(4), closed)
        assert find_told(sums, mask).tolist() == expected, closed


def test_the_order_of_rows_does_not_choose_what_is_closed_beside_a_small_cell():
    """Two groupings into groups of the same names and counts: their names decide."""
    cells = [("few", 3), ("one", 40), ("two", 40), ("three", 40)]
    rows = [
        {"by": by, "group": group, "level": level, "n": n}
        for by in ("b", "a")
        for group in ("y", "x")
        for level, n in cells
    ]
    table = pd.DataFrame(rows).assign(wave="w", item="q", kind="level", n_base=123)
    everybody = pd.DataFrame([{"level": level, "n": 2 * n} for level, n in cells])
    everybody = everybody.assign(wave="w", item="q", kind="level", n_base=246)

    def closed(shuffled: pd.DataFrame) -> set[tuple[str, ...]]:
        public = suppress_small_cells(shuffled, FEWEST, {}, everybody)
        return set(public.loc[is_closed(public), ["by", "group", "level"]].itertuples(index=False))

    known = closed(table)
    assert len(known) > 4
    for order in (table[::-1], table.sort_values("level"), table.sort_values(["by", "n"])):
        assert closed(order.reset_index(drop=True)) == known
