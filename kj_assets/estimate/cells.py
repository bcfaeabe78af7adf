"""Respondents collapsed to covariate cells by DuckDB: one scan, whatever the number of rows.

Belongs here: the only SQL of this folder, and the count of cases lost per item. Does not: what is
computed from cells (`design.py`, `logit.py`).

Sums of w and w² per cell suffice for estimates and for design-based covariances. Respondents who
miss an item stay as zero rows, so that the numbers of units and strata stay right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kj_assets.estimate.checks import RefusalError, check_any_complete, refuse_bad_weights

Rows: TypeAlias = pd.DataFrame | duckdb.DuckDBPyRelation

RESERVED = (
    *("complete", "in_domain", "stratum", "unit", "n", "sum_weight", "sum_weight_squared"),
    *("n_bad_weight", "n_with_weight"),
)
_FLOATS = ("FLOAT", "DOUBLE")


def collapse_to_cells(
    rows: Rows,
    *,
    outcomes: Sequence[str],
    terms: Sequence[str],
    weight: str,
    stratum: str | None = None,
    unit: str | None = None,
    domain: str | None = None,
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
    stratum or unit), X002 (an item nobody answered), N001 (no complete case).
    """
    items = [*outcomes, *terms]
    taken = [item for item in items if item.lower() in RESERVED]
    if taken:
        raise ValueError(f"items {taken} carry the names of a cells frame's own columns")
    with _open_relation(rows, [*items, weight, stratum, unit, domain]) as relation:
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        _refuse_text_outcomes(outcomes, types)
        groups = _express_groups(items, types, weight, stratum, unit, domain)
        found = _group_rows(relation, groups, weight).to_arrow_table()
    _check_scan(found, stratum, unit)
    cells = _merge_incomplete(_settle_types(found.select(_list_columns(items)), outcomes, terms))
    cells = _sort_cells(cells, items).to_pandas()
    if not cells["complete"].any():
        _refuse_empty_items(count_losses(rows, outcomes, terms))
        check_any_complete(0, int(cells["n"].sum()), items)
    return cells


def count_losses(rows: Rows, outcomes: Sequence[str], terms: Sequence[str]) -> pd.DataFrame:
    """Count the respondents each item loses to a complete-case analysis.

    Returns:
        One row per item: `item`, `n_missing`, `n_lost_only_here` (answered everything else),
        `share` (of all rows, missing).
    """
    items = [*outcomes, *terms]
    with _open_relation(rows, items) as relation:
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        missing = [f"(NOT ({_express_answered(item, types[item])}))::INTEGER" for item in items]
        total = " + ".join(missing)
        wanted = ["count(*)"]
        for flag in missing:
            wanted += [f"sum({flag})", f"sum(CASE WHEN {total} = 1 THEN {flag} ELSE 0 END)"]
        counts = relation.aggregate(", ".join(wanted)).fetchone() or (0,)
    n, *by_item = (int(count or 0) for count in counts)
    return pd.DataFrame(
        {
            "item": pd.Series(items, dtype="str"),
            "n_missing": by_item[0::2],
            "n_lost_only_here": by_item[1::2],
            "share": [n_missing / n if n else float("nan") for n_missing in by_item[0::2]],
        }
    )


