"""Respondents who gave no answer to what their wave is raked to.

Here: refusing them, or keeping their share: a level of their own in each margin, with the share
they have of the sample, while the others are raked to the population. Not here: raking
(`rake.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from kj_assets.estimate.checks import RefusalError
from kj_assets.waves.wave_declaration import Raking
from kj_assets.weight.rake import Margin, Margins, list_items

# Named as the missing kind, for which every language has a word.
UNKNOWN = "no_answer"


def name_unknown(answers: pd.DataFrame, margins: Margins) -> pd.DataFrame:
    """The answers, those missing for an item of the margins as the level `UNKNOWN`."""
    return answers.assign(**{item: answers[item].fillna(UNKNOWN) for item in list_items(margins)})


def keep_unknown(
    answers: pd.DataFrame, margins: Margins, plan: Raking, counts: ArrayLike | None = None
) -> Margins:
    """Margins in which whoever is `UNKNOWN` keeps their share of the sample, if the plan says so.

    A row of ``answers`` stands for as many respondents as ``counts`` says. The rest of a margin is
    divided among its known levels as before.

    Raises:
        RefusalError: R001 somebody is unknown, and the plan does not say what to do.
    """
    each = np.ones(len(answers)) if counts is None else np.asarray(counts, dtype=float)
    if plan.unanswered == "refuse":
        _refuse_unknown(answers, margins, each)
    return {margin: _widen(answers, margin, levels, each) for margin, levels in margins.items()}


def _refuse_unknown(answers: pd.DataFrame, margins: Margins, each: np.ndarray) -> None:
    for item in list_items(margins):
        unknown = (answers[item] == UNKNOWN).to_numpy()
        if unknown.any():
            raise RefusalError(
                "R001",
                f"respondents have no answer to {item!r}, to which the wave is raked; let them "
                "keep their share of the sample (weight.rake.unanswered: keep_share), or rake "
                "without it",
                item=item,
                counts={"respondents": int(each[unknown].sum())},
            )


def _widen(answers: pd.DataFrame, margin: Margin, levels: Mapping, each: np.ndarray) -> Mapping:
    items = list_items([margin])
    unknown = (answers[items] == UNKNOWN).any(axis=1).to_numpy()
    if not unknown.any():
        return levels
    rows = answers.loc[unknown, items].assign(respondents=each[unknown])
    grouped = rows.groupby(items if len(items) > 1 else items[0], sort=True)["respondents"].sum()
    shares = (grouped / each.sum()).to_dict()
    total, known = sum(levels.values()), 1 - sum(shares.values())
    kept = {level: wanted * known for level, wanted in levels.items()}
    return kept | {level: share * total for level, share in shares.items()}
