"""The function behind a wave's crosstabs: what is declared, estimated and tested.

Here: calling `estimate/subgroups.py` and labelling what comes back. No formula stands in this
file.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.dagster_kit.rows import Table, hold_tables
from kj_assets.estimate.grouped import GroupedDesign
from kj_assets.estimate.multiplicity import adjust_holm
from kj_assets.estimate.results import label_results
from kj_assets.estimate.subgroups import Grouping, Question, assess_groups, estimate_subgroups
from kj_assets.model.crosstab import Crosstab
from kj_assets.model.groups import group_answers, spread_hashes
from kj_assets.model.hypotheses import name_origins
from kj_assets.model.share_warnings import note_few_df
from kj_assets.waves.codebook import Codebook, Item


def make_crosstabs(
    validated: Table,
    weights: Table,
    wave: str,
    crosstabs: Mapping[str, Crosstab],
    codebook: Codebook,
) -> Product:
    """Shares of every declared item within every group, small groups marked.

    A part ``tests`` has the Rao–Scott test of each item and level by each grouping, with p
    adjusted (Holm) over the groupings of one item and level.
    """
    people, weighed = hold_tables(validated, weights)
    pairs = list_pairs(crosstabs)
    answers = group_answers(people, weighed, [(item, f"{item}_missing", by) for item, by in pairs])
    shares, tests = [], []
    for ((item, by), small_base), rows in zip(pairs.items(), answers, strict=True):
        design = GroupedDesign.of(rows)
        question = _ask(item, codebook.items[item])
        grouping = Grouping(by, group_levels_of(codebook.items[by]))
        shares.append(estimate_subgroups(rows, question, grouping, design, small_base))
        tests.append(assess_groups(rows, question, grouping, design))
    origin = {"wave": wave, "weight": "weight"}
    tested = pd.concat(tests, ignore_index=True)
    holm = _adjust(tested, codebook)
    tested = label_results(tested, p_holm=holm, data_hash=spread_hashes(answers, tests), **origin)
    small = pd.concat(shares, ignore_index=True)
    return Product(
        label_results(small, data_hash=spread_hashes(answers, shares), **origin),
        parts={"tests": tested},
        numbers={"groups": len(small[["by", "group"]].drop_duplicates())},
        notes=note_few_df(small, "item", "by"),
    )


def _adjust(tested: pd.DataFrame, codebook: Codebook) -> pd.Series:
    """Holm over the groupings of one item and level; two that one item makes are one."""
    holm = pd.Series(np.nan, index=tested.index)
    for _, rows in tested.groupby(["item", "level"]):
        holm[rows.index] = adjust_holm(rows["p"], name_origins(rows["by"], codebook))
    return holm


def list_pairs(crosstabs: Mapping[str, Crosstab]) -> dict[tuple[str, str], int]:
    """Each pair of item and grouping once, with the largest base that is called small."""
    pairs: dict[tuple[str, str], int] = {}
    for declared in crosstabs.values():
        for pair in ((item, by) for item in declared.items for by in declared.by):
            pairs[pair] = max(pairs.get(pair, 0), declared.small_base)
    return pairs


def group_levels_of(item: Item) -> dict[str, tuple[str, ...]]:
    """Groups an item makes, in the order of its levels: nets, and levels in no net."""
    home = {level: key for key, net in item.nets.items() for level in net.levels}
    groups: dict[str, tuple[str, ...]] = {}
    for level in item.levels:
        key = home.get(level, level)
        groups[key] = (*groups.get(key, ()), level)
    return groups


def _ask(key: str, item: Item) -> Question:
    nets = {name: net.levels for name, net in item.nets.items()}
    return Question(key, tuple(item.levels), nets, f"{key}_missing")
