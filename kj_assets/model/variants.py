"""The other ways one could have fitted a declared model.

Here: which variants a model has, and how each changes rows and terms. Not here: estimating
(`sensitivity.py`). Every variant keeps the declared model but for the one thing it is named for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from kj_assets.estimate.terms import Factor, LogitSpec, Term
from kj_assets.model.registry import Model
from kj_assets.waves.codebook import Codebook, Item

DONT_KNOW = "dont_know"
Estimator = Literal["logit", "ordered"]


@dataclass(frozen=True)
class Variant:
    """One way to fit: the model's terms, and what is done with the outcome and the weights.

    ``outcome`` turns a respondent's level into what is modelled (null leaves the row out);
    None keeps the declared support.
    """

    name: str
    model: Model
    outcome: Callable[[pd.Series], pd.Series] | None = None
    is_weighted: bool = True
    keeps_dont_know: bool = False
    estimator: Estimator = "logit"


def list_variants(model: Model, codebook: Codebook) -> Iterator[Variant]:
    """The declared model first, then every variant that it can have."""
    yield Variant("as_declared", model)
    yield Variant("unweighted", model, is_weighted=False)
    yield from _vary_midpoint(model, codebook.items[model.outcome.item])
    if rank_levels(model, codebook.items[model.outcome.item]):
        yield Variant("ordered_logit", model, estimator="ordered")
    for term in model.terms:
        if term.may_be_outcome and len(model.terms) > 1:
            kept = tuple(other for other in model.terms if other is not term)
            yield Variant(f"without_{term.item}", model.keep_terms(kept, model.controls))
    if model.controls:
        yield Variant("without_controls", model.keep_terms(model.terms, ()))
    yield Variant("dont_know_as_level", model, keeps_dont_know=True)


def _vary_midpoint(model: Model, item: Item) -> Iterator[Variant]:
    midpoint, support = item.midpoint, set(model.outcome.support)
    if midpoint is None or midpoint in support:
        return
    yield Variant(
        "midpoint_left_out", model, outcome=lambda levels: _count(levels, support, {midpoint})
    )
    yield Variant(
        "midpoint_as_support", model, outcome=lambda levels: _count(levels, support | {midpoint})
    )


def _count(levels: pd.Series, support: Set[str], left_out: Set[str] = frozenset()) -> pd.Series:
    counted = levels.isin(list(support)).astype(float)
    return counted.where(levels.notna() & ~levels.isin(list(left_out)))


def rank_levels(model: Model, item: Item) -> dict[str, float]:
    """Position of each level, support on top; empty where the scale does not allow it."""
    levels = list(item.levels)
    support = set(model.outcome.support)
    if item.type != "ordered" or len(levels) < 3:
        return {}
    if set(levels[: len(support)]) == support:
        levels.reverse()
    if set(levels[len(levels) - len(support) :]) != support:
        return {}
    return {level: float(position) for position, level in enumerate(levels)}


def add_dont_know(
    rows: pd.DataFrame, spec: LogitSpec, respondents: pd.DataFrame
) -> tuple[pd.DataFrame, LogitSpec]:
    """Make don't know a level of every factor that has any."""
    terms: list[Term] = []
    for term in spec.terms:
        said = respondents.get(f"{term.name}_missing")
        unknown = said == DONT_KNOW if said is not None else pd.Series(False, index=rows.index)
        if isinstance(term, Factor) and unknown.any():
            rows = rows.assign(**{term.name: rows[term.name].mask(unknown, DONT_KNOW)})
            terms.append(replace(term, levels=(*term.levels, DONT_KNOW)))
        else:
            terms.append(term)
    return rows, replace(spec, terms=tuple(terms))
