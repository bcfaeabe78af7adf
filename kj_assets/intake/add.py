"""Adding a wave: the file goes into its folder with a draft of ``wave.yaml``, nothing overwritten.

Here: the edge of `kj wave add`. Not here: what the draft says (`drafting.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kj_assets.dagster_kit.files import write_files
from kj_assets.errors import DeclarationError
from kj_assets.intake.arrival import read_arrivals
from kj_assets.intake.carried import Carried, carry_on
from kj_assets.intake.drafting import draft_wave
from kj_assets.intake.facts import Facts, Told, find_facts
from kj_assets.intake.fieldwork import Season
from kj_assets.intake.keeping_out import ignore_respondents
from kj_assets.intake.memory import remember_items
from kj_assets.intake.news import Intake, understand
from kj_assets.waves.codebook import Codebook
from kj_assets.waves.registry import Wave, check_wave_id, read_wave
from kj_assets.waves.sources import hash_file
from kj_assets.waves.undecided import Undecided, find_undecided
from kj_assets.waves.wave_declaration import OWN_POPULATION, Combine, Population

DECLARATION = "wave.yaml"
# What was declared before the fieldwork is kept under this name.
PLANNED = "wave.planned.yaml"


@dataclass(frozen=True)
class AddedWave:
    """What was added, and what is left to decide."""

    wave: str
    folder: Path
    intake: Intake
    facts: Facts
    carried: Carried
    undecided: tuple[Undecided, ...]


def add_wave(
    files: Sequence[Path],
    wave: str,
    like: Wave,
    codebook: Codebook,
    waves: Path,
    told: Told | None = None,
    combine: Combine | None = None,
    today: date | None = None,
    **reading: str | None,
) -> AddedWave:
    """Read a file, draft its wave like another one, and put both into ``waves/<wave>``.

    Several files are one wave's: ``combine`` says how, if their columns do not tell. A wave
    that would not be over ``today`` is a question.

    ``reading`` are keys of ``file`` in wave.yaml: encoding, undecodable, delimiter, sheet.

    Raises:
        FileError: F001, F003 to F009 the file cannot be read.
        DeclarationError: F106 its folder holds another file, or a ``wave.yaml`` that is not a
            planned wave's; what was told does not fit. Nothing is written then.
    """
    folder = waves / wave
    told = told or Told()
    planned = _refuse_taken(folder, files)
    population = told.population or (planned.population if planned else OWN_POPULATION)
    arrival = read_arrivals(files, combine, told.respondent_id, population, **reading)
    intake = understand(arrival, remember_items(codebook, like), like.id)
    season = Season.of(wave, today or date.today())
    facts = find_facts(intake, like, told, season, planned.declaration if planned else None)
    carried = carry_on(intake, facts, like)
    text = draft_wave(wave, intake, facts, like, carried)
    # The declaration last, for it names the file.
    content = {PLANNED: (folder / DECLARATION).read_bytes()} if planned else {}
    new = [file for file in files if not (folder / file.name).exists()]
    content |= {file.name: file.read_bytes() for file in new}
    _refuse_taken(folder, files)
    licence = planned.declaration.licence if planned else None
    content[DECLARATION] = text.encode("utf-8")
    # All together, so that no respondent is there before git is told to leave them out.
    ignored = ignore_respondents(waves, wave, files, licence)
    write_files(waves, ignored | {f"{wave}/{name}": data for name, data in content.items()})
    return AddedWave(wave, folder, intake, facts, carried, find_undecided(text))


def choose_like(
    waves: Sequence[Wave],
    wave: str,
    like: str | None,
    folder: Path,
    population: Population = OWN_POPULATION,
) -> Wave:
    """The wave of that name, else the latest before the new one, of its population if there is one.

    Raises:
        DeclarationError: F103 the new one's name can be no wave's; F106 there is none.
    """
    check_wave_id(wave, folder)
    known = {w.id: w for w in waves}
    if like in known:
        return known[like]
    before = [w for w in waves if w.id < wave and w.declaration.crosswalk]
    if like is not None or not before:
        raise DeclarationError(
            "F106", f"no wave {like or 'before ' + wave} to be like; name one of {list(known)}"
        )
    return next((w for w in reversed(before) if w.population == population), before[-1])


def _refuse_taken(folder: Path, files: Sequence[Path]) -> Wave | None:
    """Refuse what would be overwritten; return the wave if it is registered as planned."""
    declared = folder / DECLARATION
    planned = read_wave(declared) if declared.exists() else None
    if planned and (planned.declaration.status != "planned" or (folder / PLANNED).exists()):
        raise DeclarationError(
            "F106",
            f"{declared} is there already and was left as it is. Add the wave under another name, "
            "or move that file away.",
        )
    names = [file.name for file in files]
    if len(set(names)) < len(names):
        raise DeclarationError("F106", f"{names}: two files of one name. Rename one of them.")
    for file in files:
        copy = folder / file.name
        if copy.exists() and file.is_file() and hash_file(copy) != hash_file(file):
            raise DeclarationError(
                "F106",
                f"{copy} is there already, with other content, and was left as it is. Rename the "
                "new file, or move the old one away.",
            )
    return planned
