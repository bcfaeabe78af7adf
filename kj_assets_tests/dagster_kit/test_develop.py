"""Stopping the UI stops what it started."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from dagster._core.storage.sqlite import create_db_conn_string
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from kj_assets.dagster_kit.develop import NO_ADDRESS, prepare_home
from kj_assets.errors import MachineError

START = (
    "import sys; from pathlib import Path\n"
    "from kj_assets.dagster_kit.develop import start_dagster\n"
    "sys.exit(start_dagster(Path(sys.argv[1]), '127.0.0.1', 1))"
)
# Stands where `python -m dagster` is looked for first.
DAGSTER = """
import signal, sys, time
from pathlib import Path
def end(*_):
    Path("ended").touch()
    sys.exit(7)
signal.signal(signal.SIGTERM, end)
Path("started").touch()
time.sleep(60)
"""


def test_a_signal_to_end_is_passed_on(tmp_path):
    (tmp_path / "dagster").mkdir()
    (tmp_path / "dagster" / "__init__.py").touch()
    (tmp_path / "dagster" / "__main__.py").write_text(DAGSTER)
    with subprocess.Popen([sys.executable, "-c", START, str(tmp_path)]) as ui:
        deadline = time.monotonic() + 60
        while not (tmp_path / "started").exists():
            assert time.monotonic() < deadline and ui.poll() is None
            time.sleep(0.02)
        ui.send_signal(signal.SIGTERM)
        assert ui.wait(30) == 7
    assert (tmp_path / "ended").exists()


@pytest.mark.parametrize("name", ["a?b", "a%20b", "100%25", "%C3"])
def test_a_path_that_dagster_takes_for_another_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    with pytest.raises(MachineError, match="M004"):
        prepare_home(tmp_path / name / "dagster_home")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b", "a#b", "100%", "a%zz", "한글", "a'b;x=1&y", ":100:[b]"])
def test_a_home_in_any_other_folder_is_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")
    prepare_home(tmp_path / name)
    assert (tmp_path / name / "dagster.yaml").exists()


@given(st.text(st.sampled_from("a1F%?#&:@;=+ '한[*"), min_size=1, max_size=8))
def test_every_path_that_dagster_takes_for_another_is_known(name: str) -> None:
    # An address that leads to the path is right, and one that does not is refused.
    leads_there = make_url(create_db_conn_string(f"/{name}", "x")).database == f"/{name}/x.db"
    assert leads_there or NO_ADDRESS.search(f"/{name}")
