"""The other ways one could have fitted a declared model.

Here: which variants a model has, and how each changes rows and terms. Not here: estimating
(`sensitivity.py`). Every variant keeps the declared model but for the one thing it is named for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from kj_assets.dagster_kit.rows import Rows
from kj_assets.dagster_kit.sql import quote, quote_text
from kj_assets.estimate.terms import Factor, LogitSpec, Term
from kj_assets.model.registry import Model
from kj_assets.waves.codebook import Codebook, Item

AS_DECLARED = "as_declared"
DONT_KNOW = "dont_know"
Estimator = Literal["logit", "ordered"]


@dataclass(frozen=True)
class Variant:
    """One way to fit: the model's terms, and what is done with the outcome and the weights.

    ``outcome`` has the value that is modelled for each level (who has none is left out); None
    keeps the declared support.
    """

    name: str
    model: Model
    outcome: Mapping[str, float] | None = None
    is_weighted: bool = True
    keeps_dont_know: bool = False
    estimator: Estimator = "logit"

    @property
    def changes(self) -> tuple[str, ...]:
        """What it does to the declared model: its name; nothing for the declared model itself."""
        return () if self.name == AS_DECLARED else (self.name,)


def list_variants(model: Model, codebook: Codebook) -> Iterator[Variant]:
    """The declared model first, then every variant that it can have."""
    yield Variant(AS_DECLARED, model)
    yield Variant("unweighted", model, is_weighted=False)
    yield from _vary_midpoint(model, codebook.items[model.outcome.item])
    if ranks := rank_levels(model, codebook.items[model.outcome.item]):
        yield Variant("ordered_logit", model, outcome=ranks, estimator="ordered")
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
    counted = {level: float(level in support) for level in item.levels}
    left_out = {level: value for level, value in counted.items() if level != midpoint}
    yield Variant("midpoint_left_out", model, outcome=left_out)
    yield Variant("midpoint_as_support", model, outcome=counted | {midpoint: 1.0})


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
    columns: Mapping[str, str], spec: LogitSpec, people: Rows
) -> tuple[dict[str, str], LogitSpec]:
    """Make don't know a level of every factor that has any; ``columns`` as of `code_models`."""
    terms: list[Term] = []
    coded = dict(columns)
    for term in spec.terms:
        if isinstance(term, Factor) and (unknown := _find_unknown(term.name, people)):
            level = quote_text(DONT_KNOW)
            coded[term.name] = f"CASE WHEN {unknown} THEN {level} ELSE {coded[term.name]} END"
            terms.append(replace(term, levels=(*term.levels, DONT_KNOW)))
        else:
            terms.append(term)
    return coded, replace(spec, terms=tuple(terms))


def _find_unknown(item: str, people: Rows) -> str:
    """SQL that is true for who said don't know; none where nobody did."""
    missing = f"{item}_missing"
    if missing not in people.columns:
        return ""
    unknown = f"people.{quote(missing)}::VARCHAR IS NOT DISTINCT FROM {quote_text(DONT_KNOW)}"
    found = people.query(f"SELECT count(*) FROM {people.name} AS people WHERE {unknown}")
    return unknown if found.iloc[0, 0] else ""
