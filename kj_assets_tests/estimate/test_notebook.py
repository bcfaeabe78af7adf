"""The example of docs/statistics.md, run as it stands: another survey, without the tracker."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_the_example_gives_the_numbers_of_r_and_stata(
    monkeypatch: pytest.MonkeyPatch, golden_logit: dict[str, Any]
) -> None:
    monkeypatch.chdir(ROOT)
    found: dict[str, Any] = {}
    exec(EXAMPLE, found)
    golden = golden_logit["nhanes"]
    assert found["effects"].loc[0, "estimate"] == pytest.approx(golden["ame_sex"][0], rel=1e-8)
    assert found["shares"].loc[0, "share"] == pytest.approx(golden["svymean"][0], rel=1e-8)


def test_the_example_needs_nothing_of_dagster() -> None:
    tail = "\nimport sys\nprint(sorted({'dagster', 'yaml', 'kj_assets.waves'} & set(sys.modules)))"
    command = [sys.executable, "-c", EXAMPLE + tail]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
