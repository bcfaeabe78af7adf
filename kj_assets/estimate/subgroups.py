"""Toplines of groups of respondents, and the test that the groups answer alike.

Belongs here: shares of one item within the levels of another, as domains of the same design, and
the Rao–Scott tests of them. Does not: cross tables as such (`crosstab.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.rao_scott import assess_independence
from kj_assets.estimate.share_tables import INDEPENDENCE, SUBGROUPS
from kj_assets.estimate.tables import build_table
from kj_assets.estimate.toplines import estimate_toplines


@dataclass(frozen=True)
class Question:
    """An item with its levels, its nets, and the column that holds why there is no answer."""

    item: str
    levels: tuple[str, ...]
    nets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    missing: str | None = None


@dataclass(frozen=True)
class Grouping:
    """Groups of respondents by the item ``by``: each group's name and the levels in it."""

    by: str
    groups: Mapping[str, Sequence[str]]


def estimate_subgroups(
    rows: pd.DataFrame, question: Question, grouping: Grouping, design: Design, small_base: int
) -> pd.DataFrame:
    """Return `share_tables.SUBGROUPS`: the toplines of each group, a domain of the design.

    A group without a valid answer keeps one row, refused (X002). `small` marks groups with fewer
    than `small_base` valid answers.
    """
    parts = []
    for group, members in grouping.groups.items():
        inside = rows[grouping.by].isin(members).to_numpy(bool)
        named = {"by": grouping.by, "group": group}
        try:
            found = _estimate_group(rows, question, design, inside)
        except RefusalError as refusal:
            if refusal.code != "X002":
                raise
            found = _refuse(question.item, refusal)
        parts.append(found.assign(**named))
    table = pd.concat(parts, ignore_index=True)
    answered = table["n_base"].where(table["kind"] != "missing")
    n_base = answered.groupby(table["group"]).transform("max").fillna(0)
    return build_table(dict(table.assign(small=n_base < small_base)), SUBGROUPS)


def assess_groups(
    rows: pd.DataFrame, question: Question, grouping: Grouping, design: Design
) -> pd.DataFrame:
    """Return `share_tables.INDEPENDENCE`: for each level or net, and all levels at once.

    Refused where fewer than two groups, or two answers, have respondents (X002), or where nothing
    varies between sampling units (X005).
    """
    members: dict[str, tuple[str, ...]] = {level: (level,) for level in question.levels}
    splits: dict[str, list[tuple[str, ...]]] = {"": list(members.values())}
    splits |= {
        key: [tuple(own), tuple(level for level in question.levels if level not in own)]
        for key, own in (members | dict(question.nets)).items()
    }
    tested = [
        {"item": question.item, "level": key, "by": grouping.by}
        | _test(rows, question.item, split, grouping, design)
        for key, split in splits.items()
    ]
    return build_table(dict(pd.DataFrame(tested)), INDEPENDENCE)


def _estimate_group(
    rows: pd.DataFrame, question: Question, design: Design, inside: np.ndarray
) -> pd.DataFrame:
    domain = inside if design.domain is None else inside & design.domain
    found = estimate_toplines(
        rows,
        question.item,
        question.levels,
        question.nets,
        replace(design, domain=domain),
        question.missing,
    )
    return found.drop(columns="fixed_by").assign(code=None, reason=None)


def _refuse(item: str, refusal: RefusalError) -> pd.DataFrame:
    row: dict[str, Any] = {"item": item, "kind": "level", "n_base": 0, "n": 0}
    return pd.DataFrame([row | {"code": refusal.code, "reason": str(refusal)}])


def _test(
    rows: pd.DataFrame,
    item: str,
    split: Sequence[Sequence[str]],
    grouping: Grouping,
    design: Design,
) -> dict[str, Any]:
    weighted = design.used_weights > 0
    columns = [rows[item].isin(members).to_numpy(bool) & weighted for members in split]
    sides = [rows[grouping.by].isin(members).to_numpy(bool) for members in grouping.groups.values()]
    base = np.logical_or.reduce(columns) & np.logical_or.reduce(sides)
    n = {"n": design.count(base)}
    try:
        test = assess_independence(sides, columns, base, design)
    except RefusalError as refusal:
        told = {"code": refusal.code, "reason": f"{item!r} by {grouping.by!r}: {refusal.reason}"}
        return n | told
    return n | vars(test) | {"code": None, "reason": None}
