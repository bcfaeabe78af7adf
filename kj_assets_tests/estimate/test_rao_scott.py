"""Rao–Scott on tables with cells that nobody can be in: one answer, whatever the order of levels.

Small regions by five levels are such tables: two groups that both lack the same two answers make
a contrast that no cell carries. PyPI's `svy`, another implementation, is the oracle there; R's
`svychisq` refuses. Regular tables are held to R in `test_golden.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.crosstab import cross_tabulate
from kj_assets.estimate.design import Design
from kj_assets.estimate.rao_scott import RaoScott, assess_independence
from kj_assets.estimate.subgroups import Grouping, Question, assess_groups

GROUPS, LEVELS = tuple("abcde"), tuple("vwxyz")
seeds = st.integers(0, 10_000)
few = settings(max_examples=25, derandomize=True)


@dataclass(frozen=True)
class Table:
    """Respondents with a group, a level, a weight, a stratum and a unit."""

    rows: pd.DataFrame
    has_strata: bool = False
    has_units: bool = False

    @property
    def design(self) -> Design:
        strata = self.rows["stratum"].to_numpy() if self.has_strata else None
        units = self.rows["unit"].to_numpy() if self.has_units else None
        return Design(self.rows["weight"].to_numpy(), strata, units)

    def test(
        self, groups: Sequence[str] = GROUPS, levels: Sequence[str] = LEVELS, **more: Any
    ) -> RaoScott:
        masks = (
            [(self.rows[item] == name).to_numpy() for name in names]
            for item, names in (("group", groups), ("level", levels))
        )
        return assess_independence(*masks, np.ones(len(self.rows), bool), self.design, **more)


def draw(seed: int, n: int = 160, *, has_strata: bool = False, has_units: bool = False) -> Table:
    """Two small groups that both lack the same two answers."""
    random = np.random.default_rng(seed)
    group = random.choice(GROUPS, n, p=[0.4, 0.3, 0.1, 0.1, 0.1])
    level = random.choice(LEVELS, n, p=[0.3, 0.3, 0.2, 0.1, 0.1])
    lacking = random.choice(LEVELS, 2, replace=False)
    offered = next(name for name in LEVELS if name not in lacking)
    level[np.isin(group, ["d", "e"]) & np.isin(level, lacking)] = offered
    rows = pd.DataFrame({"group": group, "level": level})
    rows["weight"] = random.gamma(3.0, 1 / 3, n) + 0.05
    rows["stratum"] = random.choice(["s", "t", "u"], n)
    rows["unit"] = random.integers(0, 12, n)
    return Table(rows, has_strata, has_units)


designs = st.fixed_dictionaries({"has_strata": st.booleans(), "has_units": st.booleans()})


@few
@given(seeds, designs, st.permutations(GROUPS), st.permutations(LEVELS))
def test_the_order_of_groups_and_levels_changes_nothing(seed, design, groups, levels):
    table = draw(seed, **design)
    expected, found = table.test(), table.test(groups, levels)
    np.testing.assert_allclose(astuple(found), astuple(expected), rtol=1e-7)


@few
@given(seeds, designs, st.permutations(GROUPS))
def test_the_names_of_groups_change_nothing(seed, design, names):
    table = draw(seed, **design)
    renamed = table.rows.assign(
        group=table.rows["group"].map(dict(zip(GROUPS, names, strict=True)))
    )
    found = Table(renamed, **design).test()
    np.testing.assert_allclose(astuple(found), astuple(table.test()), rtol=1e-7)


@few
@given(seeds, designs)
def test_groups_and_levels_without_a_respondent_change_nothing(seed, design):
    table = draw(seed, **design)
    found = table.test(("nobody", *GROUPS), (*LEVELS, "nothing", "none"))
    assert astuple(found) == astuple(table.test())


@few
@given(seeds, designs)
def test_rows_and_columns_may_change_places(seed, design):
    table = draw(seed, **design)
    turned = table.rows.rename(columns={"group": "level", "level": "group"})
    found = Table(turned, **design).test(LEVELS, GROUPS)
    np.testing.assert_allclose(astuple(found), astuple(table.test()), rtol=1e-7)


@settings(max_examples=60, derandomize=True)
@given(seeds, designs, st.integers(12, 60))
def test_few_respondents_give_a_test_or_a_refusal(seed, design, n):
    try:
        test = draw(seed, n, **design).test()
    except RefusalError as refusal:
        assert refusal.code in ("D001", "X002", "X005")
        return
    assert test.df_numerator >= 1 - 1e-9
    assert test.df_denominator > 0 and test.f >= 0 and 0 <= test.p <= 1


@pytest.mark.filterwarnings("ignore")  # Loading svy touches deprecated names of its own.
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("design", [{}, {"has_strata": True}, {"has_units": True}], ids=str)
def test_svy_gives_the_same_test(seed, design):
    import svy

    table = draw(seed, **design)
    declared = svy.Design(
        wgt="weight",
        stratum="stratum" if table.has_strata else None,
        psu="unit" if table.has_units else None,
    )
    columns = {name: table.rows[name].tolist() for name in table.rows}
    sample = svy.Sample(pl.DataFrame(columns), declared)
    theirs = sample.categorical.tabulate("group", "level").stats.f
    ours = table.test()
    found = [ours.f, ours.df_numerator, ours.df_denominator, ours.p]
    expected = [theirs.value, theirs.df_num, theirs.df_den, theirs.p_value]
    np.testing.assert_allclose(found, expected, rtol=1e-7)


def test_directions_that_no_cell_carries_are_no_degrees_of_freedom():
    """Three by three, the last two groups all of one answer: 4 contrasts, of which 3 are told."""
    rows = pd.DataFrame(
        {"group": list("aaaaaa" + "bbb" + "ccc"), "level": list("vwxvwx" + "v" * 6)}
    )
    table = Table(rows.assign(weight=1.0))
    test = table.test(tuple("abc"), tuple("vwx"))
    assert test.df_numerator < 3
    assert astuple(table.test(tuple("cab"), tuple("xvw"))) == pytest.approx(astuple(test))


def fixed() -> tuple[pd.DataFrame, Design]:
    """Place is the stratum, and what is asked says no more than that."""
    place = np.repeat(["city", "land"], [30, 20])
    rows = pd.DataFrame({"place": place, "urban": np.where(place == "city", "yes", "no")})
    return rows, Design(np.repeat([1.0, 1.5], [30, 20]), strata=place)


def test_what_the_design_fixes_is_refused_in_words():
    rows, design = fixed()
    question = Question("urban", ("yes", "no"))
    grouping = Grouping("place", {"city": ("city",), "land": ("land",)})
    tests = assess_groups(rows, question, grouping, design)
    assert set(tests["code"]) == {"X005"}
    assert "fixes the table" in tests["reason"].iloc[0]
    assert tests[["f", "p", "df_numerator"]].isna().all(axis=None)
    levels = {"row_levels": ["city", "land"], "column_levels": ["yes", "no"]}
    with pytest.raises(RefusalError, match="X005"):
        cross_tabulate(rows, "place", "urban", design, **levels)
