"""One builder at a time; whoever waits is told for whom; no lock outlives its process."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import Timeout

from kj_assets.dagster_kit.lock import hold_lock

HOLD_FOR_EVER = """
import sys, time
from pathlib import Path
from kj_assets.dagster_kit.lock import hold_lock
with hold_lock(Path(sys.argv[1]), "the yearly build", print):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_builder_waits_and_is_told_for_whom(tmp_path):
    told: list[str] = []
    order: list[str] = []
    is_told = threading.Event()

    def hear(line: str) -> None:
        told.append(line)
        is_told.set()

    def build_second() -> None:
        with hold_lock(tmp_path, "second", hear):
            order.append("second")

    other = threading.Thread(target=build_second)
    with hold_lock(tmp_path, "first", print):
        other.start()
        assert is_told.wait(20)
        order.append("first")
    other.join(20)
    assert order == ["first", "second"]
    assert len(told) == 1 and told[0].startswith("waiting for first (process ")


def test_nobody_waits_when_nobody_builds(tmp_path):
    told: list[str] = []
    for owner in ("one", "another"):
        with hold_lock(tmp_path / "made" / "by it", owner, told.append):
            pass
    assert told == []
    assert not (tmp_path / "made" / "by it" / "work.lock.owner").exists()


def test_who_must_not_wait_is_sent_away(tmp_path):
    with hold_lock(tmp_path, "first", print):
        with pytest.raises(Timeout), hold_lock(tmp_path, "second", print, wait=False):
            pass
        assert "first" in (tmp_path / "work.lock.owner").read_text()


def test_an_error_frees_the_lock(tmp_path):
    with pytest.raises(KeyError), hold_lock(tmp_path, "first", print):
        raise KeyError("a bug")
    with hold_lock(tmp_path, "second", print, wait=False):
        pass


@pytest.mark.parametrize("note", ["", "{half a no"])
def test_a_note_that_is_being_written_does_no_harm(tmp_path, note):
    told: list[str] = []

    def hear_and_stop(line: str) -> None:
        told.append(line)
        raise InterruptedError

    with hold_lock(tmp_path, "first", print):
        (tmp_path / "work.lock.owner").write_text(note)
        with pytest.raises(InterruptedError), hold_lock(tmp_path, "second", hear_and_stop):
            pass
    assert told == ["waiting for another build that is just starting or ending"]


def test_a_killed_builder_leaves_no_lock(tmp_path: Path):
    command = [sys.executable, "-c", HOLD_FOR_EVER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout is not None and builder.stdout.readline() == "held\n"
        with pytest.raises(Timeout), hold_lock(tmp_path, "second", print, wait=False):
            pass
        builder.kill()
    assert (tmp_path / "work.lock.owner").exists()
    with hold_lock(tmp_path, "second", print, wait=False):
        assert "second" in (tmp_path / "work.lock.owner").read_text()
