"""Drawing a whole wave: people, weights, answers item by item, then the models' effects.

Here: the order of things. Not here: each step's own file, or writing a survey file (`write.py`).
Deterministic: the seed in the plan is the only source of chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.reconstruct.answers import Leaning, lean
from kj_assets.waves.reconstruct.check import (
    check_claims,
    check_effects,
    check_shares,
    estimate_effects,
)
from kj_assets.waves.reconstruct.effects import (
    CaseSet,
    Response,
    TunedModel,
    measure_response,
)
from kj_assets.waves.reconstruct.people import draw_people, stream
from kj_assets.waves.reconstruct.plan import EffectTarget, ReconstructionPlan
from kj_assets.waves.reconstruct.shares import meet_shares
from kj_assets.waves.reconstruct.tune import exchange_answers, tune_pulls

Rake = Callable[[pd.DataFrame], np.ndarray]
"""Weights for a frame of answers (one column an item), as the wave's declaration asks for."""


@dataclass(frozen=True, eq=False)
class Reconstruction:
    """Drawn answers and how they meet their targets.

    ``answers`` has one column an item: a level, a number, or a missing kind. ``shares``,
    ``effects`` and ``claims`` hold targets beside what was achieved (see `check.py`).
    """

    answers: pd.DataFrame
    weights: np.ndarray
    shares: pd.DataFrame
    effects: pd.DataFrame
    claims: pd.DataFrame


def reconstruct_wave(
    plan: ReconstructionPlan,
    codebook: Codebook,
    population: Path,
    rake: Rake,
    case_sets: Sequence[CaseSet],
) -> Reconstruction:
    """Draw respondents that meet every target of the plan.

    Raises:
        DeclarationError: P011 targets that cannot be met, or name what was not passed in.
    """
    _refuse_unknown_models(plan, case_sets)
    people = draw_people(population, plan.people, plan.n, plan.seed, codebook)
    drawing = _Drawing(plan, codebook, people, rake(people))
    for key in plan.items:
        drawing.draw_item(key)
    for cases in case_sets:
        for model in cases.models:
            targets = [target for target in plan.effects if target.model == model.key]
            if targets:
                drawing.tune_item(cases, model, targets)
    effects = estimate_effects(plan, case_sets, drawing.blank_missing(), drawing.weights)
    return Reconstruction(
        drawing.answers,
        drawing.weights,
        check_shares(plan, codebook, drawing.answers, drawing.weights),
        check_effects(plan.effects, effects),
        check_claims(plan.claims, effects),
    )


def _refuse_unknown_models(plan: ReconstructionPlan, case_sets: Sequence[CaseSet]) -> None:
    known = [model.key for cases in case_sets for model in cases.models]
    unknown = {target.model for target in plan.targets} - set(known)
    if unknown:
        raise DeclarationError(
            "P011", f"the plan names models {sorted(unknown)}; this wave can fit {known}"
        )


@dataclass(eq=False)
class _Drawing:
    """Respondents while their answers are being filled in."""

    plan: ReconstructionPlan
    codebook: Codebook
    answers: pd.DataFrame
    weights: np.ndarray
    leanings: dict[str, Leaning] = field(default_factory=dict)

    def draw_item(self, key: str) -> None:
        """Answer one item, given those answered before."""
        item, plan = self.codebook.items[key], self.plan.items[key]
        leaning = lean(key, item, plan, self.answers, self.weights, self.plan.seed)
        self.leanings[key] = leaning
        # Who is missing stays fixed from here on: it decides the models' complete cases.
        self._settle(key, leaning.cut(self.weights), leaning.missing == "")

    def tune_item(self, cases: CaseSet, model: TunedModel, targets: Sequence[EffectTarget]) -> None:
        """Answer a model's outcome item anew: the same shares, the targeted effects."""
        key, weights = model.outcome_item, self.weights
        leaning = self.leanings[key]
        respond = partial(self._respond, cases, model, targets)
        answers = tune_pulls(leaning, weights, targets, respond)
        supporting = set(answers[respond(answers).outcome == 1])
        share = sum(leaning.plan.share_of_asked(level) for level in supporting)
        answers = exchange_answers(answers, weights, targets, share, respond)
        sides = np.nan_to_num(respond(answers).outcome, nan=-1.0)
        self._settle(key, answers, sides)

    def blank_missing(self) -> pd.DataFrame:
        """Return the answers with null in place of missing kinds."""
        blank = self.answers.copy()
        for key in map(str, blank.columns):
            levels = list(self.codebook.items[key].levels)
            if levels:
                blank[key] = blank[key].astype(object).where(blank[key].isin(levels), None)
        return blank

    def _respond(
        self,
        cases: CaseSet,
        model: TunedModel,
        targets: Sequence[EffectTarget],
        answers: np.ndarray,
    ) -> Response:
        self.answers[model.outcome_item] = answers
        return measure_response(cases, model, targets, self.blank_missing(), self.weights)

    def _settle(self, key: str, answers: np.ndarray, groups: np.ndarray) -> None:
        plan = self.plan.items[key]
        wanted = {level: plan.share_of_asked(level) for level in self.codebook.items[key].levels}
        wanted |= {kind: share.percent / 100 for kind, share in plan.missing.items()}
        rng = stream(self.plan.seed, f"{key}: settle")
        self.answers[key] = meet_shares(answers, self.weights, wanted, groups, rng)
