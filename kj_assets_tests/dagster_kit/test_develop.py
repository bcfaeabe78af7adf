"""Stopping the UI stops what it started."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

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
