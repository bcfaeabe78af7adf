"""Respondents by number: what identifies a person stays in the delivered rows.

From the clean table on, a respondent is the number of their id among the ids of the file, in the
order in which they first appear. It says nothing without the file, two rows of one id have one
number, and a row more at the end renumbers nobody.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from kj_assets.waves.codes import canonical_codes

MEANING = "Number of the respondent in this wave; the delivered id stays in responses"


class RespondentNumbers:
    """The numbers given so far: ids come in chunks, and one id keeps its number.

    DuckDB holds the ids, which takes a fifth of what a dictionary of them would.
    """

    def __init__(self) -> None:
        """Nobody has a number yet."""
        self.given = 0
        self._known = duckdb.default_connection().cursor()
        self._known.execute("CREATE TEMP TABLE known (code VARCHAR, number BIGINT)")

    def number(self, ids: pd.Series) -> pd.Series:
        """Delivered ids as numbers in text, from 1; a missing one stays missing. Index kept."""
        codes = canonical_codes(ids)
        places, found = pd.factorize(codes)
        numbers = self._look_up(found)
        new = numbers == 0
        numbers[new] = np.arange(self.given + 1, self.given + 1 + new.sum())
        self.given += int(new.sum())
        self._keep(found[new], numbers[new])
        # The place of a missing id is -1, and its number is masked.
        given = pd.Series(np.append(numbers, 0)[places], index=ids.index)
        return given.where(codes.notna()).astype("Int64").astype("str").where(codes.notna())

    def _look_up(self, codes: pd.Index) -> np.ndarray:
        """Number of each code, 0 where it has none."""
        numbers = np.zeros(len(codes), dtype="int64")
        if self.given:
            table = pa.table({"place": np.arange(len(codes)), "code": pa.array(codes, pa.string())})
            asked = self._known.from_arrow(table).join(self._known.table("known"), "code")
            found = asked.project("place, number").fetchnumpy()
            numbers[found["place"]] = found["number"]
        return numbers

    def _keep(self, codes: pd.Index, numbers: np.ndarray) -> None:
        added = pa.table({"code": pa.array(codes, pa.string()), "number": numbers})
        self._known.from_arrow(added).insert_into("known")


def number_respondents(ids: pd.Series) -> pd.Series:
    """Numbers of a whole file's ids (see `RespondentNumbers.number`)."""
    return RespondentNumbers().number(ids)
