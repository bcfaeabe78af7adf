"""Weighted shares of every level, net and missing kind of one item, with intervals.

Belongs here: what is counted of an item, the bounds that don't-knows leave open. Does not: the
estimate of a share (`shares.py`), cross tables (`crosstab.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.share_tables import TOPLINES
from kj_assets.estimate.shares import Shares, estimate_shares
from kj_assets.estimate.tables import build_table

DONT_KNOW = "dont_know"
NOT_ASKED = "not_asked"


def estimate_toplines(
    rows: pd.DataFrame,
    item: str,
    levels: Sequence[str],
    nets: Mapping[str, Sequence[str]],
    design: Design,
    missing: str | None = None,
) -> pd.DataFrame:
    """Return `share_tables.TOPLINES` for one item: levels, then nets, then missing kinds.

    `rows[item]` holds levels or null, `rows[missing]` the missing kind or null; one row per entry
    of `design`, a respondent or a group (`GroupedDesign`). Levels and nets are shares of valid
    answers, missing kinds shares of all but `not_asked`. Bounds: every don't-know counted against,
    and for. Intervals: logit; beta where under 5 cases are in or out of a share, or it is under
    .02 or over .98.

    Errors: X001 (undeclared level; neither level nor missing kind), X002 (no valid answer).
    """
    answers = rows[item].astype(object).where(rows[item].notna(), None)
    kinds = _read_missing_kinds(rows, missing)
    weighted = design.used_weights > 0
    valid = answers.notna().to_numpy() & weighted
    _check_answers(answers, kinds, item, levels, missing is not None, design)
    groups: dict[tuple[str, str], tuple[str, ...]] = {
        ("level", level): (level,) for level in levels
    }
    groups |= {("net", net): tuple(members) for net, members in nets.items()}
    unknown = {level for members in nets.values() for level in members} - set(levels)
    if unknown:
        raise RefusalError("X001", f"nets of {item!r} use undeclared levels {unknown}", item=item)
    inside = np.column_stack([answers.isin(members).to_numpy() for members in groups.values()])
    dont_know = float(design.used_weights[(kinds == DONT_KNOW).to_numpy() & ~valid].sum())
    parts = [_describe(list(groups), estimate_shares(inside, valid, design), dont_know)]
    asked = weighted & (kinds != NOT_ASKED).to_numpy()
    found = sorted(set(kinds[asked & ~valid].dropna()))
    if found:
        missing_kinds = np.column_stack([(kinds == kind).to_numpy() for kind in found])
        shares = estimate_shares(missing_kinds, asked, design)
        parts.append(_describe([("missing", kind) for kind in found], shares, None))
    return build_table(dict(pd.concat(parts).assign(item=item)), TOPLINES)


def _read_missing_kinds(rows: pd.DataFrame, missing: str | None) -> pd.Series:
    if missing is None:
        return pd.Series([None] * len(rows), index=rows.index, dtype=object)
    return rows[missing].astype(object).where(rows[missing].notna(), None)


def _check_answers(
    answers: pd.Series,
    kinds: pd.Series,
    item: str,
    levels: Sequence[str],
    with_kinds: bool,
    design: Design,
) -> None:
    weighted = design.used_weights > 0
    undeclared = answers.notna() & ~answers.isin(levels) & weighted
    if undeclared.any():
        raise RefusalError(
            "X001",
            f"item {item!r} holds undeclared levels {sorted(set(answers[undeclared]))[:5]}; "
            "declare them or make them a missing kind",
            item=item,
            counts={"rows": design.count(undeclared.to_numpy())},
        )
    unexplained = answers.isna() & kinds.isna() & weighted
    if with_kinds and unexplained.any():
        raise RefusalError(
            "X001",
            f"item {item!r} has respondents with neither a level nor a missing kind",
            item=item,
            counts={"rows": design.count(unexplained.to_numpy())},
        )
    if answers[weighted].isna().all():
        raise RefusalError(
            "X002",
            f"nobody answered {item!r}; was it asked in this wave?",
            item=item,
            counts={"rows": design.count(weighted)},
        )


def _describe(
    groups: Sequence[tuple[str, str]], shares: Shares, dont_know: float | None
) -> pd.DataFrame:
    frame = shares.intervals.assign(
        kind=[kind for kind, _ in groups],
        level=[level for _, level in groups],
        share=shares.share,
        std_error=shares.std_error,
        n=shares.n,
        n_weighted=shares.n_weighted,
        n_base=shares.n_base,
        deff=shares.deff,
        df=float(shares.df),
    )
    if dont_know is None:
        return frame
    widest = shares.total_weight + dont_know
    return frame.assign(
        bound_low=frame["n_weighted"] / widest,
        bound_high=(frame["n_weighted"] + dont_know) / widest,
    )
