"""Corrections: single wrong cells, each with a reason and the value expected there.

Here: applying them to the delivered rows. Not here: recoding whole columns (`crosswalk.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from kj_assets.clean.columns import find_missing_columns, tell_missing_column
from kj_assets.clean.problems import Problem, refuse_problems
from kj_assets.dagster_kit.rows import Rows
from kj_assets.waves.codes import canonical_code, canonical_codes
from kj_assets.waves.registry import Wave
from kj_assets.waves.wave_declaration import Correction


def apply_corrections(responses: pd.DataFrame, wave: Wave) -> pd.DataFrame:
    """Return the delivered rows with every declared cell corrected; dtypes are kept.

    An empty ``expected`` or ``value`` stands for a blank cell. Corrections apply in order.

    Raises:
        CrosswalkError: K001 no respondent id column; K004 a correction's respondent is not
            there exactly once, its column is not there, the cell does not hold what is
            expected, or the value does not fit the column.
    """
    corrections = wave.declaration.corrections
    if not corrections:
        return responses
    id_column = str(wave.declaration.respondent_id)
    refuse_problems(wave, find_missing_columns(responses, {"respondent_id": id_column}))
    ids = canonical_codes(responses[id_column])
    corrected = responses.copy()
    problems = []
    for correction in corrections:
        rows = ids.index[ids == canonical_code(correction.respondent)]
        problem = _find_problem(corrected, rows, correction)
        if problem:
            where = f"correction of respondent {correction.respondent}, {correction.column}"
            problems.append(Problem("K004", f"{where}: {problem}"))
        else:
            corrected.loc[rows, correction.column] = _fit_value(corrected, correction)
    refuse_problems(wave, problems)
    return corrected


def correct_chunks(responses: Rows, wave: Wave) -> Iterator[pd.DataFrame]:
    """The delivered rows in chunks, each declared cell corrected (see `apply_corrections`)."""
    corrected = apply_corrections(_read_concerned(responses, wave), wave)
    columns = list(dict.fromkeys(c.column for c in wave.declaration.corrections))
    start = 0
    for chunk in responses.chunks():
        chunk.index = pd.RangeIndex(start, start + len(chunk))
        rows = corrected.index.intersection(chunk.index)
        if len(rows):
            chunk.loc[rows, columns] = corrected.loc[rows, columns]
        start += len(chunk)
        yield chunk


def _read_concerned(responses: Rows, wave: Wave) -> pd.DataFrame:
    """Rows of the respondents that corrections name, by their place in the file."""
    nobody = pd.DataFrame(columns=responses.columns)
    id_column = str(wave.declaration.respondent_id)
    named = {canonical_code(c.respondent) for c in wave.declaration.corrections}
    if not named or id_column not in nobody:
        return nobody
    concerned, start = [], 0
    for chunk in responses.chunks():
        chunk.index = pd.RangeIndex(start, start + len(chunk))
        concerned.append(chunk[canonical_codes(chunk[id_column]).isin(named)])
        start += len(chunk)
    return pd.concat(concerned)


def _find_problem(
    responses: pd.DataFrame, rows: pd.Index[Any], correction: Correction
) -> str | None:
    if len(rows) != 1:
        return f"{len(rows)} rows have this respondent id, expected 1; correct the id"
    if correction.column not in responses.columns:
        return tell_missing_column(responses, correction.column)
    found = canonical_codes(responses.loc[rows, correction.column]).iloc[0]
    if found == canonical_code(correction.value):
        return f"it holds {found!r} already: fixed in the file; delete this correction"
    if (None if pd.isna(found) else found) != canonical_code(correction.expected):
        return (
            f"it holds {found!r}, expected {correction.expected!r}: the file has changed; "
            "look at the cell again, then mend or delete this correction"
        )
    try:
        _fit_value(responses, correction)
    except (ValueError, KeyError):
        dtype = responses[correction.column].dtype
        return f"the value {correction.value!r} does not fit a column of {dtype}"
    return None


def _fit_value(
    responses: pd.DataFrame, correction: Correction
) -> str | float | bool | pd.Timestamp | None:
    column, value = responses[correction.column], canonical_code(correction.value)
    if value is None:
        return None
    if pd.api.types.is_bool_dtype(column):
        return {"true": True, "false": False}[value]
    if pd.api.types.is_integer_dtype(column):
        return int(value)
    if pd.api.types.is_float_dtype(column):
        return float(value)
    if pd.api.types.is_datetime64_dtype(column):
        return pd.Timestamp(value)
    return correction.value
