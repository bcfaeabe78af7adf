"""What the strata fix, seen in the answers: an item of which each stratum has one level only.

Here: the answers. Not here: the declarations, which say the same without looking, and of weights
too (`waves/fixed.py`).
"""

from __future__ import annotations

import pandas as pd

# So many agree with others of their stratum, beside those of the most frequent level: no chance.
AGREEING = 10


def is_told_by_strata(groups: pd.DataFrame, item: str) -> bool:
    """Whether who is drawn decides the shares of an item, as of urban where each stratum is either.

    ``groups`` are those of `group_answers`, by the item and, if the wave has any, the strata.
    """
    if "stratum" not in groups:
        return False
    answered = groups[groups[item].notna() & (groups["sum_weight"] > 0)]
    by_stratum = answered.groupby("stratum").agg(
        levels=(item, "nunique"), level=(item, "first"), n=("n", "sum")
    )
    if by_stratum.empty or (by_stratum["levels"] > 1).any():
        return False
    agreeing = (by_stratum["n"] - 1).groupby(by_stratum["level"]).sum()
    return bool(agreeing.sum() - agreeing.max() >= AGREEING)
