"""The part of a declared model that a number depends on.

Here: leaving out what does not move the number, so that rewording rebuilds no estimate.
"""

from __future__ import annotations

from typing import Any

from kj_assets.model.registry import Model, Term
from kj_assets.waves.slices import NO_TEXT


def without_texts(model: Model, *, variants: bool = False, within: bool = False) -> Model:
    """The model as its numbers see it: labels blank.

    ``variants`` keeps what only the model's variants look at, ``within`` what only its effects
    within subgroups do.
    """
    terms, controls = (
        tuple(_without_texts(term, variants) for term in declared)
        for declared in (model.terms, model.controls)
    )
    blank: dict[str, Any] = {"label": NO_TEXT, "terms": terms, "controls": controls}
    blank |= {"within": model.within if within else (), "raked_errors": None}
    return model.model_copy(update=blank)


def _without_texts(term: Term, variants: bool) -> Term:
    groups = {k: g.model_copy(update={"label": NO_TEXT}) for k, g in term.groups.items()}
    blank: dict[str, Any] = {"label": None, "groups": groups}
    if not variants:
        blank["may_be_outcome"] = False
    return term.model_copy(update=blank)
