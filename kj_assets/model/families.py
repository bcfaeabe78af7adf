"""All models' effects, and all comparisons, in one table, with p values of the whole of them.

Here: adjusting over the registry. Not here: a model's own effects (`estimates.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kj_assets.dagster_kit.asset import Product
from kj_assets.estimate.multiplicity import adjust_benjamini_hochberg
from kj_assets.estimate.results import label_results
from kj_assets.model.registry import Model

KeyTerms = Mapping[str, Sequence[str]]
"""Items of the key terms, by model."""


def gather_differences(key_terms: KeyTerms, **differences: pd.DataFrame) -> Product:
    """Stack every comparison of a wave, and fill ``p_bh`` over the key terms of all of them.

    Two terms that are compared with each other are registered as such, whichever they are.
    """
    table = pd.concat(differences.values(), ignore_index=True)
    is_key = _are_key(table["model_a"], table["term_a"], key_terms) | (table["kind"] == "terms")
    adjusted = adjust_benjamini_hochberg(table["p"], members=is_key)
    return Product(
        label_results(table, p_bh=adjusted),
        numbers={"comparisons": len(differences), "tests": int(is_key.sum())},
    )


def gather_effects(key_terms: KeyTerms, **effects: pd.DataFrame) -> Product:
    """Stack the effects of every model, and fill ``p_bh`` over the key terms of all of them.

    A refused effect of a key term was registered, and counts.
    """
    table = pd.concat(effects.values(), ignore_index=True)
    is_key = _are_key(table["model"], table["term"], key_terms)
    adjusted = adjust_benjamini_hochberg(table["p"], members=is_key)
    return Product(
        label_results(table, p_bh=adjusted),
        numbers={"models": len(effects), "tests": int(is_key.sum())},
    )


def _are_key(models: pd.Series, terms: pd.Series, key_terms: KeyTerms) -> pd.Series:
    pairs = zip(models, terms, strict=True)
    found = [term in key_terms.get(model, ()) for model, term in pairs]
    return pd.Series(found, index=terms.index, dtype=bool)


def list_key_terms(models: Mapping[str, Model]) -> dict[str, tuple[str, ...]]:
    """Items of each model's key terms: the tests that are registered."""
    return {key: tuple(term.item for term in model.terms) for key, model in models.items()}
