"""Writing a reconstructed wave's survey file, and telling its sha256.

Here: the edge: reading the plan, writing bytes. Not here: updating ``wave.yaml``, and
anything for a wave with real microdata, whose file must never be overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kj_assets.dagster_kit.files import write_files
from kj_assets.errors import DeclarationError
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.reconstruct.deliver import lay_out_file
from kj_assets.waves.reconstruct.draw import Rake, Reconstruction, reconstruct_wave
from kj_assets.waves.reconstruct.effects import CaseSet
from kj_assets.waves.reconstruct.encode import encode_table
from kj_assets.waves.reconstruct.load import load_plan
from kj_assets.waves.registry import Wave

PLAN = "reconstruction.yaml"


@dataclass(frozen=True, eq=False)
class WrittenFile:
    """What was written, and how it meets its targets."""

    path: Path
    sha256: str
    rows: int
    reconstruction: Reconstruction


def write_reconstruction(
    wave: Wave,
    codebook: Codebook,
    populations: Path,
    target: Path,
    *,
    rake: Rake,
    case_sets: Sequence[CaseSet],
) -> WrittenFile:
    """Draw a reconstructed wave from its plan and write its respondents to ``target``.

    Raises:
        DeclarationError: F104 the wave's provenance is not ``reconstructed``, the target is
            neither .csv nor .sav, or plan and wave disagree; P010, P011 (see `load_plan`,
            `reconstruct_wave`).
    """
    if wave.declaration.provenance != "reconstructed":
        raise DeclarationError(
            "F104",
            f"wave {wave.id}: provenance is {wave.declaration.provenance!r}; respondents are "
            "drawn only for a wave that says 'reconstructed'. Its file was left as it is.",
        )
    plan = load_plan(wave.folder / PLAN, codebook)
    if wave.declaration.n not in (None, plan.n):
        raise DeclarationError(
            "F104", f"wave {wave.id}: n is {wave.declaration.n} in wave.yaml, {plan.n} in {PLAN}"
        )
    population = populations / f"{plan.people.population}.csv"
    drawn = reconstruct_wave(plan, codebook, population, rake, case_sets)
    table = lay_out_file(drawn.answers, wave.declaration, plan)
    content = encode_table(table, target.suffix, wave.declaration, codebook)
    write_files(target.parent, {target.name: content})
    return WrittenFile(target, hashlib.sha256(content).hexdigest(), plan.n, drawn)
