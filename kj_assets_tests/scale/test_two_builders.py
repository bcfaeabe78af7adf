"""Two builders on one lake, each a process of its own with a build folder of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kj_assets.dagster_kit.storage import read_stored_records

pytestmark = pytest.mark.slow
SECONDS = 90

Start = Callable[[str, str], subprocess.Popen]


@pytest.fixture
def start(tmp_path: Path, declare_lake) -> Start:
    """Start a builder of a wave on a machine with a name."""

    def start(machine: str, wave: str) -> subprocess.Popen:
        data = tmp_path / machine / "data"
        if not data.exists():
            declare_lake(data)
        command = [sys.executable, "-m", "kj_assets_tests.scale.builder"]
        command += [str(data / "build"), wave, str(tmp_path)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    return start


def wait_for(folder: Path, pattern: str, number: int) -> None:
    until = time.monotonic() + SECONDS
    while len(list(folder.glob(pattern))) < number:
        assert time.monotonic() < until, f"{pattern} did not come"
        time.sleep(0.02)


def end(builder: subprocess.Popen) -> list[str]:
    said, _ = builder.communicate(timeout=SECONDS)
    assert builder.returncode == 0
    return said.splitlines()


def test_builders_of_different_waves_do_not_wait_for_each_other(start, tmp_path):
    builders = [start("one", "wave_2030"), start("two", "wave_2031")]
    # Both are in the middle at once, or the second would never begin.
    wait_for(tmp_path, "begun_*", 2)
    (tmp_path / "go").touch()
    for said in map(end, builders):
        # Commits may meet, and are then tried again; nobody waits.
        assert [line for line in said if not line.startswith("write conflict")] == ["built"]
    stored = read_stored_records(tmp_path / "one" / "data" / "build")
    assert set(stored) == {("wave_2030", "clean"), ("wave_2031", "clean")}


def test_of_two_builders_of_one_asset_one_waits_and_finds_it_done(start, tmp_path):
    first = start("one", "wave_2030")
    wait_for(tmp_path, "begun_*", 1)
    second = start("two", "wave_2030")
    assert second.stdout is not None
    told = second.stdout.readline()
    assert told.startswith("waiting for builder of wave_2030 (process ")
    (tmp_path / "go").touch()
    assert end(first) == ["built"]
    assert end(second) == ["reused"]
    assert len(list(tmp_path.glob("begun_*"))) == 1


def test_a_killed_builder_holds_nothing_and_the_next_one_builds(start, tmp_path):
    first = start("one", "wave_2030")
    wait_for(tmp_path, "begun_*", 1)
    second = start("two", "wave_2030")
    assert second.stdout is not None
    second.stdout.readline()
    first.kill()
    first.wait()
    wait_for(tmp_path, "begun_*", 2)
    (tmp_path / "go").touch()
    assert end(second) == ["built"]
