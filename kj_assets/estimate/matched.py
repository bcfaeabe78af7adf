"""Two samples that share respondents, taken as one: who is who, and the error of a change.

Belongs here: units and strata of the two together, and changes of shares. Does not: changes of
effects (`compare.py`, matched), finding out who is in both.

A change is Σ (r_later − r_earlier) over people; who is in one sample only has 0 in the other. A
person is one sampling unit, or belongs to the unit and stratum they were first drawn in. Unit and
stratum names mean the same in both samples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.shares import score_shares

ROUNDING = 1e-20


@dataclass(frozen=True, eq=False)
class Answers:
    """One sample: who is in each group (respondents × groups), in the base, and how drawn."""

    inside: np.ndarray
    base: np.ndarray
    design: Design


@dataclass(frozen=True, eq=False)
class MatchedErrors:
    """Standard errors of changes (groups), degrees of freedom, people in both bases."""

    std_error: np.ndarray
    df: int
    n_matched: int


def measure_matched_shares(earlier: Answers, later: Answers, same: np.ndarray) -> MatchedErrors:
    """Return the errors of later minus earlier shares of the same groups.

    `same` has, for each respondent of the later sample, their position in the earlier, else −1.
    Errors: D001, D002 as `Design`; D002 where only one sample has strata, or units.
    """
    frames = join_units(_describe(earlier.design), _describe(later.design), same)
    joined = pd.concat(frames, ignore_index=True)
    sides = (earlier, later)
    design = Design(
        np.concatenate([side.design.used_weights for side in sides]),
        joined["stratum"].to_numpy() if "stratum" in joined else None,
        joined["unit"].to_numpy(),
    )
    scores = [score_shares(side.inside, side.base, side.design) for side in sides]
    together = np.concatenate([-scores[0], scores[1]])
    variance = np.diag(design.covariance_of_total(together))
    # Where nobody turned round, what is left of two equal scores is rounding.
    variance = np.where(variance > ROUNDING * (together**2).sum(axis=0), variance, 0.0)
    before, after = (side.base & (side.design.used_weights > 0) for side in sides)
    return MatchedErrors(
        np.sqrt(variance),
        design.count_df(np.concatenate([before, after])),
        count_matched(before, after, same),
    )


def join_units(
    earlier: pd.DataFrame, later: pd.DataFrame, same: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Name the units, and strata if there are any, of both samples as those of one.

    Both have `stratum` and `unit` where the design does; the results have `unit` in any case.
    """
    for name in ("stratum", "unit"):
        if (name in earlier) != (name in later):
            raise RefusalError(
                "D002", f"only one of two matched samples has a {name}; give it in both or neither"
            )
    if "unit" not in earlier:
        people = np.arange(len(earlier))
        newcomers = len(earlier) + np.arange(len(later))
        earlier = earlier.assign(unit=people)
        later = later.assign(unit=np.where(same < 0, newcomers, same))
    known = same >= 0
    drawn = {}
    for name in later.columns.intersection(["stratum", "unit"]):
        names = later[name].to_numpy(copy=True)
        names[known] = earlier[name].to_numpy()[same[known]]
        drawn[name] = names
    return earlier, later.assign(**drawn)


def count_matched(earlier: np.ndarray, later: np.ndarray, same: np.ndarray) -> int:
    """Count people who are a case (bool, one per respondent) in both samples."""
    known = same >= 0
    return int((later[known] & earlier[same[known]]).sum())


def _describe(design: Design) -> pd.DataFrame:
    told = {"stratum": design.strata, "unit": design.units}
    known = {name: values for name, values in told.items() if values is not None}
    return pd.DataFrame(known, index=range(len(design.weights)))
