"""A survey file as an agency would deliver it: the crosswalk read backwards.

Here: levels become the wave's codes and columns; ids and columns no item uses are added. Not
here: drawing answers. Another crosswalk dresses the same answers in other columns and codes.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kj_assets.errors import DeclarationError
from kj_assets.waves.reconstruct.people import stream
from kj_assets.waves.reconstruct.plan import Choice, Duration, Extra, Moment, ReconstructionPlan
from kj_assets.waves.wave_declaration import ItemCrosswalk, WaveDeclaration

WIDEST_GAP = 3  # ids skip those who were screened out


def lay_out_file(
    answers: pd.DataFrame, declaration: WaveDeclaration, plan: ReconstructionPlan
) -> pd.DataFrame:
    """Return the delivered table: id, the crosswalk's columns in its order, then the extras.

    Raises:
        DeclarationError: F104 an answer for which the crosswalk has no code.
    """
    n = len(answers)
    gaps = np.floor(stream(plan.seed, "ids").random(n) * WIDEST_GAP).astype(int) + 1
    columns: dict[str, np.ndarray | pd.Series] = {}
    columns[str(declaration.respondent_id)] = plan.first_id + np.cumsum(gaps)
    for key, entry in declaration.crosswalk.items():
        if entry.column is not None:
            columns[entry.column] = _encode_answers(key, answers[key], entry)
    for extra in plan.extras:
        rng = stream(plan.seed, f"extra: {extra.column}")
        columns[extra.column] = _fill_extra(extra, answers, rng)
    return pd.DataFrame(columns)


def _encode_answers(key: str, answers: pd.Series, entry: ItemCrosswalk) -> pd.Series:
    if pd.api.types.is_numeric_dtype(answers):
        return answers
    used = [(meaning, code) for code, meaning in entry.meanings.items() if code not in entry.unused]
    codes = dict(reversed(used))  # of several codes for one level, the first is delivered
    if entry.blank:
        codes.setdefault(entry.blank, "")
    unknown = sorted(set(answers) - set(codes))
    if unknown:
        raise DeclarationError("F104", f"crosswalk.{key}: no code stands for {unknown}; add one")
    return answers.map(codes)


def _fill_extra(extra: Extra, answers: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    if isinstance(extra, Choice):
        return _choose_labels(extra, answers[extra.by], rng.random(len(answers)))
    if isinstance(extra, Duration):
        seconds = extra.median * np.exp(extra.spread * rng.standard_normal(len(answers)))
        return seconds.clip(extra.shortest, extra.longest).astype(int)
    return _spread_moments(extra, rng.random(len(answers)))


def _choose_labels(extra: Choice, levels: pd.Series, chosen: np.ndarray) -> np.ndarray:
    filled = np.empty(len(levels), dtype=object)
    for level, parts in extra.labels.items():
        ends = np.cumsum(list(parts.values()))
        here = (levels == level).to_numpy()
        places = np.searchsorted(ends / ends[-1], chosen[here])
        filled[here] = np.array(list(parts), dtype=object)[places]
    return filled


def _spread_moments(extra: Moment, chosen: np.ndarray) -> np.ndarray:
    """Moments in ascending order, as a file sorted by completion has them."""
    minutes = pd.date_range(extra.start, extra.end, freq="min")
    first, last = extra.hours
    awake = minutes[(minutes.hour >= first) & (minutes.hour < last)]
    places = np.sort(np.floor(chosen * len(awake)).astype(int))
    return awake[places].strftime("%Y-%m-%d %H:%M").to_numpy()
