"""`kj build --from-scratch` makes everything again from data/waves alone, and deletes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kj_assets.dagster_kit.published import open_published
from kj_assets.project import Project
from kj_assets_tests.e2e.command import call_kj

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_dagster")]


def records_of(project: Project) -> list[tuple]:
    with open_published(project.build) as store:
        query = (
            "SELECT schema_name, table_name, data_version, files FROM kj_meta.build ORDER BY ALL"
        )
        return store.sql(query).fetchall()


def overwrite(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(b"no database" * 1000)


def test_what_was_damaged_is_built_again_from_the_waves_and_kept_aside(scene):
    project = scene.project
    before = records_of(project)
    overwrite(project.build / "work.duckdb")
    overwrite(project.build / "kj.duckdb")
    overwrite(project.dagster_home / "history" / "runs.db")
    refused = call_kj(project, "build")
    assert "B005" in str(refused.exception) and "--from-scratch" in str(refused.exception)
    done = call_kj(project, "build", "--from-scratch")
    assert done.exit_code == 0, done.output
    assert records_of(project) == before
    aside = [line for line in done.output.splitlines() if line.startswith("Set aside in")]
    kept = {path.name for line in aside for path in Path(line[13:]).rglob("*") if path.is_file()}
    assert kept == {"work.duckdb", "kj.duckdb", "runs.db"}
    assert "Nothing to build" in call_kj(project, "build").output


def test_damaged_history_alone_is_told_with_a_way_out(scene):
    project = scene.project
    overwrite(project.dagster_home / "history" / "runs.db")
    refused = call_kj(project, "build", "--force")
    assert "B008" in str(refused.exception) and "history/runs.db" in str(refused.exception)


def test_a_mistake_in_a_declaration_leaves_the_store_where_it_is(scene):
    project = scene.project
    project.models.write_text("models: [")
    assert call_kj(project, "build", "--from-scratch").exit_code != 0
    assert (project.build / "kj.duckdb").exists()


def test_part_of_a_project_cannot_be_built_from_scratch(scene):
    project = scene.project
    for more in (("--wave", "2030"), ("--dry-run",), ("group:trend",)):
        assert call_kj(project, "build", "--from-scratch", *more).exit_code == 2
    assert (project.build / "kj.duckdb").exists()
