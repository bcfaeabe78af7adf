"""What is told where dagster.yaml asks for PostgreSQL, and it is not to be had."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from kj_assets.dagster_kit.dagster_files import open_instance
from kj_assets.errors import BuildError
from kj_assets_tests.scale.composed import DEPLOY
from kj_assets_tests.scale.postgres import free_port

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A DAGSTER_HOME with the settings of deploy/."""
    shutil.copy(DEPLOY / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.delenv("KJ_DAGSTER_STORAGE", raising=False)
    return tmp_path


def refuse(home: Path) -> BuildError:
    with pytest.raises(BuildError) as refused, open_instance(home):
        pass
    return refused.value


def test_what_is_missing_is_named(home):
    told = refuse(home)
    if find_spec("dagster_postgres"):
        assert told.code == "B011" and "KJ_DAGSTER_STORAGE" in told.message
    else:
        assert told.code == "B012" and "asks for dagster_postgres" in told.message


def test_a_postgresql_that_does_not_answer_is_told_without_the_password(home, monkeypatch):
    if not find_spec("dagster_postgres"):
        pytest.skip("needs the extra [scale], which .ci/run installs into .venv-scale")
    address = f"postgresql+psycopg2://kj:a-password@127.0.0.1:{free_port()}/dagster"
    monkeypatch.setenv("KJ_DAGSTER_STORAGE", address)
    told = refuse(home)
    assert told.code == "B013" and "Connection refused" in told.message
    assert "a-password" not in told.message
