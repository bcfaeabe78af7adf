"""A back-up is of one moment, whatever is being written, and comes back whole or not at all."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kj_assets.backup import back_up
from kj_assets.dagster_kit.settled import NOTE
from kj_assets.errors import ArchiveError
from kj_assets.planning import plan_project
from kj_assets.project import Project
from kj_assets_tests.e2e.command import call_kj
from kj_assets_tests.e2e.scene import answer_first

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_dagster")]
NOT_KEPT = {NOTE, "work.duckdb", "work.lock", "work.lock.owner"}

# Builds like the scene does, and stops after its third table: for a sign, or for ever.
BUILD = """
import os, sys, time
from pathlib import Path
import dagster as dg, pytest
from kj_assets.dagster_kit.storage import Session
from kj_assets.project import Project
from kj_assets_tests.e2e.building import build_project
from kj_assets_tests.e2e.waves_project import draw_nothing

root, sign = Path(sys.argv[1]), sys.argv[2]
written, write = [], Session.write

def write_and_stop(self, *args):
    record = write(self, *args)
    written.append(1)
    if len(written) == 3:
        if sign == "die":
            os._exit(1)
        print("writing", flush=True)
        while not Path(sign).exists():
            time.sleep(0.02)
    return record

Session.write = write_and_stop
with pytest.MonkeyPatch.context() as patched, dg.DagsterInstance.ephemeral() as instance:
    draw_nothing(patched)
    assert build_project(Project.at(root), instance).result.failed == {}
"""


def start_build(project: Project, sign: Path | str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "ignore", "-c", BUILD, str(project.root), str(sign)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def files_of(project: Project) -> dict[str, bytes]:
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for path in project.data.rglob("*")
        if path.is_file() and path.name not in NOT_KEPT
    }


def test_a_restored_project_is_the_one_backed_up_and_has_nothing_to_build(scene, tmp_path):
    file, other = tmp_path / "kept.zip", Project.at(tmp_path / "other")
    kept = call_kj(scene.project, "backup", str(file))
    assert kept.exit_code == 0 and str(file) in kept.output
    assert call_kj(other, "restore", str(file)).exit_code == 0
    assert files_of(other) == files_of(scene.project)
    assert (other.build / "kj.duckdb").stat().st_mode & 0o777 == 0o444
    assert "Nothing to build" in call_kj(other, "build").output


def test_a_back_up_made_while_a_build_writes_is_of_the_moment_after_it(scene, tmp_path):
    scene.correct("2030", answer_first("2"))
    told: list[str] = []
    waits = threading.Event()

    def say(line: str) -> None:
        told.append(line)
        waits.set()

    file, sign = tmp_path / "kept.zip", tmp_path / "go"
    with start_build(scene.project, sign) as build:
        assert build.stdout is not None and build.stdout.readline() == "writing\n"
        keeping = threading.Thread(target=back_up, args=(scene.project, file, say))
        keeping.start()
        assert waits.wait(20)
        assert not file.exists()
        sign.touch()
        keeping.join(60)
    assert build.returncode == 0
    assert len(told) == 1 and told[0].startswith("waiting for run ") and f"{build.pid}" in told[0]
    other = Project.at(tmp_path / "other")
    call_kj(other, "restore", str(file))
    assert "Nothing to build" in call_kj(other, "build").output
    assert files_of(other) == files_of(scene.project)


def test_what_a_killed_build_had_committed_is_in_the_back_up(scene, tmp_path):
    scene.correct("2030", answer_first("2"))
    with start_build(scene.project, "die") as build:
        assert build.wait(60) == 1
    asked = plan_project(scene.project, None, ()).plan.keys
    assert ("wave_2030", "responses") not in asked and ("wave_2030", "effects_support") in asked
    file, other = tmp_path / "kept.zip", Project.at(tmp_path / "other")
    assert call_kj(scene.project, "backup", str(file)).exit_code == 0
    call_kj(other, "restore", str(file))
    assert plan_project(other, None, ()).plan.keys == asked


def test_a_restore_takes_the_place_of_nothing_unless_forced_and_then_keeps_it(scene, tmp_path):
    file = tmp_path / "kept.zip"
    call_kj(scene.project, "backup", str(file))
    scene.correct("2030", answer_first("2"))
    changed = files_of(scene.project)
    refused = call_kj(scene.project, "restore", str(file))
    assert isinstance(refused.exception, ArchiveError) and refused.exception.code == "A006"
    assert files_of(scene.project) == changed
    done = call_kj(scene.project, "restore", "--force", str(file))
    assert done.exit_code == 0
    assert "Nothing to build" in call_kj(scene.project, "build").output
    (before,) = scene.project.root.glob("data.before-*")
    name = "waves/2030/responses.csv"
    assert (before / name).read_bytes() == changed[f"data/{name}"]
    assert before.name in done.output


def test_a_damaged_back_up_changes_nothing(scene, tmp_path):
    file = tmp_path / "kept.zip"
    call_kj(scene.project, "backup", str(file))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)
    before = files_of(scene.project)
    refused = call_kj(scene.project, "restore", "--force", str(file))
    assert isinstance(refused.exception, ArchiveError) and refused.exception.code == "A001"
    assert files_of(scene.project) == before
    assert not list(scene.project.root.glob("data.before-*"))
    assert not (scene.project.root / ".restoring").exists()


def test_a_folder_that_is_a_link_is_told_and_not_left_out_in_silence(scene, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (scene.project.waves / "2032").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ArchiveError, match="A002.*2032"):
        back_up(scene.project, tmp_path / "kept.zip", print)
    assert not (tmp_path / "kept.zip").exists()
