"""From the clean table on a respondent is a number, and what the gate asks of ids still holds."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from kj_assets.clean.identity import RespondentNumbers, number_respondents


def test_numbers_follow_first_appearance_and_one_id_has_one_number():
    numbers = number_respondents(pd.Series(["K-9", "A-1", " K-9 ", None, "", "Z"], index=range(6)))
    assert numbers.tolist()[:3] == ["1", "2", "1"]
    assert numbers.isna().tolist() == [False, False, False, True, True, False]
    assert numbers[5] not in ("1", "2")


def test_more_rows_at_the_end_renumber_nobody():
    ids = pd.Series([30.0, 10.0, 20.0])
    longer = pd.concat([ids, pd.Series([5.0])], ignore_index=True)
    assert number_respondents(longer).tolist()[:3] == number_respondents(ids).tolist()


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(["a", "b", " a ", "c", "", None]), min_size=1),
    st.integers(min_value=1, max_value=4),
)
def test_ids_in_chunks_have_the_numbers_of_the_whole_file(ids, size):
    whole = pd.Series(ids, dtype="str")
    numbers = RespondentNumbers()
    chunks = [numbers.number(whole.iloc[at : at + size]) for at in range(0, len(whole), size)]
    pd.testing.assert_series_equal(pd.concat(chunks), number_respondents(whole))
