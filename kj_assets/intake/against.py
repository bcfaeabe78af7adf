"""A wave against the one before it: missing shares and distributions, by the sampling design.

Here: the tests. Waves are independent samples, so each is a stratum of the two taken together.
Not here: which of them to tell (`check.py`). A share that moved is no mistake: opinions do.

Source: Rao & Scott (1984), second order, for a distribution; t for a difference of two shares;
Holm (1979) over the items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.estimate.multiplicity import adjust_holm
from kj_assets.estimate.rao_scott import assess_independence
from kj_assets.estimate.shares import estimate_shares
from kj_assets.intake.trial import Trial
from kj_assets.model.hypotheses import name_origins
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.fixed import find_fixed

ALPHA = 0.05


@dataclass(frozen=True)
class Moved:
    """One item's test: the level that moved most, its shares in both waves, p and Holm's p."""

    item: str
    level: str
    share_last: float
    share_new: float
    p: float
    p_holm: float

    @property
    def is_beyond_chance(self) -> bool:
        """Whether Holm's p is under 5 %."""
        return self.p_holm < ALPHA


def compare_missing(new: Trial, last: Trial, codebook: Codebook) -> list[Moved]:
    """Test the missing share of every item asked in both waves; `not_asked` is no missing."""
    tested = []
    for item in _asked_in_both(new, last, codebook):
        before, now = (
            share_among(side, _is_missing(side, item), _is_asked(side, item))
            for side in (last, new)
        )
        tested.append((item, "", before[0], now[0], difference_p(before, now)))
    return _adjust(tested, codebook)


def compare_distributions(new: Trial, last: Trial, codebook: Codebook) -> list[Moved]:
    """Test every distribution on one scale in both waves that no weights and no design fix."""
    fixed = {key for trial in (new, last) for key in find_fixed(trial.wave, codebook)}
    keys = [
        key
        for key in _asked_in_both(new, last, codebook)
        if codebook.items[key].levels and key not in fixed and has_same_scale(new, last, key)
    ]
    tested = [_test_distribution(new, last, key, codebook) or _leave_out(key) for key in keys]
    return [moved for moved in _adjust(tested, codebook) if not np.isnan(moved.p)]


def list_rescaled(new: Trial, last: Trial, codebook: Codebook) -> tuple[str, ...]:
    """Items asked in both waves on scales of different levels."""
    keys = _asked_in_both(new, last, codebook)
    return tuple(key for key in keys if not has_same_scale(new, last, key))


def has_same_scale(new: Trial, last: Trial, item: str) -> bool:
    """Whether both waves map codes to the same levels of an item."""
    entries = [trial.wave.declaration.crosswalk.get(item) for trial in (new, last)]
    levels = [entry.levels if entry else frozenset() for entry in entries]
    return levels[0] == levels[1]


def _asked_in_both(new: Trial, last: Trial, codebook: Codebook) -> list[str]:
    asked_last = set(last.wave.items_asked(codebook))
    return [key for key in new.wave.items_asked(codebook) if key in asked_last]


def _is_asked(trial: Trial, item: str) -> np.ndarray:
    return (trial.accepted[f"{item}_missing"] != "not_asked").fillna(True).to_numpy(bool)


def _is_missing(trial: Trial, item: str) -> np.ndarray:
    return trial.accepted[item].isna().to_numpy() & _is_asked(trial, item)


Share = tuple[float, float, float]


def share_among(trial: Trial, inside: np.ndarray, base: np.ndarray) -> Share:
    """Weighted share of a base with its standard error and degrees of freedom."""
    shares = estimate_shares(inside[:, None], base, trial.design)
    return float(shares.share[0]), float(shares.std_error[0]), float(shares.df)


def difference_p(last: Share, new: Share) -> float:
    """Two-sided p of the difference of two independent shares; 1 where neither varies."""
    from scipy import stats

    error = float(np.hypot(last[1], new[1]))
    if error == 0:
        return 1.0 if last[0] == new[0] else 0.0
    return float(2 * stats.t.sf(abs(new[0] - last[0]) / error, last[2] + new[2]))


Test = tuple[str, str, float, float, float]


def _leave_out(item: str) -> Test:
    """A test that cannot be made: nothing is told of it, and the others are adjusted for it."""
    return item, "", np.nan, np.nan, np.nan


def _test_distribution(new: Trial, last: Trial, item: str, codebook: Codebook) -> Test | None:
    answers = pd.concat([last.accepted[item], new.accepted[item]], ignore_index=True)
    is_new = np.repeat([False, True], [len(last.accepted), len(new.accepted)])
    base = answers.notna().to_numpy()
    masks = {lv: (answers == lv).fillna(False).to_numpy(bool) for lv in codebook.items[item].levels}
    masks = {level: mask for level, mask in masks.items() if mask.any()}
    if len(masks) < 2 or not (base & is_new).any() or not (base & ~is_new).any():
        return None
    design = _join(last, new)
    try:
        test = assess_independence([~is_new, is_new], list(masks.values()), base, design)
    except RefusalError as refusal:
        if not refusal.is_of_an_estimate:
            raise
        return None
    inside = np.column_stack(list(masks.values()))
    old, now = (estimate_shares(inside, base & side, design).share for side in (~is_new, is_new))
    most = int(np.abs(now - old).argmax())
    return item, list(masks)[most], float(old[most]), float(now[most]), test.p


def _join(last: Trial, new: Trial) -> Design:
    """Both waves as one design, a wave's strata and units its own."""
    sides = [trial.design for trial in (last, new)]
    strata = [_name(place, d.strata, "all", len(d.weights)) for place, d in enumerate(sides)]
    units = None
    if any(d.units is not None for d in sides):
        units = np.concatenate(
            [_name(place, d.units, None, len(d.weights)) for place, d in enumerate(sides)]
        )
    return Design(np.concatenate([d.weights for d in sides]), np.concatenate(strata), units)


def _name(place: int, names: np.ndarray | None, default: str | None, n: int) -> np.ndarray:
    own = names if names is not None else [default or str(row) for row in range(n)]
    return np.array([f"{place} {name}" for name in own], dtype=object)


def _adjust(tests: Sequence[Test], codebook: Codebook) -> list[Moved]:
    """Holm over the items; age and its bands are one."""
    origins = name_origins((test[0] for test in tests), codebook)
    adjusted = adjust_holm([test[-1] for test in tests], origins)
    return [Moved(*test, float(p)) for test, p in zip(tests, adjusted, strict=True)]
