"""The reason of a refusal as the public may read it: plain words, and no counts.

The estimator's own words count respondents at a level, at a base or by answer, and a model refused
whole says the same in the row of every term. So they could tell what another row keeps closed.
Here: replacing them. Not here: the words (`figure/refusals.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kj_assets.figure.refusals import PLAIN_REASONS
from kj_assets.publish.closing.rule import CLOSED

if TYPE_CHECKING:
    import pandas as pd


def tell_plainly(table: pd.DataFrame) -> pd.DataFrame:
    """The table with each refusal in plain English, or by its code alone; closed rows as they are.

    What breaks a line (V…) is told by the declarations, which count nobody.
    """
    if not {"code", "reason"} <= set(table.columns):
        return table
    import pandas as pd

    rows = zip(table["code"], table["reason"], strict=True)
    told = [_tell(code, reason) for code, reason in rows]
    return table.assign(reason=pd.Series(told, index=table.index, dtype="str"))


def _tell(code: object, reason: object) -> object:
    if not isinstance(code, str) or not isinstance(reason, str):
        return reason
    if code in CLOSED or not code or code.startswith("V"):
        return reason
    return PLAIN_REASONS[code]["en"] if code in PLAIN_REASONS else None
