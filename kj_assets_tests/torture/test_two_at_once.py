"""Two `kj build` at once: one waits and is told for whom, both end well, readers read on."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kj_assets_tests.e2e.waves_project import write_waves_project
from kj_assets_tests.torture import builds
from kj_assets_tests.torture.states import read_state, read_tables

pytestmark = [pytest.mark.slow, pytest.mark.torture]


def test_two_builds_at_once_leave_what_one_leaves_while_somebody_reads(tmp_path: Path) -> None:
    alone = write_waves_project(tmp_path / "alone")
    assert builds.run(alone) == 0
    project = write_waves_project(tmp_path / "project")
    both = [builds.start(project), builds.start(project)]
    published = project.build / "kj.duckdb"
    seen = []
    while any(process.is_alive() for process in both):
        if published.exists():
            seen.append(read_tables(published))
        both[0].join(0.1)
        both[1].join(0.1)
    assert [process.exitcode for process in both] == [0, 0], builds.read_said(project)
    assert "waiting for run" in builds.read_said(project)
    assert read_state(project) == read_state(alone)
    whole = read_tables(published)
    assert all(tables == whole for tables in seen)
    with duckdb.connect(published, read_only=True):
        assert builds.run(project, must_be_fresh=True) == 0
