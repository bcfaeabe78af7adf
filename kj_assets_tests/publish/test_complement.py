"""No closed cell can be computed from what stays open: not from totals, nets or other groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from kj_assets.publish.closing.rule import suppress_small_cells

FEWEST = 5
LEVELS = ("very_good", "good", "bad", "very_bad")
CELL = ["group", "level"]
Cell = tuple[str, str]
NETS = {
    "q": {"for": LEVELS[:2], "against": LEVELS[2:]},
    "age": {"under_60": ("young", "middle")},
    "views": {"left": ("far_left", "rather_left")},
}


def tabulate(counts: list[int], **of: str) -> pd.DataFrame:
    """Levels and nets of one question among some respondents, as the tables have them."""
    table = pd.DataFrame({"wave": "2031", "item": "q", **of, "level": LEVELS, "n": counts})
    nets = [
        table.iloc[:1].assign(level=net, n=table.loc[table["level"].isin(members), "n"].sum())
        for net, members in NETS["q"].items()
    ]
    kinds = ["level"] * len(LEVELS) + ["net"] * len(nets)
    table = pd.concat([table, *nets], ignore_index=True).assign(kind=kinds, n_base=sum(counts))
    return table.assign(share=table["n"] / table["n_base"])


def close(table: pd.DataFrame, everybody: pd.DataFrame | None = None) -> list[str]:
    """Levels that are closed, with their group where they have one."""
    public = suppress_small_cells(table, FEWEST, {"2031": NETS}, everybody)
    closed = table[public["share"].isna()]
    assert public.loc[closed.index, ["n", "n_base"]].isna().all(axis=None)
    assert set(public.loc[closed.index, "code"]) <= {"D900", "D901"}
    return [" ".join(row[1:]) for row in closed.filter(["wave", "group", "level"]).to_numpy()]


def test_what_a_total_would_tell_takes_the_least_other_answer_with_it():
    assert close(tabulate([200, 90, 60, 3])) == ["bad", "very_bad"]


def test_a_table_without_small_cells_stays_open():
    assert close(tabulate([200, 90, 60, 5])) == []


def test_a_small_net_takes_the_other_net_and_no_more_than_it_needs():
    assert close(tabulate([200, 90, 0, 3])) == ["good", "very_bad", "for", "against"]


@pytest.mark.parametrize(
    ("by", "small", "other"),
    [("sex", "men", "women"), ("views", "left", "middle")],
    ids=["levels", "a net that stands for its levels"],
)
def test_what_other_groups_would_tell_takes_a_second_group_with_it(by, small, other):
    counts = {small: [100, 40, 30, 3], other: [90, 50, 40, 20]}
    groups = pd.concat([tabulate(n, by=by, group=g) for g, n in counts.items()])
    everybody = tabulate(np.sum(list(counts.values()), axis=0).tolist())
    closed = close(groups.reset_index(drop=True), everybody)
    assert closed == [f"{group} {level}" for group in counts for level in ("bad", "very_bad")]


def test_a_cell_told_in_any_case_closes_nothing_else():
    # The only group is everybody, and what everybody said stays open.
    groups = tabulate([200, 90, 60, 3], by="sex", group="men")
    assert close(groups, tabulate([200, 90, 60, 3]).iloc[[0, 3]]) == ["men very_bad"]


def test_groups_that_leave_somebody_out_tell_nothing_of_each_other():
    groups = tabulate([100, 40, 30, 3], by="sex", group="men")
    assert close(groups, tabulate([400, 90, 80, 50])) == ["men bad", "men very_bad"]


def sizes_shown(groups: pd.DataFrame, everybody: pd.DataFrame) -> dict[str, int]:
    public = suppress_small_cells(groups, FEWEST, {"2031": NETS}, everybody)
    shown = public.dropna(subset=["n_base"]).drop_duplicates("group")
    return dict(zip(shown["group"], shown["n_base"], strict=True))


def test_the_size_of_a_small_group_is_not_what_the_others_leave():
    counts = {"north": [1, 1, 1, 1], "middle": [90, 50, 40, 20], "south": [100, 90, 80, 60]}
    groups = pd.concat([tabulate(n, by="region", group=g) for g, n in counts.items()])
    everybody = tabulate(np.sum(list(counts.values()), axis=0).tolist())
    assert sizes_shown(groups.reset_index(drop=True), everybody) == {"south": 330}


def test_groups_whose_share_of_everybody_is_closed_show_no_size():
    groups = pd.concat([tabulate([90, 50, 40, 20], by="views", group=g) for g in ("left", "right")])
    everybody = tabulate([200, 90, 80, 60])
    few = everybody.iloc[:2].assign(item="views", level=["left", "middle"], n=[3, 40], n_base=400)
    shown = sizes_shown(groups.reset_index(drop=True), pd.concat([everybody, few]))
    assert shown == {"right": 200}


@dataclass
class Attacker:
    """Somebody who knows every open count, and that groups, levels and nets add up."""

    counts: dict[Cell, int]
    known: list[tuple[dict[Cell, int], int]] = field(default_factory=list)

    def know(self, whole: Cell, parts: Iterable[Cell]) -> None:
        """Parts add up to a whole."""
        self.known.append(({whole: -1} | dict.fromkeys(parts, 1), 0))

    def range_of(self, cell: Cell) -> float:
        """How far a count can still range, if none is below zero."""
        rows = [[terms.get(c, 0) for c in self.counts] for terms, _ in self.known]
        totals = [total for _, total in self.known]
        aim = np.array([c == cell for c in self.counts], dtype=float)
        least, most = (
            sign * linprog(sign * aim, A_eq=rows, b_eq=totals).fun for sign in (1.0, -1.0)
        )
        return most - least


def attack(groups: pd.DataFrame, everybody: pd.DataFrame, closed: set[Cell]) -> Attacker:
    """Know all that the tables of the test below say."""
    tables = pd.concat([groups, everybody.assign(group="all")])
    attacker = Attacker({(g, v): n for g, v, n in tables[["group", "level", "n"]].to_numpy()})
    for group, base in tables.groupby("group")["n_base"].first().items():
        attacker.known.append(({(group, level): 1 for level in LEVELS}, base))
        for net, members in NETS["q"].items():
            attacker.know((group, net), [(group, member) for member in members])
    for level in (*LEVELS, *NETS["q"]):
        attacker.know(("all", level), [(group, level) for group in ("young", "middle", "old")])
        attacker.know(("under_60", level), [(group, level) for group in ("young", "middle")])
    attacker.known += [({c: 1}, n) for c, n in attacker.counts.items() if c not in closed]
    return attacker


counts = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.fixed_dictionaries({"young": counts, "middle": counts, "old": counts}))
def test_whoever_solves_for_a_closed_cell_is_left_with_a_range(drawn):
    whole = np.sum(list(drawn.values()), axis=0)
    everybody = tabulate([int(n) + 40 for n in whole])
    drawn = drawn | {"old": [n + 40 for n in drawn["old"]]}
    under = (np.array(drawn["young"]) + drawn["middle"]).tolist()
    groups = pd.concat(
        [tabulate(n, by="age", group=g) for g, n in (drawn | {"under_60": under}).items()],
        ignore_index=True,
    )
    public = suppress_small_cells(groups, FEWEST, {"2031": NETS}, everybody)
    closed = {tuple(cell) for cell in groups.loc[public["share"].isna(), CELL].to_numpy()}
    attacker = attack(groups, everybody, closed)
    small = [cell for cell in closed if 0 < attacker.counts[cell] < FEWEST]
    assert all(attacker.range_of(cell) > 0.5 for cell in small)


few = st.lists(st.integers(0, 2), min_size=4, max_size=4)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.fixed_dictionaries({"young": few | counts, "middle": few | counts, "old": counts}))
def test_whoever_solves_for_the_size_of_a_small_group_is_left_with_a_range(drawn):
    drawn = drawn | {"old": [n + 40 for n in drawn["old"]]}
    under = (np.array(drawn["young"]) + drawn["middle"]).tolist()
    groups = pd.concat(
        [tabulate(n, by="age", group=g) for g, n in (drawn | {"under_60": under}).items()],
        ignore_index=True,
    )
    everybody = tabulate(np.sum(list(drawn.values()), axis=0).tolist())
    sizes = {(g, ""): n for g, n in groups.groupby("group")["n_base"].first().items()}
    attacker = Attacker(sizes | {("all", ""): everybody["n_base"].iloc[0]})
    attacker.know(("all", ""), [(group, "") for group in drawn])
    attacker.know(("under_60", ""), [("young", ""), ("middle", "")])
    shown = sizes_shown(groups, everybody) | {"all": everybody["n_base"].iloc[0]}
    attacker.known += [({(group, ""): 1}, n) for group, n in shown.items()]
    small = [cell for cell, n in sizes.items() if 0 < n < FEWEST]
    assert not {group for group, _ in small} & set(shown)
    assert all(attacker.range_of(cell) > 0.5 for cell in small)
