"""The functions behind effects within subgroups, and comparisons of two terms of one model.

Here: calling `estimate/` with what is declared and labelling what comes back. Not here: a model's
own effects and comparisons of two models (`estimates.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.compare import compare_subgroups, compare_terms
from kj_assets.estimate.contrasts import Subgroup
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.logit import restore_fit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.multiplicity import adjust_holm
from kj_assets.estimate.refused import read_refusal, refuse_differences, refuse_effects
from kj_assets.estimate.results import DIFFERENCES, label_results
from kj_assets.estimate.tables import make_empty
from kj_assets.estimate.terms import LogitSpec
from kj_assets.model.estimates import describe_origin, key_terms
from kj_assets.model.registry import ComparedTerm, Model
from kj_assets.model.specs import make_spec
from kj_assets.waves.codebook import Codebook

Estimates = tuple[list[pd.DataFrame], list[pd.DataFrame]]
"""Effects in each group, and differences of each but the base to the base."""


def make_effects_within(
    cells: pd.DataFrame,
    coefficients: pd.DataFrame,
    wave: str,
    key: str,
    model: Model,
    codebook: Codebook,
) -> Product:
    """Effects of the key terms averaged over each level of the terms in ``model.within``.

    The fit is that of everybody. Holm's p is over the key terms and levels of one such term. A
    part ``differences`` has the effects in each level minus those in its base, tested.
    """
    spec = make_spec(key, model, codebook)
    refusal = read_refusal(coefficients)
    estimate: Callable[[Sequence[Subgroup], Subgroup], Estimates] = (
        partial(_refuse, spec, refusal, cells)
        if refusal
        else partial(_estimate, restore_fit(cells, spec, coefficients))
    )
    effects, differences = [], []
    for item in model.within:
        groups = [Subgroup(item, level) for level in list_levels(model, item, codebook)]
        base = Subgroup(item, next(str(t.base) for t in model.all_terms if t.item == item))
        own, found = estimate(groups, base)
        kept = [_keep_key(table, "term", model, item) for table in own]
        effects.append(_adjust(pd.concat(kept, ignore_index=True)))
        kept = [_keep_key(table, "term_a", model, item) for table in found]
        differences.append(_adjust(pd.concat(kept, ignore_index=True)) if kept else None)
    told = {"wave": wave, "model": key}
    labelled = pd.concat(effects, ignore_index=True).assign(outcome=model.outcome.item)
    tested = [table for table in differences if table is not None]
    stacked = pd.concat(tested, ignore_index=True) if tested else make_empty(DIFFERENCES)
    return Product(
        label_results(labelled, **told, **describe_origin(cells, model)),
        parts={"differences": _label_differences(stacked, key, key, wave, cells, model)},
        numbers={"subgroups": int(labelled["subgroup"].nunique()), "effects": len(labelled)},
    )


def make_term_comparison(
    cells: pd.DataFrame,
    coefficients: pd.DataFrame,
    wave: str,
    key: str,
    name: str,
    model: Model,
    terms: Sequence[ComparedTerm],
    codebook: Codebook,
) -> Product:
    """The difference of two terms' effects in one model, first minus second (one row)."""
    spec = make_spec(name, model, codebook)
    first, second = (_choose(model, compared, codebook) for compared in terms)
    if refusal := read_refusal(coefficients):
        effects = refuse_effects(spec, refusal, cells).set_index(["term", "level"], drop=False)
        table = refuse_differences(effects.loc[[first]], effects.loc[[second]], "terms")
    else:
        table = compare_terms(restore_fit(cells, spec, coefficients), first, second)
    table = _adjust(table)
    labelled = _label_differences(table, key, name, wave, cells, model)
    numbers: dict[str, float | int] = {"n": int(table["n_a"].iloc[0])}
    if labelled["estimate"].notna().all():
        numbers["difference"] = float(labelled["estimate"].iloc[0])
    return Product(labelled, numbers=numbers)


def _estimate(fit: LogitFit, groups: Sequence[Subgroup], base: Subgroup) -> Estimates:
    own = {group: _average(fit, group) for group in groups}
    return list(own.values()), [_compare(fit, group, base, own) for group in own if group != base]


def _refuse(
    spec: LogitSpec,
    refusal: RefusalError,
    cells: pd.DataFrame,
    groups: Sequence[Subgroup],
    base: Subgroup,
) -> Estimates:
    """The same rows of a model refused whole, with the cases of each group."""
    own = {
        group: refuse_effects(spec, refusal, cells[cells[group.item] == group.level]).assign(
            subgroup=str(group)
        )
        for group in groups
    }
    others = [table for group, table in own.items() if group != base]
    return list(own.values()), [refuse_differences(t, own[base], "subgroups") for t in others]


def _average(fit: LogitFit, group: Subgroup) -> pd.DataFrame:
    try:
        return average_marginal_effects(fit, group)
    except RefusalError as refusal:
        return refuse_effects(fit.spec, refusal).assign(subgroup=str(group))


def _compare(
    fit: LogitFit, group: Subgroup, base: Subgroup, own: Mapping[Subgroup, pd.DataFrame]
) -> pd.DataFrame:
    """Differences to the base; refused, and counted as tests, without a case in one of the two."""
    try:
        return compare_subgroups(fit, group, base)
    except RefusalError:
        return refuse_differences(own[group], own[base], "subgroups")


def _keep_key(table: pd.DataFrame, column: str, model: Model, within: str) -> pd.DataFrame:
    """Key terms but the one that makes the groups."""
    return table[table[column].isin(set(key_terms(model)) - {within})]


def _adjust(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(p_holm=adjust_holm(table["p"]))


def list_levels(model: Model, item: str, codebook: Codebook) -> list[str]:
    """Levels of a model's term, or its groups, as the wave offered them."""
    term = next(term for term in model.all_terms if term.item == item)
    return list(term.groups or codebook.items[item].levels)


def _choose(model: Model, compared: ComparedTerm, codebook: Codebook) -> tuple[str, str]:
    """The (term, level) of an effect; a number has one, and a term of two levels."""
    spec_term = next(term for term in model.all_terms if term.item == compared.item)
    if codebook.items[compared.item].type == "number":
        return compared.item, f"+{spec_term.step or 1:g}"
    others = [
        level for level in list_levels(model, compared.item, codebook) if level != spec_term.base
    ]
    return compared.item, compared.level or others[0]


def _label_differences(
    table: pd.DataFrame, key: str, name: str, wave: str, cells: pd.DataFrame, model: Model
) -> pd.DataFrame:
    outcome = model.outcome.item
    return label_results(
        table.assign(outcome_a=outcome, outcome_b=outcome),
        comparison=key,
        wave_a=wave,
        wave_b=wave,
        model_a=name,
        model_b=name,
        **describe_origin(cells, model),
    )
