"""The pandera schema of a wave's clean table, generated from codebook and wave.

Here: what holds for each row, and which rows break it. Not here: what holds for the table as
a whole (`plausibility.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kj_assets.errors import TrackerError
from kj_assets.waves.codebook import MISSING_KINDS, Codebook, Item
from kj_assets.waves.registry import Wave

if TYPE_CHECKING:
    from pandera.pandas import Check, Column, DataFrameSchema

ITSELF_CODES = {"respondent_id": "G001", "weight_given": "G003", "stratum": "G008", "unit": "G008"}
BUILT_IN = {"not_nullable": "is missing"}
FAILURE_COLUMNS = ["row", "code", "item", "found", "reason"]


def build_schema(wave: Wave, codebook: Codebook, repeated: Collection[str] = ()) -> DataFrameSchema:
    """Make the schema of the clean table that `apply_crosswalk` returns for this wave.

    Ids that are ``repeated`` in the whole table are told by it: any rows of it can be judged.

    Text columns are text, numbers ``float64``; ids unique and present; levels and missing
    kinds as in the codebook, exactly one of both; numbers within their item's range; weights
    finite and at least 0. A check's error reads ``<code> <item>: <reason>``.
    """
    from pandera.pandas import Column, DataFrameSchema

    declared = wave.declaration
    banded = {k for k, i in codebook.items.items() if i.bands and i.bands.of in declared.crosswalk}
    items = {k: i for k, i in codebook.items.items() if k in declared.crosswalk or k in banded}
    columns = {"respondent_id": _id_column(repeated)}
    for key, item in items.items():
        columns |= {key: _value_column(key, item), f"{key}_missing": _kind_column(key)}
    if declared.weight.column:
        columns["weight_given"] = _weight_column()
    design = {"stratum": declared.design.stratum, "unit": declared.design.unit}
    columns |= {name: Column(str) for name, column in design.items() if column}
    checks = [check for key in items for check in _one_of_both(key)]
    # Coercing heals what a database loses: a text column without any text has no type there.
    return DataFrameSchema(columns, checks=checks, coerce=True, name=wave.schema)


def find_failures(clean: pd.DataFrame, schema: DataFrameSchema) -> pd.DataFrame:
    """List what breaks the schema: one line a row and reason.

    Returns:
        Columns ``row`` (position in ``clean``, from 0), ``code``, ``item``, ``found`` (text),
        ``reason``, in the order of rows.

    Raises:
        TrackerError: G009 the table as a whole is not of this codebook and wave.
    """
    from pandera.errors import SchemaErrors

    clean = clean.reset_index(drop=True)
    try:
        schema.validate(clean, lazy=True)
    except SchemaErrors as error:
        return _describe_failures(clean, error.failure_cases, str(schema.name))
    return pd.DataFrame(columns=FAILURE_COLUMNS)


def _id_column(repeated: Collection[str]) -> Column:
    from pandera.pandas import Check, Column

    twice = frozenset(repeated)
    error = "G001 respondent_id: the same id stands more than once"
    return Column(str, Check(lambda ids: ~ids.isin(twice), error=error))


def _value_column(key: str, item: Item) -> Column:
    from pandera.pandas import Check, Column

    if item.type != "number":
        error = f"G004 {key}: not one of its levels {list(item.levels)}"
        return Column(str, Check.isin(list(item.levels), error=error), nullable=True)
    lowest = -np.inf if item.minimum is None else item.minimum
    highest = np.inf if item.maximum is None else item.maximum
    error = f"G002 {key}: outside its range {lowest:g} to {highest:g}"
    return Column(float, Check.in_range(lowest, highest, error=error), nullable=True)


def _kind_column(key: str) -> Column:
    from pandera.pandas import Check, Column

    error = f"G004 {key}: not one of the missing kinds {list(MISSING_KINDS)}"
    return Column(str, Check.isin(MISSING_KINDS, error=error), nullable=True)


def _weight_column() -> Column:
    from pandera.pandas import Check, Column

    return Column(
        float,
        [
            Check.ge(0, error="G003 weight_given: is negative"),
            Check(np.isfinite, error="G003 weight_given: is infinite"),
        ],
    )


def _one_of_both(key: str) -> list[Check]:
    from pandera.pandas import Check

    def count(how_many: int) -> Callable[[pd.DataFrame], pd.Series]:
        return lambda clean: clean[[key, f"{key}_missing"]].notna().sum(axis=1) != how_many

    return [
        Check(count(0), error=f"G004 {key}: has neither an answer nor a missing kind"),
        Check(count(2), error=f"G004 {key}: has both an answer and a missing kind"),
    ]


def _describe_failures(clean: pd.DataFrame, cases: pd.DataFrame, table: str) -> pd.DataFrame:
    is_own = cases["check"].str.match(r"G\d+ ")
    is_built_in = cases["check"].isin(BUILT_IN)
    strange = cases[cases["index"].isna() | ~(is_own | is_built_in)]
    if len(strange):
        found = "; ".join(sorted({f"{c.check}: {c.failure_case}" for c in strange.itertuples()}))
        raise TrackerError(
            "G009",
            f"{table}: the clean table is not of this codebook and wave ({found}). Rebuild it.",
        )
    own = cases["check"].str.extract(r"^(?P<code>G\d+) (?P<item>\w+): (?P<reason>.*)$")
    failures = own.assign(
        row=cases["index"].astype("int64"),
        code=own["code"].fillna(cases["column"].map(ITSELF_CODES)),
        item=own["item"].fillna(cases["column"]),
        reason=own["reason"].fillna(cases["check"].map(BUILT_IN)),
    ).drop_duplicates(["row", "item", "reason"])
    places = zip(failures["row"], failures["item"], strict=True)
    failures["found"] = [_tell_found(clean, row, item) for row, item in places]
    return failures.sort_values(["row", "code"])[FAILURE_COLUMNS].reset_index(drop=True)


def _tell_found(clean: pd.DataFrame, row: int, item: str) -> str | None:
    """What the row holds for the item: its answer, its missing kind, or both."""
    cells = clean.loc[row].reindex([item, f"{item}_missing"]).dropna()
    return " and ".join(str(cell) for cell in cells) or None
