"""What is to be known of a table of shares before its numbers are used.

Here: the note of an asset that warns. Not here: when there is reason to (`estimate/checks.py`).
"""

from __future__ import annotations

import pandas as pd

from kj_assets.estimate.checks import warn_few_df


def note_few_df(shares: pd.DataFrame, *keys: str) -> dict[str, str]:
    """The note `warnings`, or none: of each item, or item and grouping, with few df (D101).

    `shares` has `df` and the columns `keys`; the fewest degrees of freedom within a key count.
    """
    fewest = shares.groupby(list(keys), sort=False)["df"].min().dropna().reset_index()
    warned = [
        warning
        for *named, df in fewest.itertuples(index=False)
        for warning in warn_few_df(df, " by ".join(named))
    ]
    return {"warnings": "\n".join(f"- {warning}" for warning in warned)} if warned else {}
