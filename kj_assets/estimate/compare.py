"""Differences between two average marginal effects, tested as differences.

Belongs here: two outcomes of the same respondents, two samples, two terms of one model or two
subgroups. Does not: the effects themselves. "Significant here, not there" is not a difference.

Standard errors come from the influences r of both effects: V(Σ (r_a − r_b)). On the same
respondents the formula for independent samples would be 13–30 % too wide.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.contrasts import Subgroup
from kj_assets.estimate.design import CellDesign
from kj_assets.estimate.inference import make_t_tests
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.predictions import Effect, estimate_effects
from kj_assets.estimate.results import DIFFERENCES
from kj_assets.estimate.tables import build_table

Pairs = Sequence[tuple[Effect, Effect]]


def compare_outcomes(fit_a: LogitFit, fit_b: LogitFit, cells: pd.DataFrame) -> pd.DataFrame:
    """Return `results.DIFFERENCES` for every effect the two models share (stacked covariance).

    Both must be fitted to `cells`, which makes them a comparison set: the same complete cases.
    """
    if not all(fit.cells is cells or fit.cells.equals(cells) for fit in (fit_a, fit_b)):
        raise ValueError("both models must be fitted to the same cells frame; collapse them once")
    pairs = _pair_effects(fit_a, fit_b)
    scores = [
        fit_a.spread(_stack(pairs, 0, kind)) - fit_b.spread(_stack(pairs, 1, kind))
        for kind in _KINDS
    ]
    variances = [fit_a.data.design.variance_of_total(score) for score in scores]
    return _tabulate(pairs, variances, fit_a.df, "outcomes")


def compare_samples(fit_a: LogitFit, fit_b: LogitFit, *, matched: bool = False) -> pd.DataFrame:
    """Return `results.DIFFERENCES` for every effect that models of two samples share.

    Independent samples are strata: variances and df add. `matched` is for samples that share
    respondents: both cells frames were collapsed with the respondent's id as `unit`.
    Errors: D002 where `matched` and a sample has no units.
    """
    pairs = _pair_effects(fit_a, fit_b)
    designs = (fit_a.data.design, fit_b.data.design)
    scores = [
        (fit_a.spread(_stack(pairs, 0, kind)), -fit_b.spread(_stack(pairs, 1, kind)))
        for kind in _KINDS
    ]
    if not matched:
        variances = [
            designs[0].variance_of_total(score_a) + designs[1].variance_of_total(score_b)
            for score_a, score_b in scores
        ]
        return _tabulate(pairs, variances, designs[0].df + designs[1].df, "samples")
    if any(design.clusters is None for design in designs):
        raise RefusalError("D002", "matched samples need the respondent's id as unit in both")
    union = CellDesign.of(pd.concat([fit_a.cells, fit_b.cells], ignore_index=True))
    variances = [union.variance_of_total(np.concatenate(both)) for both in scores]
    return _tabulate(pairs, variances, union.df, "matched samples")


def compare_terms(
    fit: LogitFit, a: tuple[str, str], b: tuple[str, str], within: Subgroup | None = None
) -> pd.DataFrame:
    """Return `results.DIFFERENCES` (one row) for two (term, level) of one model.

    KeyError where the model has no such effect.
    """
    effects = {(e.contrast.term, e.contrast.level): e for e in estimate_effects(fit, within)}
    pairs = [(effects[a], effects[b])]
    scores = [fit.spread(_stack(pairs, 0, kind) - _stack(pairs, 1, kind)) for kind in _KINDS]
    variances = [fit.data.design.variance_of_total(score) for score in scores]
    return _tabulate(pairs, variances, fit.df, "terms")


def compare_subgroups(fit: LogitFit, first: Subgroup, second: Subgroup) -> pd.DataFrame:
    """Return `results.DIFFERENCES` for every effect, averaged over one subgroup minus another.

    The fit is that of all. Errors: X004 for a subgroup without a case.
    """
    pairs = list(zip(estimate_effects(fit, first), estimate_effects(fit, second), strict=True))
    scores = [fit.spread(_stack(pairs, 0, kind) - _stack(pairs, 1, kind)) for kind in _KINDS]
    variances = [fit.data.design.variance_of_total(score) for score in scores]
    either = fit.spread(pairs[0][0].averaged + pairs[0][1].averaged) > 0
    table = _tabulate(pairs, variances, fit.data.design.count_df(either), "subgroups")
    return table.assign(subgroup_a=str(first), subgroup_b=str(second))


_KINDS = ("influence", "delta_influence")


def _pair_effects(fit_a: LogitFit, fit_b: LogitFit) -> Pairs:
    effects_b = {effect.contrast: effect for effect in estimate_effects(fit_b)}
    pairs = [
        (effect, effects_b[effect.contrast])
        for effect in estimate_effects(fit_a)
        if effect.contrast in effects_b
    ]
    if not pairs:
        raise ValueError("the two models share no term with the same level and base")
    return pairs


def _stack(pairs: Pairs, side: int, kind: str) -> np.ndarray:
    return np.column_stack([getattr(pair[side], kind) for pair in pairs])


def _tabulate(pairs: Pairs, variances: Sequence[np.ndarray], df: float, kind: str) -> pd.DataFrame:
    a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    estimates = [np.array([effect.estimate for effect in side]) for side in (a, b)]
    refused = [first.code or second.code for first, second in pairs]
    known = np.array([not code for code in refused])
    columns: dict[str, object] = {"kind": kind, "df": float(df), "code": refused}
    columns |= {"subgroup_a": "", "subgroup_b": ""}
    for name, side, estimate in (("a", a, estimates[0]), ("b", b, estimates[1])):
        columns |= {
            f"outcome_{name}": [effect.fit.data.spec.outcome for effect in side],
            f"term_{name}": [effect.contrast.term for effect in side],
            f"level_{name}": [effect.contrast.level for effect in side],
            f"estimate_{name}": estimate,
            f"n_{name}": [effect.n for effect in side],
        }
    difference = estimates[0] - estimates[1]
    errors = [np.where(known, np.sqrt(variance), np.nan) for variance in variances]
    columns |= {
        "reason": [_tell_reasons(first, second) for first, second in pairs],
        "estimate": difference,
        "std_error": errors[0],
        "std_error_delta": errors[1],
        **make_t_tests(difference, errors[0], float(df)),
    }
    return build_table(columns, DIFFERENCES)


def _tell_reasons(first: Effect, second: Effect) -> str:
    """Why one of the two, or both, must not be given; the same reason once."""
    return "; ".join(dict.fromkeys(effect.reason for effect in (first, second) if effect.code))
