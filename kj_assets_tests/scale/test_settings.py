"""``data/store.yaml``: mistakes are told, and nobody pays for a back end that is not used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kj_assets.dagster_kit.cleaning import CLEANING_JOB
from kj_assets.dagster_kit.store.settings import StoreSettings, read_settings, read_variable
from kj_assets.errors import BuildError
from kj_assets_tests.dagster_kit.running import define

MISTAKES = [
    ("kind: duckdb", "kind: Input should be 'embedded' or 'ducklake'"),
    ("kind: ducklake", "files: name an absolute folder"),
    ("{kind: ducklake, files: lake}", "found 'lake'"),
    ("{kind: ducklake, files: '{data}/lake'}", "choose one outside"),
    ("{kind: ducklake, files: 's3://bucket/kj'}", "s3: say its endpoint"),
    ("{kind: ducklake, files: /lake, name: 'a b'}", "name: String should match"),
    ("{dask: {address_from: X}}", "need kind: ducklake"),
    ("{kind: ducklake, files: /lake, password: x}", "password: Extra inputs"),
    ("{", "not valid YAML"),
    ("{kind: embedded, kind: ducklake}", "the key 'kind' stands twice"),
]


@pytest.mark.parametrize(("written", "told"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_a_mistake_in_the_settings_is_told_with_the_file(tmp_path: Path, written: str, told: str):
    (tmp_path / "store.yaml").write_text(written.replace("{data}", str(tmp_path)))
    with pytest.raises(BuildError) as refused:
        read_settings(tmp_path / "build")
    assert refused.value.code == "B010"
    assert "store.yaml" in refused.value.message and told in refused.value.message


def test_dagster_loads_what_is_declared_for_a_lake(tmp_path: Path):
    (tmp_path / "store.yaml").write_text("{kind: ducklake, files: /lake}")
    definitions = define([], tmp_path / "build")
    definitions.get_repository_def().load_all_definitions()
    assert definitions.resolve_job_def(CLEANING_JOB)


def test_without_a_file_the_store_is_embedded(tmp_path: Path):
    assert read_settings(tmp_path / "build") == StoreSettings()


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("KJ_CATALOGUE", raising=False)
    with pytest.raises(BuildError, match="B011.*KJ_CATALOGUE"):
        read_variable("KJ_CATALOGUE")


def test_the_embedded_store_imports_nothing_of_the_others(tmp_path: Path):
    code = f"""
import sys
from pathlib import Path
from kj_assets.dagster_kit.storage import choose_backend, read_stored_records
assert read_stored_records(Path({str(tmp_path)!r})) == {{}}
print(sorted(m for m in sys.modules if m.split(".")[0] in ("psycopg2", "tenacity", "dask")
             or ".store.lake" in m))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
