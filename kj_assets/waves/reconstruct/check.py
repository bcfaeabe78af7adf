"""Whether drawn answers meet what the plan asks for; a target missed stops the reconstruction.

Here: targets beside achieved figures, as tables. Not here: changing any answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kj_assets.errors import DeclarationError
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.reconstruct.effects import CaseSet
from kj_assets.waves.reconstruct.plan import Claim, EffectTarget, ReconstructionPlan

SHARE_TOLERANCE = 0.05  # points: half the last printed digit

Effects = Mapping[str, pd.DataFrame]
"""Estimated effects of the terms a plan aims at: by model, one row a term."""


def check_shares(
    plan: ReconstructionPlan, codebook: Codebook, answers: pd.DataFrame, weights: np.ndarray
) -> pd.DataFrame:
    """Return item, level, base, status, target and achieved (per cent), and whether it is met."""
    rows = []
    for key, item_plan in plan.items.items():
        nets = {name: net.levels for name, net in codebook.items[key].nets.items()}
        asked = pd.Series(100 * weights / weights.sum()).groupby(answers[key]).sum()
        valid = 1 - asked.reindex(list(item_plan.missing)).sum() / 100
        targets = [(name, share, item_plan.base) for name, share in item_plan.shares.items()]
        targets += [(kind, share, "asked") for kind, share in item_plan.missing.items()]
        for name, share, base in targets:
            reached = asked.reindex(list(nets.get(name, (name,)))).sum()
            reached = reached / valid if base == "valid" else reached
            met = abs(reached - share.percent) <= SHARE_TOLERANCE
            rows.append((key, name, base, share.status, share.percent, reached, met))
    columns = ["item", "level", "base", "status", "target", "achieved", "met"]
    return _refuse_misses(pd.DataFrame(rows, columns=columns))


def check_effects(targets: Sequence[EffectTarget], effects: Effects) -> pd.DataFrame:
    """Return model, term, status, target and achieved (points), p, and whether it is met."""
    rows = []
    for target in targets:
        mine = effects[target.model]
        reached = 100 * mine["estimate"][target.term]
        met = abs(reached - target.points) <= target.tolerance
        p = mine["p"][target.term]
        rows.append((target.model, target.term, target.status, target.points, reached, p, met))
    columns = ["model", "term", "status", "target", "achieved", "p", "met"]
    return _refuse_misses(pd.DataFrame(rows, columns=columns))


def check_claims(claims: Sequence[Claim], effects: Effects) -> pd.DataFrame:
    """Return model, term, relation, value, status, and whether it is met.

    ``largest`` is among the terms the plan aims at in that model, not among the controls.
    """
    rows = []
    for claim in claims:
        mine = effects[claim.model]
        estimate, p = mine["estimate"][claim.term], mine["p"][claim.term]
        met = {
            "positive": estimate > 0,
            "largest": estimate >= mine["estimate"].max(),
            "p_below": p < (claim.value or 0.0),
        }[claim.relation]
        rows.append((claim.model, claim.term, claim.relation, claim.value, claim.status, bool(met)))
    columns = ["model", "term", "relation", "value", "status", "met"]
    return _refuse_misses(pd.DataFrame(rows, columns=columns))


def estimate_effects(
    plan: ReconstructionPlan,
    case_sets: Sequence[CaseSet],
    answered: pd.DataFrame,
    weights: np.ndarray,
) -> Effects:
    """Fit every model the plan names; the effects of the terms it aims at, by term."""
    aimed = {(target.model, target.term) for target in plan.targets}
    effects: dict[str, pd.DataFrame] = {}
    for cases in case_sets:
        for model in cases.models:
            terms = [term for key, term in aimed if key == model.key]
            if terms:
                fit = cases.fit(model, cases.recode(answered), weights)
                table = average_marginal_effects(fit)
                effects[model.key] = table[table["term"].isin(terms)].set_index("term")
    return effects


def _refuse_misses(table: pd.DataFrame) -> pd.DataFrame:
    missed = table[~table["met"].astype(bool)]
    if len(missed):
        raise DeclarationError(
            "P011",
            "the reconstruction misses its targets; change a target, a relation or the seed:\n"
            + missed.to_string(index=False),
        )
    return table
