"""Two builds at once, and programs that hold a file open: all end well, or are told for whom."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from kj_assets_tests.e2e.small_project import copy_project
from kj_assets_tests.e2e.waves_project import write_waves_project
from kj_assets_tests.torture import builds
from kj_assets_tests.torture.states import read_state, read_tables
from kj_assets_tests.torture.stories import Story

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


def test_two_builds_of_a_change_both_end_well_and_whoever_holds_the_old_file_keeps_it(
    change: Story, tmp_path: Path
) -> None:
    project = copy_project(change.start, tmp_path / "project")
    published = project.build / "kj.duckdb"
    count = "SELECT count(*), max(built_at) FROM kj_meta.build"
    with duckdb.connect(published, read_only=True) as notebook:
        before = notebook.execute(count).fetchall()
        both = [builds.start(project), builds.start(project)]
        for process in both:
            process.join(300)
        assert [process.exitcode for process in both] == [0, 0], builds.read_said(project)
        assert "waiting for run" in builds.read_said(project)
        assert notebook.execute(count).fetchall() == before
    with duckdb.connect(published, read_only=True) as notebook:
        assert notebook.execute(count).fetchall() != before
    assert read_state(project) == change.new
    assert builds.run(project, must_be_fresh=True) == 0


def test_a_program_that_holds_the_private_file_is_named_and_nothing_changes(
    change: Story, tmp_path: Path
) -> None:
    project = copy_project(change.start, tmp_path / "project")
    for read_only in (True, False):
        with duckdb.connect(project.build / "work.duckdb", read_only=read_only) as program:
            assert builds.run(project) == 2
            program.execute("FROM kj_meta.build").fetchall()
    said = builds.read_said(project)
    assert said.count("B006") == 2 and f"PID {os.getpid()}" in said and "Traceback" not in said
    assert read_state(project).published == change.old.published
    assert builds.run(project, must_be_fresh=True) == 0
    assert read_state(project) == change.new
