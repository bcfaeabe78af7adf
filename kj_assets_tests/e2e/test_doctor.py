"""`kj doctor` finds what is wrong, says what to do, and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest

from kj_assets.alerting import alert_overdue, open_outbox
from kj_assets.dagster_kit import health
from kj_assets.dagster_kit.alerts.outbox import Alert
from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.dagster_kit.lock import hold_lock
from kj_assets.definitions import build_definitions
from kj_assets.doctor import examine, examine_versions
from kj_assets.graph import read_declarations
from kj_assets_tests.e2e.command import call_kj
from kj_assets_tests.e2e.waves_project import add_wave, redeclare

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_dagster")]
TODAY = date(2031, 12, 1)


@pytest.fixture
def project(scene):
    """The two waves, with a Dagster home."""
    call_kj(scene.project, "plan")
    return scene.project


def told(project) -> dict[str, tuple[str, str]]:
    """What wants attention or is broken, by what it is about: what was found, what to do."""
    found = examine(project, TODAY)
    assert all(finding.remedy for finding in found if finding.status != "ok")
    return {f.about: (f.status, f.found + " | " + f.remedy) for f in found if f.status != "ok"}


def snapshot(project) -> dict[str, bytes]:
    files = (path for path in project.data.rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in files}


def test_a_sound_project_is_well_and_is_left_as_it_was(project):
    before = snapshot(project)
    done = call_kj(project, "doctor", "--json")
    found = {finding["about"]: finding["status"] for finding in json.loads(done.output)}
    assert done.exit_code == 0, done.output
    assert {about: status for about, status in found.items() if status != "ok"} == {}
    assert {"Python", "libraries", "lock", "work.duckdb", "kj.duckdb", "disk"} <= set(found)
    assert {"Dagster history", "plan", "site and figures", "waves"} <= set(found)
    assert snapshot(project) == before


def test_damage_is_broken_and_ends_with_one(project):
    times = (project.build / "kj.duckdb").stat()
    for name in ("work.duckdb", "kj.duckdb"):
        path = project.build / name
        path.chmod(0o644)
        data = bytearray(path.read_bytes())
        for place in range(20_000, len(data), 262_144):
            data[place] ^= 0xFF
        path.write_bytes(data)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    broken = told(project)
    for name in ("work.duckdb", "kj.duckdb"):
        assert broken[name][0] == "broken" and "--from-scratch" in broken[name][1]
    done = call_kj(project, "doctor")
    assert done.exit_code == 1 and "broken" in done.output and "Traceback" not in done.output


def test_damaged_history_is_broken(project):
    with open_instance(project.dagster_home):
        pass
    (project.dagster_home / "history" / "runs.db").write_bytes(b"no database" * 1000)
    status, found = told(project)["Dagster history"]
    assert status == "broken" and "history/runs.db" in found


def test_a_run_whose_process_is_gone_is_told(project):
    with open_instance(project.dagster_home) as instance:
        run = instance.create_run_for_job(dg.job(name="j")(lambda: None))
        instance.run_storage.handle_run_event(
            run.run_id,
            dg.DagsterEvent(event_type_value="PIPELINE_START", job_name="j"),
        )
    status, found = told(project)["hanging runs"]
    assert status == "attention" and run.run_id[:8] in found and "kj dev" in found


def test_who_holds_the_lock_is_named_and_a_dead_holder_too(project):
    with hold_lock(project.build, "the yearly build", print):
        held = {finding.about: finding for finding in examine(project, TODAY)}
    assert "the yearly build" in held["lock"].found and "work.duckdb" not in held
    note = {"owner": "run abc", "pid": 1, "since": "2031-01-01T00:00:00"}
    (project.build / "work.lock.owner").write_text(json.dumps(note))
    status, found = told(project)["lock"]
    assert status == "attention" and "run abc" in found and "was killed" in found


def test_what_was_lost_removed_or_set_aside_is_told(project):
    shutil.rmtree(project.waves / "2030")
    next(iter(project.build.rglob("*.txt"))).unlink()
    (project.build / "set_aside").mkdir()
    (project.build / "work.duckdb").touch()
    found = told(project)
    assert "1 of publication, 23 of wave_2030 | kj wave remove" in found["stored, not declared"][1]
    assert "kj build" in found["site and figures"][1] and "kj plan" in found["plan"][1]
    assert "set aside" in found and "published" in found


def test_a_wave_whose_file_is_gone_is_broken(project):
    (project.waves / "2031" / "responses.csv").unlink()
    assert any(status == "broken" and "2031" in text for status, text in told(project).values())


def test_a_planned_wave_long_past_its_fieldwork_is_told_and_alerted_once(project, tmp_path):
    add_wave(project, "2032")
    redeclare(project.waves / "2032" / "wave.yaml", status="planned")
    fieldwork = project.waves / "2032" / "wave.yaml"
    redeclare(fieldwork, "fieldwork", end=TODAY - timedelta(days=30))
    assert "wave 2032" not in told(project)
    redeclare(fieldwork, "fieldwork", end=TODAY - timedelta(days=31))
    assert "kj wave add" in told(project)["wave 2032"][1]
    waves = read_declarations(project).waves
    noon = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    alerts = alert_overdue(waves, noon, 30)
    assert [alert.title for alert in alerts] == ["Wave 2032 is expected but absent"]
    assert alert_overdue(waves, noon, 31) == []
    (project.data / "alerts.yaml").write_text("wave_overdue_after_days: 31\n")
    assert "wave 2032" not in told(project)


def test_alerts_that_do_not_get_through_are_told(project):
    outbox = open_outbox(project)
    outbox.put(Alert("a", "title", "text"))
    assert "alerts" not in told(project)
    (project.data / "alerts.yaml").write_text("webhook: {url_from: KJ_NOT_SET}\n")
    assert "KJ_NOT_SET" in told(project)["alerts"][1]


def test_alerts_are_off_unless_declared_and_a_mistake_in_them_is_a_finding(project):
    def sensors() -> set[str]:
        return {sensor.name for sensor in build_definitions(project).sensors}

    assert not {"alert_failed_runs", "send_alerts"} & sensors()
    declared = project.data / "alerts.yaml"
    declared.write_text("webhook: {url_from: KJ_NOT_SET}\n")
    assert {"alert_failed_runs", "send_alerts"} <= sensors()
    declared.write_text("webhook: {url: https://example.org/secret}\n")
    status, found = told(project)["declarations and plan"]
    assert status == "broken" and "F102" in found and "example.org" not in found


def test_a_mistake_in_a_declaration_is_a_finding(project):
    project.models.write_text("models: [")
    status, found = told(project)["declarations and plan"]
    assert status == "broken" and "F101" in found


def test_a_full_disk_is_told_before_it_stops_a_build(project, monkeypatch):
    usage = shutil.disk_usage(project.build)._replace(free=1_000_000)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage)
    assert told(project)["disk"][0] == "broken"


def test_libraries_are_held_against_the_lock(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("duckdb==0.0.1 \\\n    --hash=sha256:0\nnot-installed-here==1 ; x\n")
    by_name = {finding.about: finding for finding in examine_versions(lock)}
    assert by_name["libraries"].status == "attention"
    assert "1 differ" in by_name["libraries"].found and "duckdb" in by_name["libraries"].found
