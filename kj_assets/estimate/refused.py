"""The rows of a model that was refused whole: all empty, each with the code and the reason.

Belongs here: those rows, and reading the refusal back from them. Does not: deciding to refuse
(`checks.py`, `separation.py`), a level refused alone (`logit_fit.py`, `effects.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.contrasts import Contrast, list_contrasts
from kj_assets.estimate.effects import ESTIMAND
from kj_assets.estimate.inference import make_t_tests
from kj_assets.estimate.results import COEFFICIENTS, DIFFERENCES, EFFECTS
from kj_assets.estimate.tables import build_table
from kj_assets.estimate.terms import INTERCEPT, Factor, LogitSpec, list_columns


def refuse_coefficients(spec: LogitSpec, refusal: RefusalError) -> pd.DataFrame:
    """Return `results.COEFFICIENTS`: one row a column of the design matrix."""
    columns = list_columns(spec)
    told = {
        "outcome": spec.outcome,
        "term": [column.term for column in columns],
        "level": [column.level for column in columns],
    }
    return build_table({**told, **_leave_empty(len(columns), refusal)}, COEFFICIENTS)


def read_refusal(coefficients: pd.DataFrame) -> RefusalError | None:
    """Return why a model was refused whole, from its coefficient table; None where it was not.

    A level refused alone leaves the intercept as it is.
    """
    code, reason = coefficients.loc[coefficients["term"] == INTERCEPT, ["code", "reason"]].iloc[0]
    return RefusalError(code, reason) if code else None


def refuse_effects(
    spec: LogitSpec,
    refusal: RefusalError,
    cells: pd.DataFrame | None = None,
    estimand: str = ESTIMAND,
) -> pd.DataFrame:
    """Return `results.EFFECTS`: one row an effect, with the counts of levels that `cells` give.

    `cells` are those averaged over; without them n and the counts are null.
    """
    contrasts = list_contrasts(spec)
    told = {
        "outcome": spec.outcome,
        "subgroup": "",
        "term": [contrast.term for contrast in contrasts],
        "level": [contrast.level for contrast in contrasts],
        "base": [contrast.base for contrast in contrasts],
        "estimand": estimand,
    }
    counted = {} if cells is None else _count_cases(spec, contrasts, cells)
    return build_table({**told, **counted, **_leave_empty(len(contrasts), refusal)}, EFFECTS)


def refuse_differences(first: pd.DataFrame, second: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return `results.DIFFERENCES`, untested, of two `results.EFFECTS` row by row.

    Of each row at least one of the two effects is refused; the other keeps its estimate.
    """
    at_first = (first["code"] != "").to_numpy()
    columns: dict[str, Any] = {"kind": kind}
    for name, side in (("a", first), ("b", second)):
        shown = ("outcome", "subgroup", "term", "level", "estimate", "n")
        columns |= {f"{column}_{name}": side[column].to_numpy() for column in shown}
    columns["code"] = np.where(at_first, first["code"], second["code"])
    both = zip(first["reason"], second["reason"], strict=True)
    columns["reason"] = ["; ".join(dict.fromkeys(filter(None, pair))) for pair in both]
    nothing = np.full(len(first), np.nan)
    tests = make_t_tests(nothing, nothing, nothing)
    return build_table({**columns, "estimate": nothing, **tests}, DIFFERENCES)


def _leave_empty(n: int, refusal: RefusalError) -> dict[str, Any]:
    nothing = np.full(n, np.nan)
    tests = make_t_tests(nothing, nothing, nothing)
    return {"estimate": nothing, "code": refusal.code, "reason": refusal.reason, **tests}


def _count_cases(
    spec: LogitSpec, contrasts: Sequence[Contrast], cells: pd.DataFrame
) -> dict[str, Any]:
    """Complete cases, and those at each level and base, in all and with outcome 1."""
    complete = cells[cells["complete"]]
    counts: dict[str, Any] = {"n": int(complete["n"].sum())}
    for name, side in (("n_level", "level"), ("n_base", "base")):
        pairs = [(contrast.term, getattr(contrast, side)) for contrast in contrasts]
        counts[name] = [_count_at(spec, complete, *pair) for pair in pairs]
        with_1 = complete[complete[spec.outcome] == 1]
        counts[f"{name}_1"] = [_count_at(spec, with_1, *pair) for pair in pairs]
    return counts


def _count_at(spec: LogitSpec, cells: pd.DataFrame, term: str, level: str) -> int | None:
    if not isinstance(spec.find_main_term(term), Factor):
        return None
    return int(cells.loc[cells[term] == level, "n"].sum())
