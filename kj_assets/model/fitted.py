"""What is told of a fit beside its effects: coefficients, warnings, how good it is; or its refusal.

Here: these tables, of a model that was fitted and of one that was refused whole. Not here: any
formula (`estimate/`), labelling and wiring (`estimates.py`, `assets.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from kj_assets.dagster_kit.asset import CheckReport
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.compare import compare_outcomes
from kj_assets.estimate.diagnostics import summarise_fit, tabulate_collinearity
from kj_assets.estimate.discrimination import tabulate_calibration
from kj_assets.estimate.effects import average_marginal_effects
from kj_assets.estimate.fit_tables import CALIBRATION, COLLINEARITY, FIT_STATISTICS
from kj_assets.estimate.logit import fit_logit, restore_fit
from kj_assets.estimate.logit_fit import LogitFit
from kj_assets.estimate.refused import (
    read_refusal,
    refuse_coefficients,
    refuse_differences,
    refuse_effects,
)
from kj_assets.estimate.tables import make_empty
from kj_assets.estimate.terms import LogitSpec

ESTIMATED = "estimated"


@dataclass(frozen=True, eq=False)
class Fitted:
    """Tables of one model by what they are called, and its numbers of the whole."""

    coefficients: pd.DataFrame
    warnings: pd.DataFrame
    measures: Mapping[str, pd.DataFrame]
    numbers: Mapping[str, float | int] = field(default_factory=dict)


def fit_or_refuse(cells: pd.DataFrame, spec: LogitSpec) -> Fitted:
    """Fit a model; where its answers allow no estimate, its rows are empty, with why.

    Errors: W001, W002, X001, Y001, D002: what was delivered is not what was declared, and a row
    that says "refused" would let the other numbers of these data pass.
    """
    try:
        return _describe(fit_logit(cells, spec))
    except RefusalError as refusal:
        if not refusal.is_of_an_estimate:
            raise
        return Fitted(
            refuse_coefficients(spec, refusal),
            _tabulate_warnings([(refusal.code, refusal.reason)]),
            {
                "fit": make_empty(FIT_STATISTICS),
                "collinearity": make_empty(COLLINEARITY),
                "calibration": make_empty(CALIBRATION),
            },
        )


def restore_effects(
    cells: pd.DataFrame, spec: LogitSpec, coefficients: pd.DataFrame
) -> pd.DataFrame:
    """Effects of a stored fit (`results.EFFECTS`), or the rows of one that was refused whole."""
    if refusal := read_refusal(coefficients):
        return refuse_effects(spec, refusal, cells)
    return average_marginal_effects(restore_fit(cells, spec, coefficients))


def compare_restored(
    cells: pd.DataFrame, specs: Sequence[LogitSpec], coefficients: Sequence[pd.DataFrame]
) -> pd.DataFrame:
    """Differences of two stored fits' effects (`results.DIFFERENCES`), or why there are none."""
    both = list(zip(specs, coefficients, strict=True))
    if not any(read_refusal(stored) for stored in coefficients):
        fit, other = (restore_fit(cells, *stored) for stored in both)
        return compare_outcomes(fit, other, cells)
    first, second = (restore_effects(cells, *stored) for stored in both)
    contrast = ["term", "level", "base"]
    first = first.merge(second[contrast], on=contrast)
    return refuse_differences(first, first[contrast].merge(second, on=contrast), "outcomes")


def check_estimated(coefficients: pd.DataFrame, warnings: pd.DataFrame) -> CheckReport:
    """Whether every coefficient is there; fails, as a warning, where one was refused."""
    codes = coefficients["code"]
    refused = codes[codes != ""]
    why = ", ".join(sorted(set(refused)))
    gone = f"{len(refused)} of {len(codes)} coefficients are refused: {why}."
    return CheckReport(
        name=ESTIMATED,
        passed=refused.empty,
        description=gone if len(refused) else "Every coefficient is estimated.",
        failing=warnings[warnings["code"].isin(set(refused))],
    )


def _describe(fit: LogitFit) -> Fitted:
    summary = summarise_fit(fit)
    return Fitted(
        fit.coefficient_table(),
        _tabulate_warnings((warning.code, warning.message) for warning in fit.warnings),
        {
            "fit": summary,
            "collinearity": tabulate_collinearity(fit),
            "calibration": tabulate_calibration(fit),
        },
        {"n": fit.n, "n_eff": fit.n_eff, "df": fit.df, "auc": float(summary["auc"].iloc[0])},
    )


def _tabulate_warnings(told: Iterable[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(list(told), columns=["code", "message"], dtype=str)
