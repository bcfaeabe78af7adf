"""The functions behind a wave's estimates: toplines, cells, models, effects, comparisons.

Here: calling `estimate/` with what is declared and labelling what comes back. No formula
stands in this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.dagster_kit.content import hash_tables
from kj_assets.dagster_kit.rows import Table, hold_tables
from kj_assets.dagster_kit.versions import digest_of, to_plain
from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.checks import warn_losses
from kj_assets.estimate.design import Design
from kj_assets.estimate.grouped import GroupedDesign
from kj_assets.estimate.losses import count_losses
from kj_assets.estimate.multiplicity import adjust_holm
from kj_assets.estimate.results import label_results
from kj_assets.estimate.rows import HeldRows
from kj_assets.estimate.toplines import estimate_toplines
from kj_assets.model.fitted import (
    check_estimated,
    compare_restored,
    fit_or_refuse,
    restore_effects,
)
from kj_assets.model.fixed import is_told_by_strata
from kj_assets.model.groups import group_answers, spread_hashes
from kj_assets.model.queries import code_models, find_asked, select_rows
from kj_assets.model.registry import Model
from kj_assets.model.share_warnings import note_few_df
from kj_assets.model.specs import make_spec
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.fixed import FixedBy


def make_toplines(
    validated: Table,
    weights: Table,
    wave: str,
    codebook: Codebook,
    fixed: Mapping[str, FixedBy] | None = None,
) -> Product:
    """Weighted shares of every level, net and missing kind of every item with levels.

    ``fixed`` names items whose shares the weights or the design fix, as far as is declared.
    """
    people, weighed = hold_tables(validated, weights)
    items = {key: item for key, item in codebook.items.items() if item.levels}
    answers = group_answers(people, weighed, [(key, f"{key}_missing") for key in items])
    tables = []
    for (key, item), groups in zip(items.items(), answers, strict=True):
        nets = {name: net.levels for name, net in item.nets.items()}
        design = GroupedDesign.of(groups)
        told = (key, tuple(item.levels), nets, design, f"{key}_missing")
        by = (fixed or {}).get(key) or ("design" if is_told_by_strata(groups, key) else "")
        estimated = estimate_toplines(groups, *told)
        answers_of = estimated["kind"] != "missing"
        tables.append(estimated.assign(fixed_by=answers_of.map({True: by, False: ""})))
    labelled = label_results(
        pd.concat(tables, ignore_index=True),
        wave=wave,
        weight="weight",
        data_hash=spread_hashes(answers, tables),
    )
    nets = labelled[labelled["kind"] == "net"].to_dict(orient="records")
    shares = {f"share {row['item']} {row['level']}": float(row["share"]) for row in nets}
    largest = labelled["deff"].max()
    numbers = {"items": len(tables), "respondents": len(people)} | shares
    return Product(
        labelled,
        numbers=numbers | ({"deff_max": largest} if largest > 0 else {}),
        notes=note_few_df(labelled, "item"),
    )


def join_weights(validated: pd.DataFrame, weights: pd.DataFrame) -> pd.DataFrame:
    """Respondents with their weight, and stratum and unit where the wave has them."""
    return validated.drop(columns=["stratum", "unit"], errors="ignore").merge(
        weights, on="respondent_id", how="left", validate="1:1"
    )


def read_design(rows: pd.DataFrame) -> Design:
    """The sampling design of weighted respondents (see `join_weights`)."""
    return Design(
        weights=rows["weight"].to_numpy(float),
        strata=rows["stratum"].to_numpy() if "stratum" in rows else None,
        units=rows["unit"].to_numpy() if "unit" in rows else None,
    )


def make_cells(validated: Table, weights: Table, models: dict[str, Model]) -> Product:
    """Respondents collapsed to covariate cells, on the complete cases of a case set."""
    people, weighed = hold_tables(validated, weights)
    coded = code_models(models)
    rows = select_rows(people, weighed, coded)
    # Without a complete case each model is refused, with its rows; the cells say who is there.
    cells = collapse_answers(rows, list(models), list_terms(models), need_complete=False)
    complete = int(cells.loc[cells["complete"], "n"].sum())
    # Who was not asked a question did not leave it unanswered.
    asked = select_rows(people, weighed, coded, where=find_asked(people, models))
    losses = count_losses(asked, list(models), list_terms(models))
    warned = [f"- {warning}" for warning in warn_losses(losses)]
    return Product(
        cells,
        parts={"losses": losses},
        numbers={"respondents": len(people), "complete": complete, "cells": len(cells)},
        notes={"warnings": "\n".join(warned)} if warned else {},
    )


def collapse_rows(rows: HeldRows, models: Mapping[str, Model]) -> pd.DataFrame:
    """Cells of the rows of a case set (see `make_rows`, `select_rows`)."""
    return collapse_answers(rows, list(models), list_terms(models))


def collapse_answers(
    rows: HeldRows, outcomes: Sequence[str], terms: Sequence[str], need_complete: bool = True
) -> pd.DataFrame:
    """Cells of weighted rows, by stratum and unit where the wave has them."""
    return collapse_to_cells(
        rows,
        outcomes=outcomes,
        terms=terms,
        weight="weight",
        stratum="stratum" if "stratum" in rows.columns else None,
        unit="unit" if "unit" in rows.columns else None,
        need_complete=need_complete,
    )


def list_terms(models: Mapping[str, Model]) -> list[str]:
    """Items of the terms that the models of a case set have in common."""
    return [term.item for term in next(iter(models.values())).all_terms]


def make_model(
    cells: pd.DataFrame, wave: str, key: str, model: Model, codebook: Codebook
) -> Product:
    """Fit one model; its coefficients, on the log-odds scale, and its warnings."""
    made = fit_or_refuse(cells, make_spec(key, model, codebook))
    named = {"wave": wave, "model": key}
    table = made.coefficients.assign(outcome=model.outcome.item)
    told = made.warnings.to_dict(orient="records")
    return Product(
        label_results(table, **named, **describe_origin(cells, model)),
        parts={"warnings": made.warnings}
        | {
            name: label_results(measured.assign(outcome=model.outcome.item), **named)
            for name, measured in made.measures.items()
        },
        checks=(check_estimated(table, made.warnings),),
        numbers=made.numbers,
        notes={"warnings": "\n".join(f"- {w['code']}: {w['message']}" for w in told)}
        if told
        else {},
    )


def make_effects(
    cells: pd.DataFrame,
    coefficients: pd.DataFrame,
    wave: str,
    key: str,
    model: Model,
    codebook: Codebook,
) -> Product:
    """Average marginal effects of every term of one model, key terms first."""
    spec = make_spec(key, model, codebook)
    effects = restore_effects(cells, spec, coefficients).assign(outcome=model.outcome.item)
    is_key = effects["term"].isin(key_terms(model))
    labelled = label_results(
        effects,
        wave=wave,
        model=key,
        p_holm=adjust_holm(effects["p"], members=is_key),
        **describe_origin(cells, model),
    )
    known = labelled[is_key & labelled["estimate"].notna()]
    numbers = {
        f"effect {row['term']} {row['level']}": float(row["estimate"])
        for row in known.to_dict(orient="records")
    }
    deffs = known["deff"].dropna()
    widest = {"deff_max": float(deffs.max())} if len(deffs) else {}
    return Product(labelled, numbers=numbers | {"n": int(effects["n"].iloc[0])} | widest)


def make_comparison(
    cells: pd.DataFrame,
    coefficients_a: pd.DataFrame,
    coefficients_b: pd.DataFrame,
    wave: str,
    key: str,
    models: dict[str, Model],
    codebook: Codebook,
) -> Product:
    """Differences of two models' effects on the same respondents, first minus second."""
    (first, model), (second, other) = models.items()
    specs = [make_spec(name, own, codebook) for name, own in models.items()]
    differences = compare_restored(cells, specs, (coefficients_a, coefficients_b)).assign(
        outcome_a=model.outcome.item, outcome_b=other.outcome.item
    )
    is_key = differences["term_a"].isin(key_terms(model))
    labelled = label_results(
        differences,
        comparison=key,
        wave_a=wave,
        wave_b=wave,
        model_a=first,
        model_b=second,
        p_holm=adjust_holm(differences["p"], members=is_key),
        **describe_origin(cells, model, other),
    )
    known = labelled[is_key & labelled["estimate"].notna()]
    numbers = {
        f"difference {row['term_a']} {row['level_a']}": float(row["estimate"])
        for row in known.to_dict(orient="records")
    }
    return Product(labelled, numbers=numbers | {"n": int(differences["n_a"].iloc[0])})


def key_terms(model: Model) -> list[str]:
    """Items of a model's key terms."""
    return [term.item for term in model.terms]


def describe_origin(cells: pd.DataFrame, *models: Model) -> dict[str, str]:
    """What a result table says of where its numbers come from."""
    return {
        "weight": "weight",
        "missing_policy": "complete cases",
        "model_hash": digest_of([to_plain(model) for model in models]),
        "data_hash": hash_tables({"cells": cells}),
    }
