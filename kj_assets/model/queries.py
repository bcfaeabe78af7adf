"""Declared models as queries, for waves too long to hold: SQL of outcomes, terms and their rows.

Here: what `specs.py` does to a frame in hand, asked of DuckDB. Not here: any estimate.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from kj_assets.dagster_kit.rows import Rows
from kj_assets.dagster_kit.sql import quote, quote_text
from kj_assets.estimate.toplines import NOT_ASKED
from kj_assets.model.registry import Model, Term


def select_rows(
    validated: Rows, weights: Rows, columns: Mapping[str, str], where: str = "TRUE"
) -> duckdb.DuckDBPyRelation:
    """Respondents with their weight, as a query: nothing is read before it is asked for.

    ``columns`` are names with their SQL, of the items. Beside them the relation has ``weight``,
    ``stratum`` and ``unit`` where the wave has them.
    """
    own = [name for name in ("weight", "stratum", "unit") if name in weights.columns]
    chosen = [f"{sql} AS {quote(name)}" for name, sql in columns.items()]
    chosen += [f"weights.{quote(name)}" for name in own]
    return validated.connection.sql(
        f"SELECT {', '.join(chosen)} "
        f"FROM {validated.name} AS people LEFT JOIN {weights.name} AS weights "
        f"ON people.respondent_id = weights.respondent_id WHERE {where}"
    )


def code_models(models: Mapping[str, Model]) -> dict[str, str]:
    """SQL of the outcome of each model, and of the terms they have in common."""
    terms = next(iter(models.values())).all_terms
    outcomes = {key: _code_outcome(model) for key, model in models.items()}
    return outcomes | {term.item: _group_levels(term) for term in terms}


def _code_outcome(model: Model) -> str:
    """1 for a supporting level, 0 for any other level, missing where there is no answer."""
    name = f"people.{quote(model.outcome.item)}"
    support = ", ".join(quote_text(level) for level in model.outcome.support)
    return f"CASE WHEN {name} IN ({support}) THEN 1::DOUBLE WHEN {name} IS NOT NULL THEN 0 END"


def map_levels(item: str, values: Mapping[str, float | str]) -> str:
    """SQL that replaces each level by its value; missing for a level that has none."""
    if not values:
        return "NULL"
    cases = " ".join(
        f"WHEN {quote_text(level)} THEN "
        + (quote_text(value) if isinstance(value, str) else f"{value!r}::DOUBLE")
        for level, value in values.items()
    )
    return f"CASE people.{quote(item)} {cases} END"


def _group_levels(term: Term) -> str:
    """Replace levels by the groups they belong to; a term without groups stays as it is."""
    if not term.groups:
        return f"people.{quote(term.item)}"
    groups = {level: name for name, group in term.groups.items() for level in group.levels}
    return map_levels(term.item, groups)


def find_asked(validated: Rows, models: Mapping[str, Model]) -> str:
    """SQL that is true for respondents who were asked every item of the models."""
    needed = {f"{item}_missing" for model in models.values() for item in model.items}
    kinds = [f"people.{quote(name)}::VARCHAR" for name in validated.columns if name in needed]
    asked = [f"{kind} IS DISTINCT FROM {quote_text(NOT_ASKED)}" for kind in kinds]
    return " AND ".join(asked) or "TRUE"
