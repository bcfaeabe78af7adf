"""How far a model's effects depend on choices that could have been made otherwise.

Here: fitting every variant (`variants.py`) and putting the key terms' effects side by side.
Not here: formulas (`estimate/`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.dagster_kit.content import hash_tables
from kj_assets.dagster_kit.rows import Rows, Table, hold_tables
from kj_assets.dagster_kit.versions import digest_of, to_plain
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.multiplicity import adjust_holm
from kj_assets.estimate.ordinal import fit_ordered_logit
from kj_assets.estimate.ordinal_effects import ordered_marginal_effects, refuse_ordered_effects
from kj_assets.estimate.refused import refuse_effects
from kj_assets.estimate.results import label_results
from kj_assets.model.estimates import collapse_answers
from kj_assets.model.queries import code_models, map_levels, select_rows
from kj_assets.model.registry import Model
from kj_assets.model.slices import without_texts
from kj_assets.model.specs import make_spec
from kj_assets.model.variants import (
    DONT_KNOW,
    Variant,
    add_dont_know,
    list_variants,
)
from kj_assets.waves.codebook import Codebook


def make_sensitivity(
    validated: Table,
    weights: Table,
    wave: str,
    key: str,
    models: Mapping[str, Model],
    codebook: Codebook,
) -> Product:
    """Effects of a model's key terms, one block a variant, the declared model first.

    ``models`` are those of its case set, so that the first block is the published one. A
    variant that is refused keeps its rows, empty, with the reason.
    """
    people, weighed = hold_tables(validated, weights)
    model = models[key]
    others = {name: other for name, other in models.items() if name != key}
    tables = []
    for variant in list_variants(model, codebook):
        effects, data_hash = _estimate(people, weighed, key, variant, others, codebook)
        shown = effects[effects["term"].isin([term.item for term in model.terms])]
        tables.append(_label(shown, wave, key, variant, data_hash))
    table = pd.concat(tables, ignore_index=True)
    refused = table.loc[table["code"] != "", "variant"].nunique()
    return Product(table, numbers={"variants": len(tables), "with_refusals": refused})


def _estimate(
    people: Rows,
    weights: Rows,
    key: str,
    variant: Variant,
    others: dict[str, Model],
    codebook: Codebook,
) -> tuple[pd.DataFrame, str]:
    """One variant's effects, and the hash of its cells; refused ones are rows with a reason."""
    spec = make_spec(key, variant.model, codebook)
    columns = code_models({key: variant.model} | others)
    if variant.outcome:
        columns[key] = map_levels(variant.model.outcome.item, variant.outcome)
    if variant.keeps_dont_know:
        columns, spec = add_dont_know(columns, spec, people)
    rows = select_rows(people, weights, columns)
    if not variant.is_weighted:
        rows = rows.project("* REPLACE (1::DOUBLE AS weight)")
    ranks = variant.outcome if variant.estimator == "ordered" else None
    cells, data_hash = None, ""
    try:
        cells = collapse_answers(rows, [key, *others], spec.items)
        data_hash = hash_tables({"cells": cells})
        if ranks:
            support = [int(ranks[level]) for level in variant.model.outcome.support]
            fitted = fit_ordered_logit(cells, spec, len(ranks))
            return ordered_marginal_effects(fitted, support), data_hash
        return average_marginal_effects(fit_logit(cells, spec)), data_hash
    except RefusalError as refusal:
        if not refusal.is_of_an_estimate:
            raise
        if ranks:
            return refuse_ordered_effects(spec, refusal), data_hash
        return refuse_effects(spec, refusal, cells), data_hash


def _label(
    effects: pd.DataFrame, wave: str, key: str, variant: Variant, data_hash: str
) -> pd.DataFrame:
    labelled = label_results(
        effects.assign(outcome=variant.model.outcome.item).reset_index(drop=True),
        wave=wave,
        model=key,
        # A level that only this variant has is not one of the declared contrasts.
        p_holm=adjust_holm(effects["p"], members=effects["level"] != DONT_KNOW),
        weight="weight" if variant.is_weighted else "none",
        missing_policy="don't know as a level" if variant.keeps_dont_know else "complete cases",
        model_hash=digest_of([to_plain(without_texts(variant.model)), *variant.changes]),
        data_hash=data_hash,
    )
    labelled.insert(0, "variant", variant.name)
    return labelled
