"""How a model's effects answer to the answers of single respondents.

Here: the models as the caller passes them in, and measuring their targeted effects. Not here:
estimation (`estimate/`), or changing answers until the targets are met (`tune.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.errors import DeclarationError
from kj_assets.estimate.cells import collapse_to_cells
from kj_assets.estimate.encoding import EncodedTerms, encode_terms
from kj_assets.estimate.logit import fit_logit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.terms import Factor, LogitSpec
from kj_assets.waves.reconstruct.plan import EffectTarget

WEIGHT = "weight"


@dataclass(frozen=True)
class TunedModel:
    """A declared model: its key, the item it explains, and its specification."""

    key: str
    outcome_item: str
    spec: LogitSpec


@dataclass(frozen=True, eq=False)
class CaseSet:
    """Models that are fitted on the same complete cases.

    ``recode`` turns answers (levels by item, null where there is none) into the models' rows:
    each outcome as 0/1, each term in its groups.
    """

    models: tuple[TunedModel, ...]
    recode: Callable[[pd.DataFrame], pd.DataFrame]

    def fit(self, model: TunedModel, rows: pd.DataFrame, weights: np.ndarray) -> LogitFit:
        """Fit one model on the set's complete cases."""
        cells = collapse_to_cells(
            rows.assign(**{WEIGHT: weights}),
            outcomes=[each.spec.outcome for each in self.models],
            terms=model.spec.items,
            weight=WEIGHT,
        )
        return fit_logit(cells, model.spec)


@dataclass(frozen=True, eq=False)
class Response:
    """A model's targeted effects in points, and how each respondent's outcome moves them.

    ``influence`` (respondents × targets): what the effects gain when an outcome goes from 0 to 1.
    """

    effects: np.ndarray
    influence: np.ndarray
    outcome: np.ndarray
    leans: np.ndarray


def measure_response(
    cases: CaseSet,
    model: TunedModel,
    targets: Sequence[EffectTarget],
    answers: pd.DataFrame,
    weights: np.ndarray,
) -> Response:
    """Fit a model and differentiate its targeted effects by each respondent's outcome."""
    rows = cases.recode(answers)
    fit = cases.fit(model, rows, weights)
    items = [*(each.spec.outcome for each in cases.models), *model.spec.items]
    complete = (rows[items].notna().all(axis=1) & (weights > 0)).to_numpy()
    encoded = encode_terms(rows.loc[complete], model.spec)
    moved = encoded.build_matrix()[:, fit.estimated] @ fit.bread
    effects, influence = np.zeros(len(targets)), np.zeros((len(rows), len(targets)))
    leans = np.zeros((len(rows), len(targets)))
    for k, target in enumerate(targets):
        factor, level = find_contrast(model.spec, target.term)
        effects[k], gradient = _differentiate(fit, encoded, factor, level, weights[complete])
        influence[complete, k] = weights[complete] * (moved @ gradient)
        leans[:, k] = (rows[factor.name] == level).to_numpy(dtype=float)
    return Response(effects, influence, rows[model.spec.outcome].to_numpy(dtype=float), leans)


def _differentiate(
    fit: LogitFit, encoded: EncodedTerms, factor: Factor, level: str, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """An average marginal effect in points, and its gradient in the coefficients."""
    effect, gradient = 0.0, np.zeros(int(fit.estimated.sum()))
    for sign, at in ((100, level), (-100, factor.base)):
        there = encoded.set_level(factor.name, at).build_matrix()[:, fit.estimated]
        chance = 1 / (1 + np.exp(-there @ fit.coefficients[fit.estimated]))
        effect += sign * float(np.average(chance, weights=weights))
        gradient += sign * (weights * chance * (1 - chance)) @ there / weights.sum()
    return effect, gradient


def find_contrast(spec: LogitSpec, term: str) -> tuple[Factor, str]:
    """The term and its one level that is not the base."""
    factor = spec.find_main_term(term)
    if not isinstance(factor, Factor) or len(factor.contrasts) != 1:
        raise DeclarationError(
            "P011", f"effects: {term}: a target needs a term of two levels; group its levels"
        )
    return factor, factor.contrasts[0]