def quote_name(name: str) -> str:
    """Return an SQL identifier for any column name."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _open_relation(rows: Rows, needed: Sequence[str | None]) -> Iterator[duckdb.DuckDBPyRelation]:
    wanted = list(dict.fromkeys(name for name in needed if name is not None))
    absent = [name for name in wanted if name not in rows.columns]
    if absent:
        raise KeyError(f"rows have no column {absent}")
    if isinstance(rows, duckdb.DuckDBPyRelation):
        yield rows
        return
    with duckdb.default_connection().cursor() as connection:  # a fresh database costs 8 ms
        yield connection.from_df(rows[wanted])


def _express_groups(
    items: Sequence[str],
    types: dict[str, str],
    weight: str,
    stratum: str | None,
    unit: str | None,
    domain: str | None,
) -> dict[str, str]:
    """Name and SQL of what respondents of one group share."""
    in_domain = _express_in_domain(weight, domain)
    answered = " AND ".join(_express_answered(item, types[item]) for item in items)
    return {
        **{item: quote_name(item) for item in items},
        "complete": f"({in_domain} AND {answered})",
        "in_domain": f"({in_domain})",
        "stratum": quote_name(stratum) if stratum else "NULL::INTEGER",
        "unit": quote_name(unit) if unit else "NULL::INTEGER",
    }


def _express_answered(item: str, sql_type: str) -> str:
    name = quote_name(item)
    valid_number = f" AND NOT isnan({name})" if sql_type in _FLOATS else ""
    return f"{name} IS NOT NULL{valid_number}"


def _express_in_domain(weight: str, domain: str | None) -> str:
    has_weight = f"coalesce({quote_name(weight)} > 0, FALSE)"
    if domain is None:
        return has_weight
    return f"{has_weight} AND coalesce({quote_name(domain)}::BOOLEAN, FALSE)"


def _group_rows(
    relation: duckdb.DuckDBPyRelation, groups: dict[str, str], weight: str
) -> duckdb.DuckDBPyRelation:
    """The scan: answers as they are, for a CASE on each would take as long as the grouping."""
    value = f"{quote_name(weight)}::DOUBLE"
    wanted = {
        **groups,
        "n": "count(*)",
        "sum_weight": f"sum({value})",
        "sum_weight_squared": f"sum({value} * {value})",
        "n_bad_weight": f"count(*) - count(*) FILTER (isfinite({value}) AND {value} >= 0)",
        "n_with_weight": f"count(*) FILTER ({value} > 0)",
    }
    select = ", ".join(f"{sql} AS {quote_name(name)}" for name, sql in wanted.items())
    return relation.aggregate(select, ", ".join(groups.values()))


def _list_columns(items: Sequence[str]) -> list[str]:
    return [*items, *RESERVED[:7]]


def _merge_incomplete(cells: pa.Table) -> pa.Table:
    """One cell without answers or weight for all incomplete ones of a stratum and unit."""
    complete = cells["complete"]
    if pc.all(complete).as_py():
        return cells
    keys = ["complete", "in_domain", "stratum", "unit"]
    merged = cells.filter(pc.invert(complete)).group_by(keys).aggregate([("n", "sum")])
    nothing = pa.array(np.zeros(len(merged)))
    merged = merged.rename_columns([*keys, "n"]).append_column("sum_weight", nothing)
    merged = merged.append_column("sum_weight_squared", nothing)
    # Columns that `merged` lacks, the answers, are filled with nulls.
    return pa.concat_tables([cells.filter(complete), merged], promote_options="default")


def _sort_cells(cells: pa.Table, items: Sequence[str]) -> pa.Table:
    """Complete cells first, then by design and answers; DuckDB takes twice as long for it."""
    ascending = [(name, "ascending") for name in ("in_domain", "stratum", "unit", *items)]
    return cells.sort_by([("complete", "descending"), *ascending])


def _check_scan(cells: pa.Table, stratum: str | None, unit: str | None) -> None:
    n, n_bad, n_with = (
        pc.sum(cells[name]).as_py() or 0 for name in ("n", "n_bad_weight", "n_with_weight")
    )
    refuse_bad_weights(n_bad, n, n_with)
    for name, column in (("stratum", stratum), ("unit", unit)):
        lost = cells.filter(pc.is_null(cells[name], nan_is_null=True)) if column else cells[:0]
        if column and len(lost):
            raise RefusalError(
                "D002",
                f"respondents without {column!r}, which is declared as the {name}",
                item=column,
                counts={"rows": pc.sum(lost["n"]).as_py()},
            )


def _settle_types(cells: pa.Table, outcomes: Sequence[str], terms: Sequence[str]) -> pa.Table:
    """Give every item one type whatever DuckDB or pandas held it in."""
    wanted = [
        field.with_type(_choose_type(field.type, field.name in outcomes))
        if field.name in (*outcomes, *terms)
        else field
        for field in cells.schema
    ]
    return cells.cast(pa.schema(wanted))


def _choose_type(held: pa.DataType, is_outcome: bool) -> pa.DataType:
    types = pa.types
    is_number = types.is_integer(held) or types.is_floating(held) or types.is_decimal(held)
    return pa.float64() if is_outcome or is_number or types.is_boolean(held) else pa.string()


def _refuse_text_outcomes(outcomes: Sequence[str], types: dict[str, str]) -> None:
    for outcome in outcomes:
        if types[outcome] == "VARCHAR" or types[outcome].startswith("ENUM"):
            raise RefusalError(
                "Y001",
                f"outcome {outcome!r} holds text; declare which levels count as 1",
                item=outcome,
            )


def _refuse_empty_items(losses: pd.DataFrame) -> None:
    empty = losses.loc[losses["share"] >= 1.0, "item"].tolist()
    if empty:
        raise RefusalError(
            "X002",
            f"nobody answered {', '.join(empty)}; was it asked in this wave?",
            item=empty[0],
            counts={"missing": int(losses["n_missing"].max())},
        )
