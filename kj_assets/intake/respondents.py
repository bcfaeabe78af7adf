"""Respondents who may stand twice, or who gave one answer to everything.

Here: doubles within a wave and across waves, straight-lining. Not here: telling of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.clean.identity import number_respondents
from kj_assets.clean.ids import read_ids
from kj_assets.clean.panel import FORMS, match_respondents
from kj_assets.errors import CrosswalkError
from kj_assets.intake.trial import Trial
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.codes import canonical_codes
from kj_assets.waves.wave_declaration import IdForm

SHARED_ITEMS = 3
FEWEST_COLUMNS = 5
RARE = 0.001


@dataclass(frozen=True)
class Doubles:
    """How many rows of a wave have a double in it and in the other wave, in their answers alone.

    ``p`` is that of so many more doubles across than within, if rows of both waves were alike
    draws: a row is then as likely to have its double in the one as in the other, by their sizes.
    """

    within: int
    across: int
    p: float


def find_copied_rows(trial: Trial) -> tuple[str, ...]:
    """Ids of rows that equal another row in every column of the file but the id."""
    if trial.delivered is None or trial.clean is None:
        return ()
    columns = trial.delivered.frame.columns.drop(str(trial.wave.declaration.respondent_id))
    if len(columns) < FEWEST_COLUMNS:
        return ()
    copied = trial.delivered.frame.duplicated(list(columns), keep=False).to_numpy()
    return tuple(str(name) for name in _delivered_ids(trial)[copied])


def find_repeated_ids(trial: Trial) -> tuple[str, ...]:
    """Ids that stand more than once."""
    if trial.delivered is None:
        return ()
    ids = _delivered_ids(trial)
    return tuple(ids[ids.duplicated() & ids.notna()].unique())


def find_alike_ids(trial: Trial) -> tuple[str, ...]:
    """Ids that another id of the file equals but for its form, such as ``007`` and ``7``."""
    if trial.delivered is None:
        return ()
    ids = _delivered_ids(trial).dropna().drop_duplicates()
    return tuple(ids[read_ids(ids, "by_value").duplicated(keep=False)])


def count_shared_ids(new: Trial, last: Trial) -> dict[IdForm, int]:
    """Respondents of the new wave whose id, in either form, stands in the other one as well."""
    own, theirs = _accepted_ids(new), _accepted_ids(last)
    return {form: int(read_ids(own, form).isin(read_ids(theirs, form)).sum()) for form in FORMS}


def declares_panel(new: Trial, last: Trial) -> bool:
    """Whether the new wave declares that it shares respondents with the other one."""
    return last.wave.id in new.wave.declaration.panel.shares_with


def match_panel(new: Trial, last: Trial) -> tuple[int, str]:
    """Respondents matched with the other wave, and what the build would refuse, if anything."""
    if new.delivered is None or last.delivered is None:
        return 0, ""
    try:
        others = {last.wave.schema: last.delivered.frame}
        pairs = match_respondents(new.delivered.frame, new.wave, [last.wave], **others).frame
    except CrosswalkError as refusal:
        return 0, refusal.message.splitlines()[-1].strip()
    both = pairs["respondent_id"].isin(new.accepted["respondent_id"])
    return int((both & pairs["earlier_id"].isin(last.accepted["respondent_id"])).sum()), ""


def _accepted_ids(trial: Trial) -> pd.Series:
    """Delivered ids of accepted rows; tables from the clean one on hold their numbers alone."""
    ids = _delivered_ids(trial)
    return ids[number_respondents(ids).isin(trial.accepted["respondent_id"])]


def _delivered_ids(trial: Trial) -> pd.Series:
    if trial.delivered is None:
        return pd.Series(dtype="str")
    return canonical_codes(trial.delivered.frame[str(trial.wave.declaration.respondent_id)])


def count_doubles(new: Trial, last: Trial, codebook: Codebook) -> Doubles | None:
    """Count rows with equal answers to all items asked in both waves; None if those are few."""
    from scipy.stats import binomtest

    items = [
        key
        for key in new.wave.items_asked(codebook)
        if key in last.wave.items_asked(codebook) and not codebook.items[key].bands
    ]
    if len(items) < FEWEST_COLUMNS:
        return None
    columns = [column for key in items for column in (key, f"{key}_missing")]
    rows, others = _fingerprints(new, columns), _fingerprints(last, columns)
    within = rows.duplicated(keep=False).to_numpy()
    across = rows.isin(set(others)).to_numpy()
    only_across, only_within = int((across & ~within).sum()), int((within & ~across).sum())
    differing = only_across + only_within
    expected = len(others) / (len(others) + max(len(rows) - 1, 1))
    p = binomtest(only_across, differing, expected, "greater").pvalue if differing else 1.0
    return Doubles(int(within.sum()), int(across.sum()), float(p))


def _fingerprints(trial: Trial, columns: Sequence[str]) -> pd.Series:
    return pd.util.hash_pandas_object(
        trial.accepted[list(columns)].astype("str").fillna(""), index=False
    )


def scales_of(trial: Trial, codebook: Codebook) -> list[tuple[str, ...]]:
    """Items on one and the same ordered scale in this wave, three or more at a time."""
    scales: dict[tuple[str, ...], list[str]] = {}
    for key in trial.wave.items_asked(codebook):
        item, entry = codebook.items[key], trial.wave.declaration.crosswalk.get(key)
        if item.type == "ordered" and entry and len(entry.levels) > 2:
            used = tuple(level for level in item.levels if level in entry.levels)
            scales.setdefault(used, []).append(key)
    return [tuple(items) for items in scales.values() if len(items) >= SHARED_ITEMS]


def straight_lines(trial: Trial, items: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Who gave one answer to all the items, among those who answered them all (two masks)."""
    answers = trial.accepted[list(items)]
    answered = answers.notna().all(axis=1).to_numpy()
    same = answers.eq(answers[items[0]], axis=0).fillna(False).all(axis=1).to_numpy(bool)
    return same & answered, answered
