"""What identifies a respondent never leaves the delivered rows: not by table, file or log."""

from __future__ import annotations

import re

import pytest

from kj_assets.dagster_kit.published import open_published
from kj_assets_tests.e2e.building import build_project
from kj_assets_tests.e2e.small_project import (
    PEOPLE,
    declare_wave,
    deliver,
    interview_people,
    read_wave,
    write_small_project,
)
from kj_assets_tests.e2e.waves_project import add_wave, redeclare

# No chance match in a picture: base64 has no hyphen.
MARK = "ID-QX77"
IDENTIFYING = re.compile(rb"ID-QX77|SECRET-NAME")


@pytest.mark.slow
def test_no_table_file_or_log_but_the_responses_holds_an_id_or_a_column_nobody_reads(
    tmp_path, instance
):
    project = write_small_project(tmp_path)
    rows = interview_people()
    rows["ID"] = [f"{MARK}-{number}" for number in range(PEOPLE)]
    rows["NAME"] = [f"SECRET-NAME-{number}" for number in range(PEOPLE)]
    # One is rejected, one carries much of the weight: checks name respondents.
    rows.loc[3, "AGE"], rows.loc[5, "W"] = 199, 40.0
    declared = read_wave(project) | {
        "gate": {"rejected_rows_allowed": 1},
        "design": {"unit": "ID"},
        "licence": "CC-BY-4.0",
    }
    declare_wave(project, declared)
    deliver(project, rows)
    # An earlier wave of the same people: they are matched by id.
    add_wave(project, "2030")
    redeclare(project.waves / "2031" / "wave.yaml", panel={"shares_with": ["2030"]})
    assert build_project(project, instance).result.failed == {}
    with open_published(project.build) as store:
        tables = store.sql("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
        holding = {
            f"{schema}.{table}"
            for schema, table in tables
            if store.execute(
                f'SELECT count(*) FROM "{schema}"."{table}" t WHERE t::VARCHAR LIKE ? OR '
                "t::VARCHAR LIKE '%SECRET-NAME%'",
                [f"%{MARK}%"],
            ).fetchone()
            != (0,)
        }
        matched = store.sql("FROM wave_2031.panel").df()
    assert holding == {"wave_2030.responses", "wave_2031.responses"}
    assert len(matched) == PEOPLE and set(matched["wave"]) == {"2030"}
    files = [path for path in project.build.rglob("*.*") if path.suffix != ".duckdb"]
    assert any("downloads" in path.parts for path in files)
    assert [
        path for path in files if path.is_file() and IDENTIFYING.search(path.read_bytes())
    ] == []
    for run in instance.get_runs():
        logs = "".join(repr(entry) for entry in instance.all_logs(run.run_id))
        assert not IDENTIFYING.search(logs.encode())
