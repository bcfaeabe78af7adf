"""Plausibility of a wave as a whole: each check is a sentence that holds or does not.

Here: checks of the table. Not here: rules for single rows (`schema.py`), or what follows
from a failed check (`gate.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from kj_assets.validate.rules import shared_scales
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave

MISSING_SHARE = 0.10
WEIGHT_SHARE = 0.05
STRAIGHT_LINE_SHARE = 0.05
REPEATED_SHARE = 0.05


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


Check = Callable[[pd.DataFrame, Wave, Codebook], Finding]


def every_item_answered(accepted: pd.DataFrame, wave: Wave, codebook: Codebook) -> Finding:
    """No item that was asked is missing for everybody."""
    empty = [key for key in wave.items_asked(codebook) if accepted[key].isna().all()]
    return Finding(
        pd.DataFrame({"item": empty}),
        f"{empty} have no answer at all among {len(accepted)} respondents; mend the crosswalk, "
        "or declare 'not_asked: true'",
        {"items": len(wave.items_asked(codebook)), "items_without_answer": len(empty)},
    )


def missing_shares_low(accepted: pd.DataFrame, wave: Wave, codebook: Codebook) -> Finding:
    """No item is missing for more than 10 % of the respondents it was asked of (unweighted)."""
    items = wave.items_asked(codebook)
    shares = pd.Series({key: _missing_share(accepted, key) for key in items}, dtype=float)
    high = shares[shares > MISSING_SHARE]
    told = ", ".join(f"{item} {share:.1%}" for item, share in high.items())
    return Finding(
        pd.DataFrame({"item": high.index, "missing_share": high.to_numpy()}),
        f"missing for more than {MISSING_SHARE:.0%}: {told}; report the bounds with every share",
        {"largest_missing_share": float(shares.max()), "items": len(high)},
    )


def _missing_share(accepted: pd.DataFrame, item: str) -> float:
    asked = (accepted[f"{item}_missing"] != "not_asked").fillna(True)
    return float(accepted.loc[asked, item].isna().mean())


def no_dominant_weight(accepted: pd.DataFrame, wave: Wave, codebook: Codebook) -> Finding:
    """No respondent carries more than 5 % of all weight."""
    shares = accepted["weight_given"] / accepted["weight_given"].sum()
    heavy = accepted.loc[shares > WEIGHT_SHARE, ["respondent_id", "weight_given"]]
    return Finding(
        heavy.assign(weight_share=shares[heavy.index]),
        f"{len(heavy)} respondents carry more than {WEIGHT_SHARE:.0%} of all weight each; ask the "
        "institute, or trim",
        {"largest_weight_share": float(shares.max()), "respondents": len(heavy)},
    )


def straight_lining_rare(accepted: pd.DataFrame, wave: Wave, codebook: Codebook) -> Finding:
    """At most 5 % give one and the same answer to all items of a shared scale."""
    shares, liners = [], []
    for items in shared_scales(wave, codebook):
        answers = accepted[list(items)].dropna()
        straight = answers.index[answers.eq(answers[items[0]], axis=0).all(axis=1)]
        shares.append(len(straight) / max(len(answers), 1))
        if shares[-1] > STRAIGHT_LINE_SHARE:
            found = accepted.loc[straight, ["respondent_id"]]
            answer = accepted.loc[straight, items[0]]
            liners.append(found.assign(items=", ".join(items), answer=answer))
    failing = pd.concat(liners, ignore_index=True) if liners else pd.DataFrame()
    return Finding(
        failing,
        f"{max(shares):.1%} give one answer to all items of a scale; look at their interview times",
        {"largest_share": max(shares), "respondents": len(failing)},
    )


def repeated_answers_rare(accepted: pd.DataFrame, wave: Wave, codebook: Codebook) -> Finding:
    """At most 5 % have exactly the answers of another respondent to all items."""
    items = wave.items_asked(codebook)
    repeated = accepted.duplicated([*items, *(f"{key}_missing" for key in items)], keep=False)
    share = float(repeated.mean())
    rows = accepted.loc[repeated, ["respondent_id", *items]].sort_values(list(items))
    return Finding(
        rows if share > REPEATED_SHARE else rows.head(0),
        f"{len(rows)} of {len(accepted)} respondents ({share:.1%}) have exactly the answers of "
        "another one; look for interviews entered twice",
        {"respondents": len(rows), "share": share},
    )


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
