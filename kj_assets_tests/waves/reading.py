"""Reading a file in a test: what was declared, and what was refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kj_assets.errors import FileError
from kj_assets.waves.readers.delivered import DeliveredFile
from kj_assets.waves.sources import read_survey_file
from kj_assets.waves.wave_declaration import OWN_POPULATION, Population, SurveyFile


def declare(**more: Any) -> SurveyFile:
    """A file as ``wave.yaml`` would declare it."""
    return SurveyFile.model_validate({"path": "responses", "sha256": "0" * 64} | more)


def read(path: Path, population: Population = OWN_POPULATION, **declared: Any) -> DeliveredFile:
    """Read it as declared."""
    return read_survey_file(path, declare(**declared), population)


def refused(path: Path, population: Population = OWN_POPULATION, **declared: Any) -> FileError:
    """The refusal, which names the file."""
    with pytest.raises(FileError) as refusal:
        read(path, population, **declared)
    assert str(path) in refusal.value.message
    return refusal.value
