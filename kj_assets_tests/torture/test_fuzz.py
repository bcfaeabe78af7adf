"""Survey files and declarations of damaged and of guided bytes: read rightly or refused."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kj_assets.errors import TrackerError
from kj_assets.waves.sources import read_survey_file
from kj_assets_tests.e2e.building import SHIPPED
from kj_assets_tests.waves.test_bombs import CLOSING, HEADER, OPENING
from kj_assets_tests.waves.test_sources import WRITERS, declare

pytestmark = pytest.mark.torture

SECONDS = 40
ROWS = HEADER + '<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>'
DAMAGE = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8)


@pytest.mark.parametrize("kind", ["sav", "dta"])
@settings(suppress_health_check=list(HealthCheck), max_examples=40)
@given(damage=DAMAGE, kept=st.floats(0.3, 1))
def test_a_damaged_statistical_file_is_read_or_refused(
    tmp_path: Path, kind: str, damage: list[tuple[float, int]], kept: float
) -> None:
    path = WRITERS[kind](tmp_path / f"r.{kind}")
    content = bytearray(path.read_bytes())
    for place, value in damage:
        content[int(place * len(content))] = value
    path.write_bytes(content[: int(kept * len(content))])
    try:
        delivered = read_survey_file(path, declare())
        pa.Table.from_pandas(delivered.frame, preserve_index=False)
    except TrackerError as refusal:
        assert refusal.code.startswith("F")


def write_sheet(path: Path) -> None:
    path.write_text(OPENING + ROWS + CLOSING)


def copy_of(name: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes((SHIPPED.data / name).read_bytes())


SEEDS: dict[str, Callable[[Path], object]] = {
    "csv": WRITERS["csv"],
    "xlsx": WRITERS["xlsx"],
    "sheet": write_sheet,
    "parquet": WRITERS["parquet"],
    "wave": copy_of("waves/2025/wave.yaml"),
    "codebook": copy_of("codebook.yaml"),
}


@pytest.mark.skipif(
    not importlib.util.find_spec("atheris"), reason="atheris is not installed: make torture does it"
)
@pytest.mark.parametrize("target", SEEDS)
def test_bytes_that_reach_new_code_are_read_or_refused(tmp_path: Path, target: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    SEEDS[target](corpus / f"seed.{target}")
    fuzzed = subprocess.run(
        [
            *(sys.executable, "-m", "kj_assets_tests.torture.guided", target, str(corpus)),
            *(f"-max_total_time={SECONDS}", "-timeout=20", "-rss_limit_mb=3000", "-seed=1"),
            f"-artifact_prefix={tmp_path}/",
        ],
        capture_output=True,
        text=True,
        timeout=SECONDS + 120,
        check=False,
    )
    assert fuzzed.returncode == 0, fuzzed.stderr[-3000:]
    assert "Done " in fuzzed.stderr
