"""Which columns a wave's estimates are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kj_assets.dagster_kit.asset import ColumnOf, Key
from kj_assets.dagster_kit.lineage import Lineage, made_from, same_columns
from kj_assets.estimate.results import COEFFICIENTS, DIFFERENCES, EFFECTS
from kj_assets.estimate.share_tables import SUBGROUPS, TOPLINES
from kj_assets.model.columns import number_columns
from kj_assets.model.crosstab import Crosstab
from kj_assets.model.registry import Model


def trace_toplines(schema: str, items: Iterable[str]) -> Lineage:
    """Every number of the toplines comes from the answers and the weights."""
    return made_from(number_columns(TOPLINES), *_weighted(schema, items))


def trace_crosstabs(schema: str, crosstabs: Mapping[str, Crosstab]) -> Lineage:
    """Every number of the crosstabs comes from the answers, the groups and the weights."""
    items = [item for one in crosstabs.values() for item in (*one.items, *one.by)]
    return made_from(number_columns(SUBGROUPS), *_weighted(schema, items))


def trace_sensitivity(schema: str, items: Iterable[str]) -> Lineage:
    """Every number of a model's variants comes from the answers and the weights."""
    return made_from(number_columns(EFFECTS), *_weighted(schema, items))


def trace_cells(schema: str, members: Mapping[str, Model]) -> Lineage:
    """Outcomes and terms are items; what a cell weighs comes from the weights."""
    validated, weight = (schema, "validated"), ((schema, "weights"), "weight")
    traced = {key: ((validated, model.outcome.item),) for key, model in members.items()}
    terms = (term.item for model in members.values() for term in model.all_terms)
    weights = made_from(["sum_weight", "sum_weight_squared"], weight)
    return traced | same_columns(terms, validated) | weights


def trace_coefficients(cells: Key, key: str, model: Model) -> Lineage:
    """Every coefficient comes from the outcome, the terms and the weights of the cells."""
    return made_from(number_columns(COEFFICIENTS), *_fitted(cells, key, model))


def trace_effects(cells: Key, key: str, model: Model) -> Lineage:
    """Every effect comes from the coefficients and the cells they are averaged over."""
    coefficient = ((cells[0], f"model_{key}"), "estimate")
    return made_from(number_columns(EFFECTS), coefficient, *_fitted(cells, key, model))


def trace_differences(cells: Key, pair: Mapping[str, Model]) -> Lineage:
    """Differences come from both models' coefficients and the cells."""
    coefficients = [((cells[0], f"model_{key}"), "estimate") for key in pair]
    fitted = [column for key, model in pair.items() for column in _fitted(cells, key, model)]
    columns = dict.fromkeys([*coefficients, *fitted])
    return made_from(number_columns(DIFFERENCES), *columns)


def trace_all_effects(keys: Iterable[Key]) -> Lineage:
    """Models' effects one below the other; p_bh is adjusted over all of their p."""
    tables = tuple(keys)
    return same_columns(EFFECTS.names, *tables) | {"p_bh": tuple((key, "p") for key in tables)}


def trace_published(schema: str, models: Iterable[str]) -> Lineage:
    """The computed side: shares and effects."""
    effects = [((schema, f"effects_{model}"), "estimate") for model in models]
    return made_from(["computed"], ((schema, "toplines"), "share"), *effects)


def trace_weighted(columns: Iterable[str], schema: str, items: Iterable[str]) -> Lineage:
    """These numbers come from the answers to some items and the weights."""
    return made_from(columns, *_weighted(schema, items))


def _weighted(schema: str, items: Iterable[str]) -> list[ColumnOf]:
    answers = [((schema, "validated"), item) for item in dict.fromkeys(items)]
    return [*answers, ((schema, "weights"), "weight")]


def _fitted(cells: Key, key: str, model: Model) -> list[ColumnOf]:
    return [(cells, name) for name in (key, *(t.item for t in model.all_terms), "sum_weight")]
