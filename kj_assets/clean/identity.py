"""Respondents by number: what identifies a person stays in the delivered rows.

From the clean table on, a respondent is the number of their id among the ids of the file, in the
order in which they first appear. It says nothing without the file, two rows of one id have one
number, and a row more at the end renumbers nobody.
"""

from __future__ import annotations

import pandas as pd

from kj_assets.clean.codes import canonical_codes

MEANING = "Number of the respondent in this wave; the delivered id stays in responses"


def number_respondents(ids: pd.Series) -> pd.Series:
    """Delivered ids as numbers in text, from 1; a missing one stays missing. Index kept."""
    codes = canonical_codes(ids)
    numbers = pd.Series(pd.factorize(codes)[0] + 1, index=ids.index)
    return numbers.where(codes.notna()).astype("Int64").astype("str").where(codes.notna())
