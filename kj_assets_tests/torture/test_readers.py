"""Eight readers while waves are filled in: each sees one whole generation after another."""

from __future__ import annotations

from pathlib import Path

import pytest

from kj_assets_tests.e2e.small_project import copy_project, deliver, interview_people
from kj_assets_tests.e2e.waves_project import add_wave
from kj_assets_tests.torture import builds
from kj_assets_tests.torture.readers import look, reading
from kj_assets_tests.torture.stories import Story

READERS = 8


@pytest.mark.torture
def test_readers_during_a_backfill_see_whole_generations_in_order(
    change: Story, tmp_path: Path
) -> None:
    project = copy_project(change.start, tmp_path / "project")
    published = project.build / "kj.duckdb"
    generations = [look(published).generation]
    with reading(published, READERS) as readers:
        for wave in ("2028", "2029", None):
            if wave:
                add_wave(project, wave)
            else:
                deliver(project, interview_people())
            assert builds.run(project) == 0, builds.read_said(project)
            generations.append(look(published).generation)
    found = readers.get()
    assert len(found) == READERS and len(set(generations)) == len(generations)
    for looks in found:
        assert [misfit for seen in looks for misfit in seen.misfits] == []
        order = [generations.index(seen.generation) for seen in looks]
        assert order == sorted(order) and order[-1] == len(generations) - 1
