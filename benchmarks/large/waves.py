"""A wave of any size: the shipped respondents drawn again and again, as one Parquet file.

Belongs here: making the file and the project around it. Does not: measuring (`building.py`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from kj_assets.project import Project
from kj_assets.waves.sources import hash_file

SHIPPED = Project.at(Path(__file__).parents[2])
WAVE = "2025"
ROWS_A_GROUP = 100_000
# So many cells are another respondent's: as respondents grow, so do the ways to answer.
REDRAWN = 0.1
SEED = 20250818


def make_project(folder: Path, respondents: int) -> Project:
    """The shipped project with so many respondents in its wave, nothing built.

    The wave has no licence to publish respondents, as microdata hardly ever have; and no model
    asks for a bootstrap, which is a matrix of respondents by replicates.
    """
    shutil.copytree(
        SHIPPED.data, folder / "data", ignore=shutil.ignore_patterns("build", "responses.csv")
    )
    project = Project.at(folder)
    wave = project.waves / WAVE
    file = wave / "responses.parquet"
    write_responses(file, respondents)
    declared = (wave / "wave.yaml").read_text(encoding="utf-8")
    for pattern, text in (
        (r"(?m)^licence: .*\n", ""),
        (r"(?m)^n: \d+$", f"n: {respondents}"),
        (r"path: responses\.csv", f"path: {file.name}"),
        (r"sha256: \w+", f"sha256: {hash_file(file)}"),
        (r"format: csv\n  encoding: utf-8", "format: parquet"),
    ):
        declared, found = re.subn(pattern, text, declared)
        if found != 1:
            raise ValueError(f"wave.yaml of {WAVE} has {found} × {pattern!r}, expected one")
    (wave / "wave.yaml").write_text(declared, encoding="utf-8")
    models = (project.data / "models.yaml").read_text(encoding="utf-8")
    asked = re.sub(r"(?m)^ +raked_errors:.*\n", "", models)
    (project.data / "models.yaml").write_text(asked, encoding="utf-8")
    return project


def write_responses(file: Path, respondents: int) -> None:
    """Write the wave's file by row groups, each respondent with an id of their own."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    shipped = csv.read_csv(SHIPPED.waves / WAVE / "responses.csv")
    with parquet.ParquetWriter(file, shipped.schema) as writer:
        for first, columns in _draw(shipped, respondents):
            ids = pa.array(range(first, first + len(columns[0])), shipped.schema.field(0).type)
            arrays = [ids, *columns[1:]]
            writer.write_table(pa.Table.from_arrays(arrays, schema=shipped.schema))


def _draw(shipped: object, respondents: int) -> Iterator[tuple[int, list]]:
    """For each row group the first respondent's id and the columns."""
    import numpy as np
    import pyarrow as pa

    assert isinstance(shipped, pa.Table)
    random = np.random.default_rng(SEED)
    for start in range(0, respondents, ROWS_A_GROUP):
        size = min(ROWS_A_GROUP, respondents - start)
        donors = random.integers(len(shipped), size=size)
        columns = []
        for column in shipped.combine_chunks().columns:
            others = random.integers(len(shipped), size=size)
            chosen = np.where(random.random(size) < REDRAWN, others, donors)
            columns.append(column.take(pa.array(chosen)).combine_chunks())
        yield 10**8 + start, columns
