"""Drawing a wave's respondents with the project's own weighting and models.

Here: what `kj reconstruct` wires together, and pinning the new file in ``wave.yaml``. Not here:
how respondents are drawn (`waves/reconstruct/`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from kj_assets.dagster_kit.files import write_files
from kj_assets.errors import DeclarationError
from kj_assets.graph import Declarations, read_declarations
from kj_assets.model.registry import Model
from kj_assets.model.specs import code_outcome, group_levels, make_spec
from kj_assets.project import Project
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.reconstruct import CaseSet, TunedModel, WrittenFile, write_reconstruction
from kj_assets.waves.reconstruct.draw import Rake
from kj_assets.waves.registry import Wave, load_waves
from kj_assets.weight.population import read_population, sum_to_margins
from kj_assets.weight.rake import rake_to_margins


def reconstruct(
    project: Project, wave_id: str, *, waves: Path | None = None, out: Path | None = None
) -> WrittenFile:
    """Draw a wave's respondents and write its file.

    Args:
        project: codebook, models and populations.
        wave_id: the wave to draw.
        waves: folder of wave folders to look in; by default the project's own.
        out: file to write, .csv or .sav; by default the wave's own, whose sha256 is then
            pinned in ``wave.yaml``.

    Raises:
        DeclarationError: F103 no such wave; F104 ``out`` is there already; see
            `write_reconstruction`. Nothing is written then.
    """
    declared = read_declarations(project)
    known = {w.id: w for w in (load_waves(waves, declared.codebook) if waves else declared.waves)}
    if wave_id not in known:
        raise DeclarationError("F103", f"no wave {wave_id!r}; there are {list(known)}")
    if out and out.exists():
        raise DeclarationError("F104", f"{out} is there already and was left as it is")
    wave = known[wave_id]
    written = write_reconstruction(
        wave,
        declared.codebook,
        project.population,
        out or wave.file,
        rake=make_rake(project, wave),
        case_sets=list_case_sets(declared, wave),
    )
    if wave.declaration.file and not out:
        pin_file(wave.folder / "wave.yaml", wave.declaration.file.sha256, written.sha256)
    return written


def make_rake(project: Project, wave: Wave) -> Rake:
    """Weights for a frame of answers as the wave's declaration asks for."""
    plan = wave.declaration.weight.rake
    if plan is None:
        return _weigh_equally
    population = read_population(project.population / f"{plan.population}.csv")
    margins = sum_to_margins(population, plan.margins, f"wave {wave.id}: weight.rake.margins")
    return lambda answers: rake_to_margins(answers, margins, trim=plan.trim).weights


def _weigh_equally(answers: pd.DataFrame) -> np.ndarray:
    return np.ones(len(answers))


def list_case_sets(declared: Declarations, wave: Wave) -> Sequence[CaseSet]:
    """The models a wave can fit, grouped by the complete cases they share."""
    asked = wave.items_asked(declared.codebook)
    sets = declared.models.case_sets(asked).values()
    return [_make_case_set(models, declared.codebook) for models in sets]


def _make_case_set(models: Mapping[str, Model], codebook: Codebook) -> CaseSet:
    terms = next(iter(models.values())).all_terms

    def recode(answers: pd.DataFrame) -> pd.DataFrame:
        outcomes = {k: code_outcome(answers[m.outcome.item], m) for k, m in models.items()}
        grouped = {term.item: group_levels(answers[term.item], term) for term in terms}
        return pd.DataFrame(outcomes | grouped)

    tuned = [
        TunedModel(key, model.outcome.item, make_spec(key, model, codebook))
        for key, model in models.items()
    ]
    return CaseSet(tuple(tuned), recode)


def pin_file(declaration: Path, old: str | None, new: str) -> None:
    """Replace the recorded sha256 in ``wave.yaml``, and nothing else in it."""
    text = declaration.read_text(encoding="utf-8")
    if old and old != new:
        write_files(
            declaration.parent, {declaration.name: text.replace(old, new, 1).encode("utf-8")}
        )
