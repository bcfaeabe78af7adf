"""The password of the catalogue stays out of messages, logs and files, whatever goes wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from kj_assets.dagster_kit.asset import Asset
from kj_assets.dagster_kit.storage import choose_backend
from kj_assets.errors import BuildError
from kj_assets_tests.dagster_kit.running import TAGS, build_sums
from kj_assets_tests.scale.conftest import CATALOGUE

pytestmark = pytest.mark.slow
SECRET = "pa55-s3cr3t"
TELLING = re.compile("pa55|s3cr3t")
UNUSABLE = {
    "nobody listens": "postgresql://kj:pa55-s3cr3t@127.0.0.1:1/lake",
    "an @ in the password": "postgresql://kj:pa55@s3cr3t@127.0.0.1:1/lake",
    "an @ after digits and a slash": "postgresql://kj:55/s3cr3t@127.0.0.1:1/lake",
    "a slash in the password": "postgresql://kj:pa55/s3cr3t@127.0.0.1:1/lake",
    "half a percent sign": "postgresql://kj:pa55-s3cr3t%zz@127.0.0.1:1/lake",
    "an option nobody knows": "postgresql://kj:pa55-s3cr3t@127.0.0.1:1/lake?nonsense=1",
    "an address of something else": "postgresql+psycopg2://kj:pa55-s3cr3t@127.0.0.1:1/lake",
    "the password alone": "pa55-s3cr3t",
    "keys and values": "host=127.0.0.1 port=1 user=kj password=pa55-s3cr3t",
    "a space in the password": "host=127.0.0.1 port=1 user=kj password=pa55 s3cr3t",
}


@pytest.fixture
def guest(postgres: str, declare_lake, tmp_path: Path, monkeypatch) -> Iterator[Path]:
    """A project folder on a lake that is reached with a password."""
    declare_lake(tmp_path / "data")
    administer(postgres, f"CREATE ROLE guest SUPERUSER LOGIN PASSWORD '{SECRET}'")
    monkeypatch.setenv(CATALOGUE, postgres.replace("//kj@", f"//guest:{SECRET}@") + "/lake")
    # As it is where nobody has set it; the store may.
    monkeypatch.setenv("PGPASSWORD", "")
    yield tmp_path
    administer(postgres, "REASSIGN OWNED BY guest TO kj; DROP ROLE guest")


def administer(postgres: str, statement: str) -> None:
    import psycopg2

    with closing(psycopg2.connect(f"{postgres}/lake")) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def add_one() -> pd.DataFrame:
    return pd.DataFrame({"a": [1]})


def shut_out(first: pd.DataFrame, postgres: str) -> pd.DataFrame:
    """The catalogue lets nobody in any more while something is computed."""
    administer(
        postgres,
        "ALTER ROLE guest NOLOGIN; "
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'guest'",
    )
    return first


@pytest.mark.parametrize("address", UNUSABLE.values(), ids=UNUSABLE.keys())
@pytest.mark.usefixtures("postgres")
def test_an_address_that_does_not_work_is_told_without_the_password(
    tmp_path, declare_lake, monkeypatch, address
):
    declare_lake(tmp_path / "data")
    monkeypatch.setenv(CATALOGUE, address)
    with pytest.raises(BuildError, match=f"(?s)B013.*({CATALOGUE}|cannot be reached)") as refused:
        choose_backend(tmp_path / "data" / "build").read_records()
    assert not TELLING.search(str(refused.value))


def test_a_catalogue_that_goes_away_in_a_run_leaves_no_password_anywhere(
    guest, postgres, caplog, capfd
):
    caplog.set_level(logging.DEBUG)
    assets = [
        Asset(("secret", "first"), add_one, "first", tags=TAGS),
        Asset(
            ("secret", "second"),
            shut_out,
            "second",
            inputs={"first": ("secret", "first")},
            settings={"postgres": postgres},
            tags=TAGS,
        ),
    ]
    home = guest / "dagster_home"
    home.mkdir()
    said = []
    with dg.DagsterInstance.local_temp(str(home)) as instance:
        with pytest.raises(BuildError) as refused:
            done = build_sums(assets, guest / "data" / "build", instance, said.append)
            assert done.result.failed
            choose_backend(guest / "data" / "build").read_records()
        (run, *_) = instance.get_runs()
        logs = "".join(repr(entry) for entry in instance.all_logs(run.run_id))
    assert "secret__second" in logs and "guest" in logs
    told = [logs, str(refused.value), repr(said), caplog.text, *capfd.readouterr()]
    assert [text for text in told if TELLING.search(text)] == []
    files = [path for path in guest.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
