"""A declared question: is a term becoming a stronger or weaker correlate of a model's outcome?

Here: which waves answer it, the tests, and the verdict they allow. Not here: the answer in words
(`figure/question_titles.py`). The latest wave is held against the first one it may be compared
with; the models (and levels) of the question are one family (Holm). "Stronger" means that the
effect is farther from zero, by the test of the change.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from kj_assets.estimate.change_tables import EFFECT_CHANGES
from kj_assets.estimate.changes import compare_effects
from kj_assets.estimate.multiplicity import adjust_holm
from kj_assets.trend.changes import compare_pair, compare_steps, finish

LEVEL = 0.05
Verdict = Literal[
    "stronger", "weaker", "reversed", "no_change", "one_wave", "not_comparable", "refused"
]
LINE = ["population", "model", "term", "level"]


def select_effects(effects: pd.DataFrame, term: str, models: Sequence[str]) -> pd.DataFrame:
    """Computed effects of a term in some models, in the models' order, then by wave."""
    own = (effects["term"] == term) & effects["model"].isin(list(models))
    rows = effects[own & (effects["provenance"] != "published")]
    order = {model: place for place, model in enumerate(models)}
    placed = rows.assign(place=rows["model"].map(order))
    placed = placed.sort_values(["population", "place", "level", "wave"], kind="stable")
    return placed.drop(columns="place").reset_index(drop=True)


def answer(effects: pd.DataFrame, matched: pd.DataFrame | None = None) -> pd.DataFrame:
    """The verdict of each line of `select_effects`, with the change it rests on.

    ``matched`` has the errors of changes between waves that share respondents.

    Returns:
        `EFFECT_CHANGES` from the first comparable wave to the last, and ``verdict``. A line of
        one wave has that wave as ``wave_b``, and no other.
    """
    if effects.empty:
        return finish([], EFFECT_CHANGES).assign(verdict=pd.Series(dtype="str"))
    compare = partial(compare_effects, matched=matched)
    lines = []
    for _, rows in effects.groupby(LINE, sort=False):
        waves = sorted(set(rows["wave"]))
        if len(waves) > 1:
            lines.append(compare_pair(rows, _first_comparable(rows), waves[-1], compare))
        else:
            lines.append(_stand_alone(rows))
    table = finish(lines, EFFECT_CHANGES)
    holm = table.groupby("population")["p"].transform(adjust_holm)
    table = table.assign(p_holm=holm, p_bh=np.nan)
    return table.assign(verdict=[_judge(row) for row in table.to_dict(orient="records")])


def list_steps(effects: pd.DataFrame, matched: pd.DataFrame | None = None) -> pd.DataFrame:
    """Changes of the same lines between consecutive waves; Holm over the models of one step."""
    compare = partial(compare_effects, matched=matched)
    steps = finish(list(compare_steps(effects, LINE, compare)), EFFECT_CHANGES)
    step = [steps[name] for name in ("population", "wave_a", "wave_b")]
    holm = steps["p"].groupby(step).transform(adjust_holm) if len(steps) else steps["p"]
    return steps.assign(p_holm=holm, p_bh=np.nan)


def _first_comparable(rows: pd.DataFrame) -> str:
    """The first wave of the line's last unbroken stretch; the wave before a break at the end.

    Reconstructed respondents and people are never in one stretch.
    """
    waves = rows.sort_values("wave")
    last = waves.iloc[-1]
    alike = (waves["line"] == last["line"]) & (waves["provenance"] == last["provenance"])
    together = waves[alike]["wave"]
    return str(together.iloc[0] if len(together) > 1 else waves["wave"].iloc[-2])


def _stand_alone(rows: pd.DataFrame) -> pd.DataFrame:
    """A wave with nothing to compare it with, in the form of a change."""
    names = ("estimate", "p0", "p1", "n", "n_level", "code", "reason", "wave")
    own = {name: rows[name] for name in names}
    named = rows[["population", "model", "outcome", "subgroup", "term", "level", "base"]]
    return named.assign(
        **{f"{name}_b": values for name, values in own.items()},
        wave_a="",
        provenance=rows["provenance"],
        comparable=True,
        break_kinds="",
        break_en="",
        break_ko="",
        significant_5=False,
        significant_1=False,
    )


def _judge(row: dict[str, object]) -> Verdict:
    if not row["wave_a"]:
        return "refused" if np.isnan(float(str(row["estimate_b"]))) else "one_wave"
    if not row["comparable"]:
        return "not_comparable"
    before, after, p = (float(str(row[name])) for name in ("estimate_a", "estimate_b", "p_holm"))
    if np.isnan(p):
        return "refused"
    if p >= LEVEL:
        return "no_change"
    if before * after < 0:
        return "reversed"
    return "stronger" if abs(after) > abs(before) else "weaker"
