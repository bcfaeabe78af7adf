"""Raking: weights that meet known margins (iterative proportional fitting), with trimming.

Belongs here: the algorithm and its refusals, on any table. Does not: where margins come from, or
what weights cost (`diagnostics.py`). Source: Deming & Stephan (1940); Kolenikov (2014).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from kj_assets.estimate.checks import RefusalError, check_weights

Margin = str | tuple[str, ...]
Margins = Mapping[Margin, Mapping]

TOTALS_AGREE = 1e-6


def list_items(margins: Iterable[Margin]) -> list[str]:
    """Every item of the margins, each once, those of crossed ones as well."""
    items = (item for m in margins for item in ([m] if isinstance(m, str) else m))
    return list(dict.fromkeys(items))


@dataclass(frozen=True, eq=False)
class Raked:
    """Raked weights (one per respondent), rounds used, respondents that the cap cut.

    `margins_before_after`: `margin`, `level`, `n`, `target`, `before`, `after` (all shares but n).
    """

    weights: np.ndarray
    rounds: int
    n_trimmed: int
    margins_before_after: pd.DataFrame


def rake_to_margins(
    sample: pd.DataFrame,
    margins: Margins,
    *,
    start: ArrayLike | None = None,
    tolerance: float = 1e-12,
    max_rounds: int = 1000,
    trim: float | None = None,
    total: float | None = None,
    counts: ArrayLike | None = None,
) -> Raked:
    """Rake until the largest relative margin error is below `tolerance`.

    A margin is an item, or a tuple of items with tuples as levels; its targets are shares or
    totals. Weights sum to `total`, by default the number of respondents. `trim` caps each weight
    at that multiple of the mean; the margins are met with the cap in place. With `counts` a row
    of the sample stands for so many respondents alike, each with the weight of the row.

    Errors: R001 (a target without respondents, or a respondent without a target), R002 (totals of
    the margins disagree), R003 (not converged), W001, W002 (start weights).
    """
    weights = np.ones(len(sample)) if start is None else np.array(start, dtype=float)
    check_weights(weights)
    each = np.ones(len(sample)) if counts is None else np.asarray(counts, dtype=float)
    targets = [
        _match_margin(sample, margin, levels, weights, each) for margin, levels in margins.items()
    ]
    _check_totals(targets)
    n = each.sum()
    total = float(n) if total is None else total
    weights = before = weights * (total / (weights * each).sum())
    cap = np.inf if trim is None else trim * total / n
    cut = np.zeros(len(sample), dtype=bool)
    error = np.inf
    for rounds in range(1, max_rounds + 1):
        for target in targets:
            weights = weights * target.find_factors(weights * each, total)
        cut |= weights > cap
        weights = np.minimum(weights, cap)
        error = max((target.measure_error(weights * each, total) for target in targets), default=0)
        if error < tolerance:
            sums = (before * each, weights * each)
            table = pd.concat([target.tabulate(*sums, each) for target in targets])
            return Raked(weights, rounds, int(each[cut].sum()), table.reset_index(drop=True))
    raise RefusalError(
        "R003",
        f"raking did not converge in {max_rounds} rounds (largest margin error {error:.1e}); merge "
        "rare levels" + ("" if trim is None else f" or allow weights over {trim:g} × the mean"),
        counts={"respondents": int(n), "margins": len(targets)},
    )


@dataclass(frozen=True, eq=False)
class _Target:
    """One margin: the level each row is in, and the share each level must have.

    `weights` are summed over the respondents of a row.
    """

    name: str
    levels: tuple[str, ...]
    codes: np.ndarray
    shares: np.ndarray
    declared_total: float

    def find_factors(self, weights: np.ndarray, total: float) -> np.ndarray:
        """What each row's weight must be multiplied by."""
        sums = np.bincount(self.codes, weights, len(self.shares))
        wanted = self.shares * total
        return np.divide(wanted, sums, out=np.zeros_like(sums), where=sums > 0)[self.codes]

    def measure_error(self, weights: np.ndarray, total: float) -> float:
        """Largest relative error over the levels."""
        sums = np.bincount(self.codes, weights, len(self.shares))
        wanted = self.shares * total
        positive = wanted > 0
        return float(np.abs(sums[positive] / wanted[positive] - 1).max())

    def tabulate(self, before: np.ndarray, after: np.ndarray, each: np.ndarray) -> pd.DataFrame:
        """Targets and shares before and after."""
        shares = [np.bincount(self.codes, w, len(self.shares)) / w.sum() for w in (before, after)]
        return pd.DataFrame(
            {
                "margin": self.name,
                "level": self.levels,
                "n": np.bincount(self.codes, each, len(self.shares)).astype(int),
                "target": self.shares,
                "before": shares[0],
                "after": shares[1],
            }
        )


def _match_margin(
    sample: pd.DataFrame, margin: Margin, levels: Mapping, weights: np.ndarray, each: np.ndarray
) -> _Target:
    items = [margin] if isinstance(margin, str) else list(margin)
    name = " × ".join(items)
    wanted = pd.Series(levels, dtype=float)
    answers = sample[items]
    index = wanted.index
    if len(items) == 1:
        codes = index.get_indexer(pd.Index(answers[items[0]].astype(object)))
    else:
        codes = index.get_indexer(pd.MultiIndex.from_frame(answers.astype(object)))
    labels = tuple(_print_level(level) for level in index)
    _refuse_unmatched(name, labels, wanted.to_numpy(), codes, weights, each)
    total = float(wanted.sum())
    return _Target(name, labels, codes, wanted.to_numpy() / total, total)


def _refuse_unmatched(
    name: str,
    labels: Sequence[str],
    wanted: np.ndarray,
    codes: np.ndarray,
    weights: np.ndarray,
    each: np.ndarray,
) -> None:
    if (codes < 0).any():
        raise RefusalError(
            "R001",
            f"respondents have a level of {name!r} that has no target; give it one or merge it",
            item=name,
            counts={"respondents": int(each[codes < 0].sum())},
        )
    present = np.bincount(codes, weights, len(wanted)) > 0
    for label, target, found in zip(labels, wanted, present, strict=True):
        if target > 0 and not found:
            raise RefusalError(
                "R001",
                f"target {label!r} of {name!r} has no respondent; merge it with a neighbour",
                item=name,
                level=label,
                counts={"respondents": 0},
            )


def _check_totals(targets: Sequence[_Target]) -> None:
    totals = {target.name: target.declared_total for target in targets}
    if totals and max(totals.values()) > min(totals.values()) * (1 + TOTALS_AGREE):
        listed = ", ".join(f"{name}: {total:,.10g}" for name, total in totals.items())
        raise RefusalError(
            "R002", f"the margins' totals disagree ({listed}); take them from one source"
        )


def _print_level(level: object) -> str:
    return " × ".join(map(str, level)) if isinstance(level, tuple) else str(level)
