"""How far a model's effects depend on choices that could have been made otherwise.

Here: fitting every variant (`variants.py`) and putting the key terms' effects side by side.
Not here: formulas (`estimate/`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.dagster_kit.content import hash_tables
from kj_assets.dagster_kit.versions import digest_of, to_plain
from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.effects import average_marginal_effects, refuse_effects
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.multiplicity import adjust_holm
from kj_assets.estimate.ordinal import fit_ordered_logit
from kj_assets.estimate.ordinal_effects import ordered_marginal_effects, refuse_ordered_effects
from kj_assets.estimate.results import label_results
from kj_assets.estimate.terms import LogitSpec
from kj_assets.model.registry import Model
from kj_assets.model.specs import make_rows, make_spec
from kj_assets.model.variants import (
    DONT_KNOW,
    Variant,
    add_dont_know,
    list_variants,
    rank_levels,
)
from kj_assets.waves.codebook import Codebook


def make_sensitivity(
    validated: pd.DataFrame,
    weights: pd.DataFrame,
    wave: str,
    key: str,
    models: Mapping[str, Model],
    codebook: Codebook,
) -> Product:
    """Effects of a model's key terms, one block a variant, the declared model first.

    ``models`` are those of its case set, so that the first block is the published one. A
    variant that is refused keeps its rows, empty, with the reason.
    """
    model = models[key]
    others = {name: other for name, other in models.items() if name != key}
    tables = []
    for variant in list_variants(model, codebook):
        rows = make_rows(validated, weights, {key: variant.model} | others)
        effects = _estimate(rows, validated, key, variant, [key, *others], codebook)
        shown = effects[effects["term"].isin([term.item for term in model.terms])]
        tables.append(_label(shown, wave, key, variant, weights))
    table = pd.concat(tables, ignore_index=True)
    refused = table.loc[table["code"] != "", "variant"].nunique()
    return Product(table, numbers={"variants": len(tables), "with_refusals": refused})


def _estimate(
    rows: pd.DataFrame,
    validated: pd.DataFrame,
    key: str,
    variant: Variant,
    outcomes: list[str],
    codebook: Codebook,
) -> pd.DataFrame:
    """One variant's effects; refused ones are rows with a reason."""
    item = codebook.items[variant.model.outcome.item]
    answers = validated[variant.model.outcome.item].reset_index(drop=True)
    ranks = rank_levels(variant.model, item) if variant.estimator == "ordered" else {}
    spec = make_spec(key, variant.model, codebook)
    if ranks:
        rows = rows.assign(**{key: answers.map(ranks).astype(float)})
    if variant.outcome:
        rows = rows.assign(**{key: variant.outcome(answers)})
    if not variant.is_weighted:
        rows = rows.assign(weight=1.0)
    if variant.keeps_dont_know:
        rows, spec = add_dont_know(rows, spec, validated.reset_index(drop=True))
    try:
        if ranks:
            support = [int(ranks[level]) for level in variant.model.outcome.support]
            fitted = fit_ordered_logit(_collapse(rows, spec, outcomes), spec, len(ranks))
            return ordered_marginal_effects(fitted, support)
        return average_marginal_effects(fit_logit(_collapse(rows, spec, outcomes), spec))
    except RefusalError as refusal:
        refuse = refuse_ordered_effects if ranks else refuse_effects
        return refuse(spec, refusal)


def _collapse(rows: pd.DataFrame, spec: LogitSpec, outcomes: list[str]) -> pd.DataFrame:
    return collapse_to_cells(
        rows,
        outcomes=outcomes,
        terms=spec.items,
        weight="weight",
        stratum="stratum" if "stratum" in rows else None,
        unit="unit" if "unit" in rows else None,
    )


def _label(
    effects: pd.DataFrame, wave: str, key: str, variant: Variant, weights: pd.DataFrame
) -> pd.DataFrame:
    labelled = label_results(
        effects.assign(outcome=variant.model.outcome.item).reset_index(drop=True),
        wave=wave,
        model=key,
        # A level that only this variant has is not one of the declared contrasts.
        p_holm=adjust_holm(effects["p"].where(effects["level"] != DONT_KNOW)),
        weight="weight" if variant.is_weighted else "none",
        missing_policy="don't know as a level" if variant.keeps_dont_know else "complete cases",
        model_hash=digest_of([to_plain(variant.model), variant.name]),
        data_hash=hash_tables({"weights": weights}),
    )
    labelled.insert(0, "variant", variant.name)
    return labelled
