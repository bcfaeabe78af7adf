"""A wave tried in memory, from its file to the gate and its weights: nothing is stored.

Here: the same steps as the build's, going on past each refusal so that all are told at once.
Not here: judging what comes out (`check.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from kj_assets.clean.corrections import apply_corrections
from kj_assets.clean.crosswalk import apply_crosswalk
from kj_assets.dagster_kit.rows import Rows
from kj_assets.errors import CrosswalkError, TrackerError
from kj_assets.estimate.checks import RefusalError
from kj_assets.estimate.design import Design
from kj_assets.validate.gate import Verdict, judge_wave
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.outside import OutsideFile
from kj_assets.waves.readers.delivered import DeliveredFile
from kj_assets.waves.registry import ASKS_NOTHING, Wave
from kj_assets.waves.sources import read_wave_file
from kj_assets.weight.coarser import coarsen
from kj_assets.weight.lone_units import settle_lone_units
from kj_assets.weight.weigh import find_weights


@dataclass(frozen=True, eq=False)
class Trial:
    """How far a wave came.

    Args:
        wave: with those items only that the crosswalk could be applied to.
        delivered: the file as read, or None.
        clean: the clean table, or None.
        verdict: the gate's, or None.
        weights: of the accepted rows, summing to their number, or None.
        refusals: what the build would refuse, in its words.
    """

    wave: Wave
    delivered: DeliveredFile | None = None
    clean: pd.DataFrame | None = None
    verdict: Verdict | None = None
    weights: np.ndarray | None = None
    refusals: tuple[str, ...] = ()

    @property
    def accepted(self) -> pd.DataFrame:
        """Rows that passed the gate; none if the wave did not come that far."""
        return pd.DataFrame() if self.verdict is None else self.verdict.accepted

    @property
    def design(self) -> Design:
        """The sampling design of the accepted rows."""
        if self.weights is None:
            raise ValueError(f"wave {self.wave.id} has no weights")
        columns = {name: self.accepted.get(name) for name in ("stratum", "unit")}
        if columns["stratum"] is not None:
            renamed = settle_lone_units(Rows.of(self.accepted), self.wave)
            columns["stratum"] = columns["stratum"].replace(renamed)
        strata, units = (None if c is None else c.to_numpy() for c in columns.values())
        return Design(self.weights, strata, units)


def try_wave(wave: Wave, codebook: Codebook, populations: Path) -> Trial:
    """Read, correct, cross, judge and weigh a wave as the build would."""
    try:
        delivered = read_wave_file(wave)
    except TrackerError as refusal:
        return Trial(wave, refusals=(str(refusal),))
    codebook = wave.codebook(codebook)
    responses, refusals = _correct(delivered.frame, wave)
    fitting, refused = _keep_fitting(responses, wave, codebook)
    refusals += refused
    if fitting is None:
        return Trial(wave, delivered, refusals=refusals)
    clean = apply_crosswalk(responses, fitting, codebook)
    verdict = judge_wave(clean, fitting, codebook)
    weights, refused = _weigh(verdict.accepted, fitting, codebook, populations)
    return Trial(fitting, delivered, clean, verdict, weights, refusals + refused)


def _correct(responses: pd.DataFrame, wave: Wave) -> tuple[pd.DataFrame, tuple[str, ...]]:
    try:
        return apply_corrections(responses, wave), ()
    except CrosswalkError as refusal:
        return responses, _single_lines(refusal)


def _keep_fitting(
    responses: pd.DataFrame, wave: Wave, codebook: Codebook
) -> tuple[Wave | None, tuple[str, ...]]:
    """The wave with the items that can be crossed, each tried alone; None if it asked none."""
    try:
        apply_crosswalk(responses, _with_items(wave, ()), codebook)
    except CrosswalkError as refusal:
        return None, _single_lines(refusal)
    fitting: list[str] = []
    refusals: list[str] = []
    for key in wave.declaration.crosswalk:
        try:
            apply_crosswalk(responses, _with_items(wave, (key,)), codebook)
            fitting.append(key)
        except CrosswalkError as refusal:
            refusals += _single_lines(refusal)
    kept = _with_items(wave, fitting)
    if not kept.items_asked(codebook):
        return None, tuple(refusals) or (ASKS_NOTHING,)
    return kept, tuple(refusals)


def _with_items(wave: Wave, keys: Iterable[str]) -> Wave:
    kept = {key: wave.declaration.crosswalk[key] for key in keys}
    return replace(wave, declaration=wave.declaration.model_copy(update={"crosswalk": kept}))


def _single_lines(refusal: CrosswalkError) -> tuple[str, ...]:
    """The problems a refusal lists, one line each."""
    return tuple(line.strip() for line in refusal.message.splitlines()[1:])


def _weigh(
    accepted: pd.DataFrame, wave: Wave, codebook: Codebook, populations: Path
) -> tuple[np.ndarray | None, tuple[str, ...]]:
    rake = wave.declaration.weight.rake
    population = None
    if rake:
        if set(rake.items) - set(wave.items_asked(codebook)):
            return None, ()
        population = OutsideFile(rake.population, populations / f"{rake.population}.csv")
    if accepted.empty:
        return None, ()
    rows = Rows.of(accepted)
    try:
        settle_lone_units(rows, wave)
        return find_weights(rows, wave, population, coarsen(wave)).weights, ()
    except (TrackerError, RefusalError) as refusal:
        return None, (str(refusal),)
