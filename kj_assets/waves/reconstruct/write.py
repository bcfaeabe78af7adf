"""Writing a reconstructed wave's survey file, and telling its sha256.

Here: the edge: reading declarations, writing bytes. Not here: updating ``wave.yaml``, and
anything for a wave with real microdata, whose file must never be overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kj_assets.dagster_kit.files import write_files
from kj_assets.errors import DeclarationError
from kj_assets.project import Project
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.declarations import read_declaration
from kj_assets.waves.reconstruct.deliver import lay_out_file
from kj_assets.waves.reconstruct.draw import Rake, Reconstruction, reconstruct_wave
from kj_assets.waves.reconstruct.effects import CaseSet
from kj_assets.waves.reconstruct.load import load_plan
from kj_assets.waves.registry import Wave, load_waves

PLAN = "reconstruction.yaml"


@dataclass(frozen=True, eq=False)
class WrittenFile:
    """What was written, and how it meets its targets."""

    path: Path
    sha256: str
    rows: int
    reconstruction: Reconstruction


def write_reconstruction(
    project: Project, wave_id: str, *, rake: Rake, case_sets: Sequence[CaseSet]
) -> WrittenFile:
    """Draw a reconstructed wave from its plan and write its survey file.

    Raises:
        DeclarationError: F103 no such wave; F104 its provenance is not ``reconstructed``,
            its file is not a .csv, or plan and wave disagree; P010, P011 (see `load_plan`,
            `reconstruct_wave`).
    """
    codebook = read_declaration(project.codebook, Codebook)
    wave = _find_wave(project, wave_id, codebook)
    plan = load_plan(wave.folder / PLAN, codebook)
    if wave.declaration.n not in (None, plan.n):
        raise DeclarationError(
            "F104", f"wave {wave_id}: n is {wave.declaration.n} in wave.yaml, {plan.n} in {PLAN}"
        )
    population = project.population / f"{plan.people.population}.csv"
    drawn = reconstruct_wave(plan, codebook, population, rake, case_sets)
    table = lay_out_file(drawn.answers, wave.declaration, plan)
    content = _encode_table(table, wave)
    write_files(wave.file.parent, {wave.file.name: content})
    return WrittenFile(wave.file, hashlib.sha256(content).hexdigest(), plan.n, drawn)


def _find_wave(project: Project, wave_id: str, codebook: Codebook) -> Wave:
    waves = {wave.id: wave for wave in load_waves(project.waves, codebook)}
    if wave_id not in waves:
        raise DeclarationError("F103", f"no wave {wave_id!r}; there are {list(waves)}")
    wave = waves[wave_id]
    if wave.declaration.provenance != "reconstructed":
        raise DeclarationError(
            "F104",
            f"wave {wave_id}: provenance is {wave.declaration.provenance!r}; respondents are "
            "drawn only for a wave that says 'reconstructed'. Its file was left as it is.",
        )
    if wave.file.suffix != ".csv":
        raise DeclarationError("F104", f"wave {wave_id}: only a .csv is written, not {wave.file}")
    return wave


def _encode_table(table: pd.DataFrame, wave: Wave) -> bytes:
    file = wave.declaration.file
    delimiter = file.delimiter if file else ","
    text = table.to_csv(index=False, sep=delimiter, lineterminator="\n")
    return text.encode((file.encoding if file else None) or "utf-8")
