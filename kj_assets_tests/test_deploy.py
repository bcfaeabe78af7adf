"""The files of deploy/ agree with each other and with what they deploy."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kj_assets.dagster_kit.develop import SETTINGS
from kj_assets.dagster_kit.store.settings import StoreSettings, read_settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
# Each runs the tracker's code, and so opens the lake and writes into Dagster's storage.
BUILDERS = ("worker", "code", "webserver", "daemon")


def read(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def compose() -> Mapping[str, Any]:
    return read("docker-compose.yml")["services"]


@pytest.fixture
def settings(tmp_path: Path) -> StoreSettings:
    shutil.copy(DEPLOY / "store.yaml", tmp_path)
    return read_settings(tmp_path / "build")


def variables_of(settings: StoreSettings) -> set[str]:
    assert settings.s3 and settings.dask
    keys = {settings.s3.key_from, settings.s3.secret_from}
    return {settings.catalogue_from, settings.dask.address_from, *keys}


@pytest.mark.parametrize("service", BUILDERS)
def test_each_service_that_builds_has_every_variable_that_settings_name(service, settings):
    storage = read("dagster.yaml")["storage"]["postgres"]["postgres_url"]["env"]
    given = set(compose()[service]["environment"])
    assert variables_of(settings) | {storage, "KJ_PROJECT", "DAGSTER_HOME"} <= given


def test_services_are_addressed_by_the_names_and_ports_they_have(settings):
    services = compose()
    assert settings.s3
    objects, port = settings.s3.endpoint.split(":")
    assert f"-s3.port={port} " in services[objects]["command"]
    server = read("workspace.yaml")["load_from"][0]["grpc_server"]
    assert f"-p {server['port']} " in services[server["host"]]["command"]
    address = services["worker"]["environment"]["KJ_DASK"]
    assert address in services["worker"]["command"]
    scheduler, port = re.findall(r"tcp://(\w+):(\d+)", address)[0]
    assert f"--port {port} " in services[scheduler]["command"]


def test_a_deployed_instance_differs_from_a_local_one_in_storage_and_runs_at_once_alone():
    deployed, local = read("dagster.yaml"), yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    assert deployed.pop("storage") and "storage" not in local
    assert deployed.pop("run_queue") != local.pop("run_queue")
    assert deployed == local


def test_the_image_takes_what_it_copies_and_nothing_of_the_data():
    taken = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = [name for line in re.findall(r"^COPY (.*) \S+$", text, re.M) for name in line.split()]
    assert "*" in taken
    assert {f"!{name}" for name in copied} == {name for name in taken if name.startswith("!")}
    assert all((ROOT / name).exists() for name in copied)


def test_kubernetes_gets_the_variables_that_settings_name(settings):
    deployment = read("values.yaml")["dagster-user-deployments"]["deployments"][0]
    assert deployment["includeConfigInLaunchedRuns"]["enabled"]
    given = {entry["name"] for entry in deployment["env"]}
    # The other ones are secrets, and stand beside the entry that takes them from there.
    text = (DEPLOY / "values.yaml").read_text(encoding="utf-8")
    secret = set(re.findall(r"KJ_\w+", re.findall(r"# (KJ_.*)\n\s+- name: tracker", text)[0]))
    assert given | secret == variables_of(settings) | {"KJ_PROJECT"}


def test_workers_of_kubernetes_have_the_image_the_folder_and_the_secret_of_the_code_location():
    deployment = read("values.yaml")["dagster-user-deployments"]["deployments"][0]
    parts = list(yaml.safe_load_all((DEPLOY / "dask.yaml").read_text(encoding="utf-8")))
    service, scheduler, worker = parts
    pod = worker["spec"]["template"]["spec"]
    container = pod["containers"][0]
    image = deployment["image"]
    assert container["image"] == f"{image['repository']}:{image['tag']}"
    assert pod["volumes"] == deployment["volumes"]
    assert container["volumeMounts"] == deployment["volumeMounts"]
    assert container["envFrom"][0]["secretRef"] == deployment["envSecrets"][0]
    address = next(e["value"] for e in deployment["env"] if e["name"] == "KJ_DASK")
    port = service["spec"]["ports"][0]["port"]
    assert address == f"tcp://{service['metadata']['name']}:{port}"
    assert address in container["args"]
    assert service["spec"]["selector"] == scheduler["spec"]["template"]["metadata"]["labels"]
