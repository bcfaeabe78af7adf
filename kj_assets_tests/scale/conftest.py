"""A lake for a test: PostgreSQL started once, a catalogue and a folder of files for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from kj_assets_tests.scale.postgres import PROGRAMS, start_postgres

CATALOGUE = "KJ_TEST_CATALOGUE"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL with the databases ``lake`` and ``dagster``."""
    if not find_spec("duckdb_extension_ducklake"):
        pytest.skip("needs the extra [scale], which .ci/run installs into .venv-scale")
    if not PROGRAMS:
        pytest.skip("needs PostgreSQL below /usr/lib/postgresql: apt-get install postgresql")
    import psycopg2

    with start_postgres() as address:
        connection = psycopg2.connect(f"{address}/postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE lake")
            cursor.execute("CREATE DATABASE dagster")
        connection.close()
        yield address


Declare = Callable[..., None]


@pytest.fixture
def declare_lake(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Declare:
    """Give a project's ``data`` folder a lake of its own."""
    monkeypatch.setenv(CATALOGUE, f"{postgres}/lake")
    name = "t" + "".join(c for c in tmp_path.name.lower() if c.isalnum())[-30:]

    def declare(data: Path, **more: object) -> None:
        settings = {
            "kind": "ducklake",
            "catalogue_from": CATALOGUE,
            "name": name,
            "files": str(tmp_path / "lake"),
        }
        data.mkdir(parents=True, exist_ok=True)
        (data / "store.yaml").write_text(yaml.safe_dump(settings | more))

    return declare


@pytest.fixture(params=["embedded", pytest.param("ducklake", marks=pytest.mark.slow)])
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The build folder of a project, once with each back end."""
    data = tmp_path / "data"
    if request.param == "ducklake":
        request.getfixturevalue("declare_lake")(data)
    return data / "build"
