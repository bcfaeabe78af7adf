"""Respondents collapsed to covariate cells: what every estimate of a model is computed from.

Belongs here: what a cells frame is, and making one of the groups DuckDB found. Does not: the query
(`cell_query.py`), what is computed from cells (`design.py`, `logit.py`).

Sums of w and w² per cell suffice for estimates and for design-based covariances. Respondents who
miss an item stay as zero rows, so that the numbers of units and strata stay right.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kj_assets.estimate.cell_frame import make_sorted_frame
from kj_assets.estimate.cell_query import group_equal
from kj_assets.estimate.checks import RefusalError, check_any_complete
from kj_assets.estimate.losses import count_losses
from kj_assets.estimate.rows import Rows, open_rows

RESERVED = ("complete", "in_domain", "stratum", "unit", "n", "sum_weight", "sum_weight_squared")


def collapse_to_cells(
    rows: Rows,
    *,
    outcomes: Sequence[str],
    terms: Sequence[str],
    weight: str,
    stratum: str | None = None,
    unit: str | None = None,
    domain: str | None = None,
    need_complete: bool = True,
) -> pd.DataFrame:
    """Group equal respondents; one cells frame serves every model over these items.

    A respondent is complete who answered every outcome and every term, has a weight above 0 and
    is in the `domain` (a boolean column). All others become cells without answers, one for each
    stratum and unit, that count but weigh nothing.

    Returns:
        The outcomes (float), the terms (strings or floats), then `complete`, `in_domain` (bool),
        `stratum`, `unit` (null where not given), `n` (respondents), `sum_weight`,
        `sum_weight_squared`; sorted, so that equal rows give equal frames.

    Errors: W001, W002 (weights), Y001 (an outcome that is no number), D002 (a respondent without
    stratum or unit); X002 (an item nobody answered), N001 (no complete case) if `need_complete`.
    """
    items = [*outcomes, *terms]
    _refuse_reserved(items)
    with open_rows(rows, [*items, weight, stratum, unit, domain]) as relation:
        groups = group_equal(relation, items, weight, stratum, unit, domain)
    _check_groups(groups, outcomes, {"stratum": stratum, "unit": unit})
    columns = {item: _settle_type(groups[item], item in outcomes) for item in items}
    complete = _find_complete(groups, columns)
    if need_complete and not complete.any():
        _refuse_empty_items(count_losses(rows, outcomes, terms))
        check_any_complete(0, pc.sum(groups["n"]).as_py(), items)
    cells = _merge_incomplete(_add_design(groups, columns, complete), complete)
    given = [name for name in (stratum and "stratum", unit and "unit") if name]
    incomplete = ~cells["complete"].to_numpy()
    return make_sorted_frame(cells, ["in_domain", *given, *items], last=incomplete)


def _refuse_reserved(items: Sequence[str]) -> None:
    taken = [item for item in items if item.lower() in (*RESERVED, "n_valid", "least")]
    if taken:
        raise ValueError(f"items {taken} carry the names of a cells frame's own columns")


def _check_groups(
    groups: pa.Table, outcomes: Sequence[str], declared: dict[str, str | None]
) -> None:
    for outcome in outcomes:
        if pa.types.is_string(groups[outcome].type) or pa.types.is_dictionary(groups[outcome].type):
            raise RefusalError(
                "Y001",
                f"outcome {outcome!r} holds text; declare which levels count as 1",
                item=outcome,
            )
    for role, column in declared.items():
        if column is None:
            continue
        lost = groups.filter(pc.is_null(groups[role], nan_is_null=True))
        if len(lost):
            raise RefusalError(
                "D002",
                f"respondents without {column!r}, which is declared as the {role}",
                item=column,
                counts={"rows": pc.sum(lost["n"]).as_py()},
            )


def _settle_type(answers: pa.ChunkedArray, is_outcome: bool) -> pa.ChunkedArray:
    """Give an item one type whatever DuckDB or pandas held it in."""
    held, types = answers.type, pa.types
    is_number = types.is_integer(held) or types.is_floating(held) or types.is_decimal(held)
    is_number = is_number or types.is_boolean(held) or is_outcome
    wanted = pa.float64() if is_number else pa.string()
    return answers if held == wanted else answers.cast(wanted)


def _find_complete(groups: pa.Table, answers: dict[str, pa.ChunkedArray]) -> np.ndarray:
    """Which groups are in the domain and answered everything (bool)."""
    complete = groups["in_domain"].to_numpy()
    for column in answers.values():
        if pa.types.is_floating(column.type):
            complete = complete & ~np.isnan(column.to_numpy())
        elif column.null_count:
            complete = complete & column.is_valid().to_numpy()
    return complete


def _add_design(
    groups: pa.Table, answers: dict[str, pa.ChunkedArray], complete: np.ndarray
) -> pa.Table:
    """The columns of a cells frame, in order; `stratum` and `unit` null where not given."""
    not_given = pa.nulls(len(groups), pa.int32())
    present = set(groups.column_names)
    own = {name: groups[name] if name in present else not_given for name in RESERVED[1:]}
    return pa.table({**answers, "complete": pa.array(complete), **own})


def _merge_incomplete(cells: pa.Table, complete: np.ndarray) -> pa.Table:
    """One cell without answers or weight for all incomplete ones of a stratum and unit."""
    if complete.all():
        return cells
    keys = ["complete", "in_domain", "stratum", "unit"]
    merged = cells.filter(pa.array(~complete)).group_by(keys).aggregate([("n", "sum")])
    nothing = pa.array(np.zeros(len(merged)))
    merged = merged.rename_columns([*keys, "n"]).append_column("sum_weight", nothing)
    merged = merged.append_column("sum_weight_squared", nothing)
    # Columns that `merged` lacks, the answers, are filled with nulls.
    kept = cells.filter(pa.array(complete))
    return pa.concat_tables([kept, merged], promote_options="default")


def _refuse_empty_items(losses: pd.DataFrame) -> None:
    empty = losses.loc[losses["share"] >= 1.0, "item"].tolist()
    if empty:
        raise RefusalError(
            "X002",
            f"nobody answered {', '.join(empty)}; was it asked in this wave?",
            item=empty[0],
            counts={"missing": int(losses["n_missing"].max())},
        )
