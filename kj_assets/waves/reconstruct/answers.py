"""Drawing answers: a latent leaning, cut where the weighted shares want it cut.

Here: one item at a time, given the items before it. Not here: meeting shares to the last
digit (`shares.py`) or a model's effects (`effects.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.waves.codebook import Item
from kj_assets.waves.reconstruct.people import stream
from kj_assets.waves.reconstruct.plan import ItemPlan
from kj_assets.waves.reconstruct.shares import meet_shares


@dataclass(frozen=True, eq=False)
class Leaning:
    """How far each respondent leans towards one end of an item, and who gives no answer.

    ``missing`` holds a missing kind, or an empty text for those who answer.
    """

    item: Item
    plan: ItemPlan
    score: np.ndarray
    missing: np.ndarray

    def cut(self, weights: np.ndarray, pull: np.ndarray | float = 0.0) -> np.ndarray:
        """Return each respondent's level or missing kind; `pull` is added to the leaning."""
        answers = self.missing.astype(object)
        open_ = np.flatnonzero(self.missing == "")
        order = open_[np.argsort(-(self.score + pull)[open_], kind="stable")]
        levels = list(self.item.levels)
        if self.plan.towards == levels[-1]:
            levels.reverse()
        wanted = np.cumsum([self.plan.share_of_asked(level) for level in levels])
        before = (np.cumsum(weights[order]) - weights[order] / 2) / weights[order].sum()
        places = np.searchsorted(wanted / wanted[-1], before).clip(max=len(levels) - 1)
        answers[order] = np.array(levels, dtype=object)[places]
        return answers


def lean(
    key: str, item: Item, plan: ItemPlan, answers: pd.DataFrame, weights: np.ndarray, seed: int
) -> Leaning:
    """Draw leanings from the items answered before, shared noise and noise of its own."""
    n = len(answers)
    shared = stream(seed, "shared").standard_normal(n)
    own = stream(seed, f"{key}: noise").standard_normal(n)
    score = np.sqrt(plan.shared) * shared + np.sqrt(1 - plan.shared) * own
    for other, coefficients in plan.given.items():
        score = score + answers[other].map(coefficients).fillna(0.0).to_numpy(dtype=float)
    return Leaning(item, plan, score, _draw_missing(key, plan, weights, seed))


def _draw_missing(key: str, plan: ItemPlan, weights: np.ndarray, seed: int) -> np.ndarray:
    kinds = list(plan.missing)
    order = np.argsort(stream(seed, f"{key}: missing").random(len(weights)), kind="stable")
    reached = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    ends = np.cumsum([plan.missing[kind].percent / 100 for kind in kinds])
    missing = np.empty(len(weights), dtype=object)
    missing[order] = np.array([*kinds, ""], dtype=object)[np.searchsorted(ends, reached)]
    wanted: dict[str, float] = {kind: plan.missing[kind].percent / 100 for kind in kinds}
    wanted[""] = 1 - sum(wanted.values())
    rng = stream(seed, f"{key}: settle missing")
    return meet_shares(missing, weights, wanted, np.zeros(len(weights)), rng)
