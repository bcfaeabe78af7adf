"""From declared models to the statistics' terms, and from respondents to their rows.

Here: grouping levels as declared, coding the outcome 0/1. Not here: any estimate.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kj_assets.estimate.terms import Factor, Interaction, LogitSpec, Numeric
from kj_assets.model.registry import Model, Term
from kj_assets.waves.codebook import Codebook, Item


def make_spec(key: str, model: Model, codebook: Codebook) -> LogitSpec:
    """The model as declared terms; its outcome column is named by the model's key."""
    terms = tuple(_make_term(term, codebook.items[term.item]) for term in model.all_terms)
    crossed = tuple(Interaction(pair) for pair in model.interactions)
    return LogitSpec(outcome=key, terms=(*terms, *crossed))


def _make_term(term: Term, item: Item) -> Factor | Numeric:
    if item.type == "number":
        return Numeric(term.item, step=term.step or 1.0)
    levels = tuple(term.groups or item.levels)
    if term.base is None:
        raise ValueError(f"{term.item} has no base level")
    return Factor(term.item, levels=levels, base=term.base)


def make_rows(
    validated: pd.DataFrame,
    weights: pd.DataFrame,
    models: Mapping[str, Model],
) -> pd.DataFrame:
    """Rows for the models of one case set: 0/1 outcomes by model, terms, and the design.

    Returns:
        One row a respondent: a column for each model's outcome (1, 0 or missing), one for
        each term's item, ``weight``, and ``stratum`` and ``unit`` where the wave has them.
    """
    columns = ["respondent_id", *(c for c in weights if c in ("weight", "stratum", "unit"))]
    joined = validated.drop(columns=["stratum", "unit"], errors="ignore").merge(
        weights[columns], on="respondent_id", how="left", validate="1:1"
    )
    coded = {key: code_outcome(joined[m.outcome.item], m) for key, m in models.items()}
    terms = next(iter(models.values())).all_terms
    grouped = {term.item: group_levels(joined[term.item], term) for term in terms}
    return pd.DataFrame(coded | grouped | {c: joined[c] for c in columns[1:]})


def code_outcome(answers: pd.Series, model: Model) -> pd.Series:
    """1 for a supporting level, 0 for any other level, missing where there is no answer."""
    support = answers.isin(model.outcome.support).astype(float)
    return support.where(answers.notna())


def group_levels(answers: pd.Series, term: Term) -> pd.Series:
    """Replace levels by the groups they belong to; a term without groups stays as it is."""
    if not term.groups:
        return answers
    groups = {level: name for name, group in term.groups.items() for level in group.levels}
    return answers.map(groups)
