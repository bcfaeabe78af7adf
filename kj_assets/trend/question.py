"""A declared question: is a term becoming a stronger or weaker correlate of a model's outcome?

Here: which changes answer it, and the verdict they allow. Not here: the answer in words
(`figure/question_titles.py`), the tests (`changes.py`) and their family (`families.py`): a
question reads them. The latest wave is held against the first one it may be compared with.
"Stronger" means that the effect is farther from zero, by the test of the change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from kj_assets.estimate.change_tables import EFFECT_CHANGES
from kj_assets.estimate.tables import make_empty
from kj_assets.trend.changes import STEP, find_whole, finish

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


def answer(effects: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The verdict of each line of `select_effects`, with the change it rests on.

    ``changes`` is ``trend/effect_changes``.

    Returns:
        `EFFECT_CHANGES` from the first comparable wave to the last, and ``verdict``. A line of
        one wave has that wave as ``wave_b``, and no other.
    """
    lines = [_choose(rows, changes) for _, rows in effects.groupby(LINE, sort=False)]
    table = pd.concat(lines, ignore_index=True) if lines else make_empty(EFFECT_CHANGES)
    verdicts = [_judge(row) for row in table.to_dict(orient="records")]
    return table.assign(verdict=pd.Series(verdicts, index=table.index, dtype="str"))


def list_steps(effects: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Changes of the same lines between consecutive waves, as ``trend/effect_changes`` has them."""
    lines = effects[LINE].drop_duplicates()
    return lines.merge(changes[changes["span"] == STEP], on=LINE)[list(EFFECT_CHANGES.names)]


def _choose(rows: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    whole = find_whole(rows)
    if whole is None:
        return finish([_stand_alone(rows)], EFFECT_CHANGES)
    wanted = {name: rows[name].iloc[0] for name in LINE}
    wanted |= {"wave_a": whole[0], "wave_b": whole[1]}
    own = np.logical_and.reduce([changes[name] == value for name, value in wanted.items()])
    return changes[own]


def _stand_alone(rows: pd.DataFrame) -> pd.DataFrame:
    """A wave with nothing to compare it with, in the form of a change."""
    names = ("estimate", "p0", "p1", "n", "n_level", "code", "reason", "wave")
    own = {name: rows[name] for name in names}
    named = rows[["population", "model", "outcome", "subgroup", "term", "level", "base"]]
    return named.assign(
        **{f"{name}_b": values for name, values in own.items()},
        wave_a="",
        span="",
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
