"""Plausibility of a wave as a whole: each check is a sentence that holds or does not.

Here: checks of the table. Not here: rules for single rows (`schema.py`), or what follows
from a failed check (`gate.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.rows import Rows
from kj_assets.dagster_kit.sql import quote
from kj_assets.validate.rules import shared_scales
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

MISSING_SHARE = 0.10
WEIGHT_SHARE = 0.05
STRAIGHT_LINE_SHARE = 0.05
REPEATED_SHARE = 0.05
ROWS_SHOWN = 1000


@dataclass(frozen=True)
class CheckOutcome:
    """One check's result, as the page and Dagster show it.

    Args:
        name: stable identifier, one of `check_names`.
        code: ``G0xx``, or ``G1xx`` for a warning.
        passed: whether the sentence holds.
        blocking: whether a failure stops the wave.
        description: the sentence.
        message: what was found and what to do next; empty if passed.
        failing: the rows or items that fail; empty if passed.
        numbers: to show and to plot over runs.
    """

    name: str
    code: str
    passed: bool
    blocking: bool
    description: str
    message: str
    failing: pd.DataFrame
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Finding:
    """What a check found: it holds if nothing is failing."""

    failing: pd.DataFrame
    message: str
    numbers: Mapping[str, float] = field(default_factory=dict)


Check = Callable[[Rows, Wave, Codebook], Finding]


def every_item_answered(accepted: Rows, wave: Wave, codebook: Codebook) -> Finding:
    """No item that was asked is missing for everybody."""
    items = wave.items_asked(codebook)
    answers = _count(accepted, {key: f"count({quote(key)})" for key in items})
    empty = [key for key in items if not answers[key]]
    return Finding(
        pd.DataFrame({"item": empty}),
        f"{empty} have no answer at all among {len(accepted)} respondents; mend the crosswalk, "
        "or declare 'not_asked: true'",
        {"items": len(items), "items_without_answer": len(empty)},
    )


def missing_shares_low(accepted: Rows, wave: Wave, codebook: Codebook) -> Finding:
    """No item is missing for more than 10 % of the respondents it was asked of (unweighted)."""
    items = wave.items_asked(codebook)
    asked = {
        key: f"{quote(f'{key}_missing')}::VARCHAR IS DISTINCT FROM 'not_asked'" for key in items
    }
    bases = _count(accepted, {key: f"count(*) FILTER ({asked[key]})" for key in items})
    missing = {key: f"count(*) FILTER ({asked[key]} AND {quote(key)} IS NULL)" for key in items}
    shares = _count(accepted, missing).astype(float) / bases
    high = shares[shares > MISSING_SHARE]
    told = ", ".join(f"{item} {share:.1%}" for item, share in high.items())
    return Finding(
        pd.DataFrame({"item": high.index, "missing_share": high.to_numpy()}),
        f"missing for more than {MISSING_SHARE:.0%}: {told}; report the bounds with every share",
        {"largest_missing_share": float(shares.max()), "items": len(high)},
    )


def no_dominant_weight(accepted: Rows, wave: Wave, codebook: Codebook) -> Finding:
    """No respondent carries more than 5 % of all weight."""
    sums = {"total": "coalesce(sum(weight_given), 0)", "largest": "max(weight_given)"}
    total, largest = _count(accepted, sums).astype(float)
    heavy = accepted.query(
        f"SELECT respondent_id, weight_given, weight_given / {total} AS weight_share "
        f"FROM {accepted.name} WHERE weight_share > {WEIGHT_SHARE}"
    )
    return Finding(
        heavy,
        f"{len(heavy)} respondents carry more than {WEIGHT_SHARE:.0%} of all weight each; ask the "
        "institute, or trim",
        {"largest_weight_share": largest / total if total else np.nan, "respondents": len(heavy)},
    )


def straight_lining_rare(accepted: Rows, wave: Wave, codebook: Codebook) -> Finding:
    """At most 5 % give one and the same answer to all items of a shared scale."""
    shares, liners, respondents = [], [], 0
    for items in shared_scales(wave, codebook):
        names = [quote(item) for item in items]
        answered = " AND ".join(f"{name} IS NOT NULL" for name in names)
        straight = " AND ".join(f"{name} = {names[0]}" for name in names)
        counted = _count(
            accepted,
            {"n": f"count(*) FILTER ({answered})", "lines": f"count(*) FILTER ({straight})"},
        )
        shares.append(int(counted["lines"]) / max(int(counted["n"]), 1))
        if shares[-1] > STRAIGHT_LINE_SHARE:
            found = accepted.query(
                f"SELECT respondent_id, {names[0]} AS answer FROM {accepted.name} "
                f"WHERE {straight} LIMIT {ROWS_SHOWN}"
            )
            found.insert(1, "items", ", ".join(items))
            liners.append(found)
            respondents += int(counted["lines"])
    failing = pd.concat(liners, ignore_index=True) if liners else pd.DataFrame()
    return Finding(
        failing,
        f"{max(shares):.1%} give one answer to all items of a scale; look at their interview times",
        {"largest_share": max(shares), "respondents": respondents},
    )


def repeated_answers_rare(accepted: Rows, wave: Wave, codebook: Codebook) -> Finding:
    """At most 5 % have exactly the answers of another respondent to all items."""
    items = wave.items_asked(codebook)
    names = [quote(item) for item in items]
    # 64 bits: among ten million, two different answers are taken for equal once in 400,000 waves.
    answers = f"hash({', '.join([*names, *(quote(f'{key}_missing') for key in items)])})"
    repeated = f"FROM {accepted.name} GROUP BY {answers} HAVING count(*) > 1"
    counts = accepted.query(f"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n {repeated})")
    n = int(counts.iloc[0, 0])
    share = n / len(accepted) if len(accepted) else np.nan
    rows = pd.DataFrame()
    if share > REPEATED_SHARE:
        rows = accepted.query(
            f"SELECT respondent_id, {', '.join(names)} FROM {accepted.name} "
            f"WHERE {answers} IN (SELECT {answers} {repeated}) "
            f"ORDER BY {', '.join(names)} LIMIT {ROWS_SHOWN}"
        )
    return Finding(
        rows,
        f"{n} of {len(accepted)} respondents ({share:.1%}) have exactly the answers of "
        "another one; look for interviews entered twice",
        {"respondents": n, "share": share},
    )


def _count(accepted: Rows, wanted: Mapping[str, str]) -> pd.Series:
    """Each of these numbers, by its name."""
    select = ", ".join(f"{sql} AS {quote(name)}" for name, sql in wanted.items())
    if not select:
        return pd.Series(dtype="int64")
    return accepted.query(f"SELECT {select} FROM {accepted.name}").iloc[0]


TABLE_CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        every_item_answered,
        missing_shares_low,
        no_dominant_weight,
        straight_lining_rare,
        repeated_answers_rare,
    )
}
